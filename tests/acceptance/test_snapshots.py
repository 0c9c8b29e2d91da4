"""What a snapshot finds for the printed references of the public benches, however it was built."""

import gzip
import json

import pytest

from refdb.registries.snapshot.local import Snapshot, build

# References, registry, least share found, and which of the references are looked up by default: every n-th.
BENCHES = {
    "reference": ("reference_bench.jsonl", "registry.jsonl.gz", 1.0, 5),
    "glutton": ("matching/glutton_bench.jsonl.gz", "matching/glutton_registry.jsonl.gz", 0.9996, 1),
}


def read(path):
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return [json.loads(line) for line in file]


@pytest.mark.parametrize("bench", BENCHES)
def test_registered_work_is_among_the_first_five(request, shared, some, tmp_path, bench):
    references, registry, least, step = BENCHES[bench]
    folder = shared / "data" / "crossref"
    if bench == "reference":
        file = request.getfixturevalue("crossref_registry")
    else:
        file = tmp_path / "s.db"
        build([folder / registry], file)
    snapshot = Snapshot(file)
    # Where the title was exchanged for an invented one, the text says nothing of the work.
    rows = [r for r in read(folder / references) if r["doi"] and r["case"] != "invented_title_real_doi"]
    assert len(rows) > 2000
    rows = some(rows, step)
    found = [row["doi"].lower() in [record.key for record in snapshot.search(row["raw"])] for row in rows]
    snapshot.close()
    assert sum(found) / len(rows) >= least


def test_registry_in_two_halves_is_the_registry(shared, some, tmp_path):
    dump = shared / "data" / "crossref" / "registry.jsonl.gz"
    most = len(some([None] * 3000, 2))
    lines = gzip.decompress(dump.read_bytes()).splitlines(keepends=True)[:most]
    (tmp_path / "all.jsonl").write_bytes(b"".join(lines))
    (tmp_path / "old.jsonl").write_bytes(b"".join(lines[: most * 2 // 3]))
    (tmp_path / "new.jsonl").write_bytes(b"".join(lines[most // 2 :]))
    counts = build([tmp_path / "all.jsonl"], tmp_path / "whole.db")
    build([tmp_path / "old.jsonl"], tmp_path / "s.db")
    updated = build([tmp_path / "new.jsonl"], tmp_path / "s.db", update=True, workers=2)
    assert (counts.works, updated.works, updated.replaced) == (most, most, most // 6)
    whole, halves = Snapshot(tmp_path / "whole.db"), Snapshot(tmp_path / "s.db")
    for line in lines[::20]:
        item = json.loads(line)
        item.pop("score", None)
        text = " ".join([*item.get("title", ()), *(a.get("family", "") for a in item.get("author", ()))])
        one, other = whole.work(item["DOI"]), halves.work(item["DOI"])
        assert one.item == other.item == item
        assert {r.key for r in whole.search(text, 1)} == {r.key for r in halves.search(text, 1)}
    whole.close()
    halves.close()
