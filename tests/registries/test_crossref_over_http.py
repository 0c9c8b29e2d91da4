"""The very client that asks Crossref, over real HTTP on loopback, against a served snapshot."""

import json
import threading
from pathlib import Path

import pytest

from refdb.registries.crossref import CrossrefRegistry
from refdb.registries.snapshot.local import Snapshot, build
from refdb.registries.snapshot.server import make_server

WORKS = [
    {
        "DOI": "10.1000/a#b?c",
        "title": ["Odd identifiers"],
        "author": [{"family": "Müller"}],
        "volume": "3",
        "page": "17-19",
    },
    {"DOI": "10.1000/two", "title": ["Sleep and memory"], "container-title": ["Sleep"], "volume": "4"},
    {"DOI": "10.1000/three", "title": ["Sleep in old age"], "container-title": ["Sleep"], "volume": "5"},
]


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    dump = tmp_path / "dump.jsonl"
    dump.write_text("\n".join(map(json.dumps, WORKS)) + "\n{broken\n" + json.dumps({"title": ["no DOI"]}))
    counts = build([dump], tmp_path / "s.db")
    assert (counts.works, counts.bad, counts.without_doi) == (3, 1, 1)
    assert counts.problems[0].startswith("dump.jsonl, line 4: not JSON")
    return tmp_path / "s.db"


def test_url_and_file_give_the_same(snapshot: Path) -> None:
    file = Snapshot(snapshot)
    with make_server(snapshot) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        served = CrossrefRegistry(server.url, timeout=60)
        try:
            for text in ("Muller. Odd identifiers. 3:17", "Sleep and memory. Sleep 4", "Sleep"):
                assert [r.item for r in served.search(text)] == [r.item for r in file.search(text)] != []
            record = served.work("10.1000/A#b?c")
            assert record is not None
            assert record.item == WORKS[0]
            assert served.work("10.1000/none") is None
            found = served.works(["10.1000/two", "10.1000/THREE", "10.1000/none"])
            assert sorted(found) == ["10.1000/THREE", "10.1000/two"]
            assert (served.agency("10.1000/two"), served.agency("10.1000/none")) == ("crossref", None)
        finally:
            served.close()
            server.shutdown()
    file.close()


def test_habanero_sends_nothing_beside_our_client(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be neither paced nor tried again nor limited in size, and nothing else would tell."""

    def sent(*_args: object, **_named: object) -> None:
        raise AssertionError("habanero sent a request itself: its internals changed, see registries/crossref.py")

    with make_server(snapshot) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        served = CrossrefRegistry(server.url, timeout=60)
        try:
            for name in ("get", "request", "stream", "Client"):
                monkeypatch.setattr(f"habanero.request_class.httpx2.{name}", sent)
            assert [record.key for record in served.search("Sleep and memory")][:1] == ["10.1000/two"]
            assert len(served.works(["10.1000/two", "10.1000/three"])) == 2
            assert served.agency("10.1000/two") == "crossref"
        finally:
            served.close()
            server.shutdown()
