"""A registry in PostgreSQL is asked as a snapshot file is, and answers the same."""

import gzip
import json
import threading
import urllib.request
from pathlib import Path

import pytest

from refdb import load_snapshot
from refdb.errors import InputError, RegistryUnavailable
from refdb.registries.registry import open_registry
from refdb.registries.snapshot.local import Snapshot, build
from refdb.registries.snapshot.postgresql import loading
from refdb.registries.snapshot.postgresql.house import House
from refdb.registries.snapshot.postgresql.tables import connect, parts_of, shown
from refdb.registries.snapshot.server import SnapshotServer, listen

WORKS = [
    {
        "DOI": "10.1000/Sleep.1",
        "title": ["Sleep loss and memory in old age"],
        "author": [{"family": "Müller", "given": "Anna"}],
        "container-title": ["Journal of Sleep"],
        "issued": {"date-parts": [[2001]]},
        "volume": "12",
        "page": "117-119",
        "reference": [{"key": "1", "DOI": "10.1000/other"}],
    },
    {"DOI": "10.1000/sleep.2", "title": ["Sleep loss and memory in young age"], "author": [{"family": "Ito"}]},
    {"DOI": "10.1000/coffee", "title": ["Coffee"], "agency": "Crossref"},
    {"DOI": "10.5555/data", "title": ["Sleep recordings"], "agency": {"id": "datacite", "label": "DataCite"}},
    {"DOI": "10.6666/unknown", "agency": "mEDRA"},
    *({"DOI": f"10.1000/n{n}", "title": [f"Study {n} of naps"], "volume": str(n)} for n in range(40)),
]
ASKED = ["Müller A. Sleep loss and memory in old age. J Sleep 2001;12:117", "naps 17", "memory young", "?!", "Coffee"]


def dump(path: Path, *items: object) -> Path:
    path.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
    return path


def test_it_answers_as_a_file_does(address, tmp_path):
    file = dump(tmp_path / "works.jsonl", *WORKS)
    build([file], tmp_path / "s.db")
    counts = load_snapshot([file], address)
    assert (counts.works, counts.bad, counts.without_doi) == (len(WORKS), 0, 0)
    snapshot, house = Snapshot(tmp_path / "s.db"), open_registry(address)
    assert isinstance(house, House)
    assert house.works_count == snapshot.works_count
    dois = ["10.1000/SLEEP.1", "10.1000/sleep.2", "10.6666/unknown", "10.1/none", "10.5555/data", "a\0b"]
    for doi in dois:
        one, other = snapshot.work(doi), house.work(doi)
        assert (one and (one.key, one.item)) == (other and (other.key, other.item))
        assert snapshot.agency(doi) == house.agency(doi)
    for text in ASKED:
        found = [[(r.key, r.item) for r in registry.search(text, 5)] for registry in (snapshot, house)]
        assert found[0] == found[1], text
        pages = [registry.search_page(text, 3, 1, whole=True) for registry in (snapshot, house)]
        assert [[one.item() for one in page] for page, _ in pages[:1]] == [
            [one.item() for one in page] for page, _ in pages[1:]
        ]
        assert pages[0][1] == pages[1][1]
    assert [one.doi for one in house.every(2, 3)] == [one.doi for one in snapshot.every(2, 3)]
    assert house.count_of_crossref() == snapshot.count_of_crossref()
    assert len(house.at_random(5)) == 5
    assert house.extent == f"{house.name} ({len(WORKS)} works)"
    snapshot.close(), house.close()


def test_several_workers_load_files_of_one_registry(address, tmp_path):
    for n in range(4):
        part = "\n".join(json.dumps({"DOI": f"10.1000/{n}-{i}", "title": [f"Naps {n} {i}"]}) for i in range(50))
        both = json.dumps({"DOI": "10.1000/both", "title": [f"Version {n}"], "deposited": {"timestamp": 10**12 + n}})
        (tmp_path / f"{n}.jsonl.gz").write_bytes(gzip.compress(f"{part}\n{both}\n{{broken\n".encode()))
    counts = load_snapshot([tmp_path], address, workers=2)
    assert (counts.works, counts.files, counts.bad) == (201, 4, 4)
    house = House(address)
    assert house.work("10.1000/both").item["title"] == ["Version 3"]  # the newest, in whatever order they came
    assert house.search("naps 2 17", 1)[0].key == "10.1000/2-17"
    assert load_snapshot([tmp_path], address, workers=2).works == 201  # all is there: nothing is read again
    house.close()


def test_a_killed_load_goes_on(address, tmp_path, monkeypatch):
    file = dump(tmp_path / "works.jsonl", *WORKS)
    monkeypatch.setattr("refdb.registries.snapshot.building.BATCH", 5)
    monkeypatch.setattr(loading, "TOGETHER", 2)
    put, calls = loading._put, []

    def kill(*given: object) -> int:
        calls.append(len(given[1]))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return put(*given)

    monkeypatch.setattr(loading, "_put", kill)
    with pytest.raises(KeyboardInterrupt):
        load_snapshot([file], address, workers=1)
    assert load_snapshot([file], address, workers=1).works == len(WORKS)
    assert sum(calls[:2]) == 20
    assert sum(calls[3:]) == len(WORKS) - 20  # what was committed is not read again
    house = House(address)
    assert house.search("naps 17", 1)[0].key == "10.1000/n17"
    house.close()


def test_a_newer_record_replaces_an_older_one_with_its_words(address, tmp_path):
    old = {"DOI": "10.1000/a", "title": ["On tea"], "deposited": {"timestamp": 10**12}}
    new = {"DOI": "10.1000/a", "title": ["On cocoa"], "deposited": {"timestamp": 10**12 + 5}}
    load_snapshot([dump(tmp_path / "1.jsonl", old, WORKS[2])], address)
    counts = load_snapshot([dump(tmp_path / "2.jsonl", new)], address)
    assert (counts.works, counts.replaced) == (2, 1)
    load_snapshot([dump(tmp_path / "3.jsonl", old)], address)
    house = House(address)
    assert [record.item["title"] for record in house.search("cocoa")] == [["On cocoa"]]
    house.close()


def test_what_postgresql_does_not_take_is_mended_or_told(address, tmp_path):
    file = tmp_path / "odd.jsonl"
    file.write_text(
        '{"DOI": "10.1000/nul", "title": ["On\\u0000 tea"]}\n{"DOI": "10.1000/half", "title": ["On \\ud800 tea"]}\n'
        f'{{"DOI": "10.1000/long", "title": ["Long"], "x": 1e{"9" * 7}}}\n{{"DOI": "10.1000/good", "title": ["Good tea"]}}\n'
    )
    counts = load_snapshot([file], address)
    assert (counts.works, counts.bad) == (3, 1)
    assert "10.1000/long" in counts.problems[0]
    house = House(address)
    assert house.work("10.1000/nul").item["title"] == ["On tea"]
    assert house.work("10.1000/half").item["title"] == ["On ? tea"]
    house.close()


def test_it_is_served_as_crossref(address, tmp_path):
    load_snapshot([dump(tmp_path / "works.jsonl", *WORKS)], address)
    with SnapshotServer(address, listen("127.0.0.1", 0)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with urllib.request.urlopen(f"{server.url}/works/10.1000%2Fsleep.1", timeout=60) as answer:
            message = json.load(answer)["message"]
        assert message["reference"] == [{"key": "1", "DOI": "10.1000/other"}]
        query = f"{server.url}/works?query.bibliographic=naps+17&rows=1"
        with urllib.request.urlopen(query, timeout=60) as answer:
            assert json.load(answer)["message"]["items"][0]["DOI"] == "10.1000/n17"
        server.shutdown()


def test_a_lost_connection_is_made_anew(address, tmp_path):
    load_snapshot([dump(tmp_path / "works.jsonl", *WORKS)], address)
    house = House(address)
    with house._connection() as connection:
        pid = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
    with connect(address) as other:
        other.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])
    assert house.work("10.1000/coffee") is not None
    with pytest.raises(RegistryUnavailable, match="cannot be read"):
        house._rows("SELECT nothing")
    house.close()


def test_addresses(address):
    assert parts_of("postgresql://me@db/refs?schema=x&host=/tmp") == ("postgresql://me@db/refs?host=/tmp", "x")
    assert shown("postgresql://me:secret@db/refs") == "postgresql://me@db/refs"
    with pytest.raises(InputError, match="small letters"):
        parts_of("postgresql://db/refs?schema=a;b")
    with pytest.raises(InputError, match="refdb snapshot load"):
        House(address)
