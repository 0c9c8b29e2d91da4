"""A snapshot is asked as Crossref is: works by DOI and by what is printed, agencies, and nothing from a broken file."""

import json
import pickle
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.errors import InputError, RegistryUnavailable
from refdb.registries.snapshot.layout import HEAVY, pack, stamp, to_json, unpack, whole_item
from refdb.registries.snapshot.local import Snapshot, build

WORKS = [
    {
        "DOI": "10.1000/Sleep.1",
        "title": ["Sleep loss and memory in old age"],
        "author": [{"family": "Müller", "given": "Anna"}],
        "container-title": ["Journal of Sleep"],
        "issued": {"date-parts": [[2001]]},
        "volume": "12",
        "page": "117-119",
        "score": 1.0,
        "reference": [{"key": "1", "DOI": "10.1000/other"}],
    },
    {
        "DOI": "10.1000/sleep.2",
        "title": ["Sleep loss and memory in young age"],
        "author": [{"family": "Ito"}],
        "volume": "9",
    },
    {"DOI": "10.1000/coffee", "title": ["Coffee"], "agency": "Crossref", "score": None, "reference": None},
    {"DOI": "10.5555/data", "title": ["Sleep recordings"], "agency": {"id": "datacite", "label": "DataCite"}},
    {"DOI": "10.6666/unknown", "agency": "mEDRA"},
    {"DOI": "10.1000/untitled", "author": [{"family": "Sato"}]},
]


def built(path: Path, *items: object) -> Path:
    dump = path.with_suffix(".jsonl")
    dump.write_text("\n".join(map(json.dumps, items)))
    build([dump], path)
    return path


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    found = Snapshot(built(tmp_path / "s.db", *WORKS))
    yield found
    found.close()


def keys(snapshot: Snapshot, text: str, rows: int = 5) -> list[str]:
    return [record.key for record in snapshot.search(text, rows)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Mueller A, Müller B. Sleep loss and memory in old age. J Sleep 2001;12:117.", "10.1000/sleep.1"),
        ("SLEEP LOSS, MEMORY: YOUNG AGE", "10.1000/sleep.2"),
        ("Sle-\nep loss and mem- ory in yo- ung age", "10.1000/sleep.2"),
        ("muller memroy 2001 12 117", "10.1000/sleep.1"),
        ("Sato", "10.1000/untitled"),
    ],
)
def test_reference_finds_its_work(snapshot, text, first):
    assert keys(snapshot, text)[0] == first


def test_search_says_how_well_and_how_many(snapshot):
    found, total = snapshot.search_page("sleep memory old", 2)
    assert [one.doi for one in found] == ["10.1000/sleep.1", "10.1000/sleep.2"]
    assert total == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    second, _ = snapshot.search_page("sleep memory old", 1, offset=1)
    assert second == found[1:]
    assert snapshot.search("sleep memory old", 2)[0].item["score"] == found[0].score


@pytest.mark.parametrize("text", ["", "  ", "–—…", "zzz qqq", "https://doi.org/10.1000/coffee"])
def test_nothing_to_find_is_an_empty_list(snapshot, text):
    assert snapshot.search(text) == []


def test_no_rows_are_no_rows_and_many_are_all(snapshot):
    assert snapshot.search("sleep", 0) == []
    assert len(snapshot.search("sleep", 10**9)) == 3


def test_work_has_all_that_came_and_a_candidate_no_reference_list(snapshot):
    whole = {name: value for name, value in WORKS[0].items() if name != "score"}
    record = snapshot.work(" 10.1000/SLEEP.1 ")
    assert record is not None
    assert (record.registry, record.key, record.item) == ("snapshot s.db", "10.1000/sleep.1", whole)
    found = dict(snapshot.search("Müller sleep")[0].item)
    assert found.pop("score") > 0
    assert found == {name: value for name, value in whole.items() if name != "reference"}
    assert "score" not in snapshot.work("10.1000/coffee").item
    assert snapshot.work("10.1000/coffee").item["reference"] is None
    (page,), _ = snapshot.search_page("Müller", 1, whole=True)
    assert page.item()["reference"] == WORKS[0]["reference"]


def test_works_by_the_doi_as_given(snapshot):
    found = snapshot.works(["10.1000/COFFEE", "10.1000/coffee", "10.1000/none", "", "\ud800", "x" * 100_000])
    assert {doi: record.key for doi, record in found.items()} == {
        "10.1000/COFFEE": "10.1000/coffee",
        "10.1000/coffee": "10.1000/coffee",
    }
    many = [f"10.1000/{n}" for n in range(2000)] + ["10.1000/coffee"]
    assert list(snapshot.works(many)) == ["10.1000/coffee"]


def test_agency_is_what_the_dump_tells(snapshot):
    dois = ["10.1000/SLEEP.1", "10.1000/coffee", "10.5555/data", "10.6666/unknown", "10.1000/untitled", "10.7777/x"]
    assert [snapshot.agency(doi) for doi in dois] == ["crossref", "crossref", "datacite", "medra", "crossref", None]
    # An agency without metadata is no work; a work of another agency is one.
    assert sorted(snapshot.works(dois)) == ["10.1000/SLEEP.1", "10.1000/coffee", "10.1000/untitled", "10.5555/data"]


def test_many_threads_ask_at_once(snapshot):
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(30):
            record = snapshot.work("10.1000/coffee")
            if record is None or keys(snapshot, "Müller sleep")[0] != "10.1000/sleep.1":
                wrong.append(record)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_other_processes_open_the_file_for_themselves(snapshot, monkeypatch):
    copy = pickle.loads(pickle.dumps(snapshot))
    assert keys(copy, "coffee") == ["10.1000/coffee"]
    copy.close()
    connections = snapshot._opened.free
    monkeypatch.setattr("os.getpid", lambda: 1)  # as after a fork
    assert keys(snapshot, "coffee") == ["10.1000/coffee"]
    assert snapshot._opened.free is not connections
    assert connections.qsize() == 1  # the parent's own are left alone
    connections.get().close()


def test_file_that_is_gone_can_be_read_to_the_end(snapshot):
    snapshot.path.unlink()
    assert keys(snapshot, "coffee") == ["10.1000/coffee"]


def test_replaced_file_is_seen_with_the_next_question(snapshot):
    assert keys(snapshot, "Coffee tea") == ["10.1000/coffee"]
    built(snapshot.path, {"DOI": "10.1000/tea", "title": ["Tea"]})
    assert keys(snapshot, "Coffee tea") == ["10.1000/tea"]
    assert snapshot.works_count == 1
    snapshot.path.write_bytes(b"")
    with pytest.raises(RegistryUnavailable, match=r"cannot be opened .*: build it anew"):
        snapshot.work("10.1000/tea")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: b"", "is no snapshot made by refdb snapshot build"),
        (lambda data: b"x" * 5000, "is no snapshot made by refdb snapshot build"),
        (lambda data: data[:-8192], "is cut short"),
        (lambda data: data[:100] + b"\xff" * (len(data) - 100), "cannot be opened"),
    ],
)
def test_what_is_no_snapshot_is_told_in_one_line(tmp_path, change, message):
    path = built(tmp_path / "s.db", *WORKS)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(InputError, match=message) as raised:
        Snapshot(path)
    assert "\n" not in str(raised.value)


def test_no_file_and_old_format(tmp_path):
    with pytest.raises(InputError, match=r"none\.db does not exist"):
        Snapshot(tmp_path / "none.db")
    path = built(tmp_path / "s.db", *WORKS)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET value = 1 WHERE name = 'format'")
        connection.commit()
    with pytest.raises(InputError, match="is a snapshot of format 1, this refdb reads 3: build it anew"):
        Snapshot(path)


@pytest.mark.parametrize("damage", [b"", b"\x00\x01", b"\xff" * 30])
def test_damaged_item_is_an_outage_and_not_an_absence(tmp_path, damage):
    path = built(tmp_path / "s.db", *WORKS)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE works SET item = ?", (damage,))
        connection.commit()
    snapshot = Snapshot(path)
    for question in (lambda: snapshot.work("10.1000/coffee"), lambda: snapshot.search("coffee")):
        with pytest.raises(RegistryUnavailable, match=r"s\.db is damaged"):
            question()
    snapshot.close()


@given(
    item=st.dictionaries(
        st.text(max_size=8), st.none() | st.integers() | st.text() | st.lists(st.text(), max_size=3), max_size=4
    ),
    heavy=st.none() | st.lists(st.text(), max_size=3),
    dictionary=st.binary(max_size=200),
)
def test_packing_loses_nothing(item, heavy, dictionary):
    item.pop(HEAVY, None)
    packed = pack(to_json(item), dictionary)
    assert json.loads(unpack(packed, dictionary)) == item
    text = whole_item(unpack(packed, dictionary), None if heavy is None else to_json(heavy))
    assert json.loads(text) == item | ({} if heavy is None else {HEAVY: heavy})
    assert stamp(item) == 0
