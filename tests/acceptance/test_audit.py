"""The main job on the two seed articles, against the local registry as a file and over HTTP."""

import json
import shutil
import threading
from pathlib import Path

import pytest

EXPECTED = {
    "000": ["field_mismatch", "not_found", "not_found", "not_found", "not_found"],
    "003": [
        "verified", "verified", "verified", "field_mismatch", "not_found", "field_mismatch", "not_found", "not_found",
    ],
}  # fmt: skip
WRONG = {  # (article, reference) -> the work that is meant, fields that must be named
    ("000", 1): ("10.21037/tau.2019.11.30", {"authors", "year", "volume", "pages"}),
    ("003", 4): ("10.1016/j.fertnstert.2016.10.004", {"authors", "container_title", "volume", "pages"}),
    ("003", 6): ("10.3390/jcm13102918", {"authors", "container_title", "volume", "pages"}),
}


@pytest.fixture(scope="module")
def registry(shared: Path, crossref_registry, tmp_path_factory) -> Path:
    """The public registry with the works of the seeds' subject."""
    from refdb.registries.snapshot.building import build

    path = shutil.copyfile(crossref_registry, tmp_path_factory.mktemp("registry") / "registry.db")
    build([shared / "data/andrology/registry.jsonl"], path, update=True)
    return path


def audit(refdb, shared: Path, folder: Path, article: str, registry: object, some=lambda rows, n: rows) -> dict:
    """The report of a seed's audit; with ``some``, of some of its lines and its whole list, beside some of the works."""
    folder.mkdir(exist_ok=True)
    works = some((shared / "data/andrology/works.jsonl").read_text().splitlines(keepends=True), 12)
    (folder / "works.jsonl").write_text("".join(works))
    lines = (shared / f"seeds/article-{article}.txt").read_text().splitlines(keepends=True)
    head = lines.index("References\n")
    (folder / f"article-{article}.txt").write_text("".join([*lines[:3], *some(lines[3:head], 8), *lines[head:]]))
    imported = refdb("--library", folder / "lib", "import", folder / "works.jsonl", "--json")
    assert json.loads(imported.stdout)["works"] == len(works)
    done = refdb(
        "--library",
        folder / "lib",
        "audit",
        folder / f"article-{article}.txt",
        "--registry",
        registry,
        "--html",
        folder / "a.html",
        "--json",
        folder / "a.json",
    )
    assert done.returncode == 1, done.stderr
    assert (folder / "a.html").read_text().count("<script") == 1  # its own
    return json.loads((folder / "a.json").read_text())


@pytest.mark.parametrize("name", ["000", "003"])
def test_seed_article(request, refdb, shared, registry, tmp_path, name, some):
    """One audit, looked at from all sides: of the whole article it takes a minute of processor time."""
    if name == "003":
        request.getfixturevalue("slow")
    report = audit(refdb, shared, tmp_path, name, registry, some)
    check_references(name, report)
    check_claims(name, report, part=len(some([1] * 8, 8)) / 8)


def check_references(name, report):
    assert [r["status"] for r in report["references"]] == EXPECTED[name]
    for (article, n), (doi, fields) in WRONG.items():
        if article == name:
            reference = report["references"][n - 1]
            assert reference["doi"] == doi
            assert fields <= {d["field"] for d in reference["diffs"] if d["outcome"] == "mismatch"}


def check_claims(name, report, part):
    claims = [claim["sentence"] for claim in report["claims"]]
    assert len(claims) > 40 * part
    assert [c for c in claims if "symboliz" in c or "Meaning" in c or "This visual" in c] == []
    assert [c for c in claims if c.endswith("?")] == []
    topic = {"000": "ermorelin", "003": "estosterone"}[name]
    about = [c for c in report["claims"] if topic in c["sentence"]]
    assert len(about) > 5 * part
    for claim in about:
        assert claim["verdict"] in ("supported", "contradicted", "mixed", "not_settled", "no_source")
        for evidence in claim["evidence"]:
            assert evidence["rationale"] in evidence["passage"]
            if evidence["relation"] != "neither":
                assert evidence["rationale"]


def test_the_same_over_http(slow, refdb, shared, registry, tmp_path):
    from refdb.registries.snapshot.server import make_server

    name = "000"
    by_file = audit(refdb, shared, tmp_path / "file", name, registry)
    server = make_server(registry, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        over_http = audit(refdb, shared, tmp_path / "http", name, f"http://127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    compared = ("n", "raw", "status", "doi", "key", "diffs")
    assert [{k: r[k] for k in compared} for r in over_http["references"]] == [
        {k: r[k] for k in compared} for r in by_file["references"]
    ]
    notes = [[r["note"].partition("Asked:")[0] for r in found["references"]] for found in (over_http, by_file)]
    assert notes[0] == notes[1]  # but for the name of who was asked
    assert over_http["claims"] == by_file["claims"]
