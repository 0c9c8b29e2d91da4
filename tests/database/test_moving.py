"""A library copied from one database into another, row by row."""

import os
from dataclasses import replace

import pytest

from refdb.database.moving import copying
from refdb.database.moving.copying import copy_rows
from refdb.database.moving.sameness import as_kept_in, digest_of
from refdb.database.sqlite.store import Store
from refdb.errors import InputError
from refdb.model import Decision, Passage, Person, Term, Work
from tests.postgresql import dropped, schema

NAPS = Work(
    key="naps", title="On na\0ps", authors=(Person(family="Ørsted"),), tags=("sleep",), year=2019, files=("a.pdf",)
)
COFFEE = Work(key="coffee", title="On coffee", doi="10.1/c")


def fill(store) -> None:
    """Works, a change that can be taken back, a decision, a vector, an answer, a passage id that is gone."""
    store.put_works([NAPS, COFFEE], [], {"naps": [Passage("", "Naps help."), Passage("", "Or not.")]})
    with store.recording("tag", "tag coffee"):
        store.put_works([], [replace(COFFEE, tags=("drink", "a\0b"))], {"coffee": [Passage("", "Coffee does not.")]})
    store.set_passages("naps", [Passage("", "Naps help.")])
    with store.recording("rm", "rm naps"):
        store.remove_works(["naps"])
    store.undo(None, lambda work: [Passage("", "Naps help.")])
    store.add_decisions(
        [Decision(kind="claim", text="Naps help.", machine="supported", stance="agrees", at="2026-11-29")]
    )
    store.save_vectors("model", [store.passages_of(["naps"])[0].id], [b"\0\1\2\3" * 4])
    store.record("crossref", "work 10.1/c", {"DOI": "10.1/c", "title": None})


@pytest.fixture
def other(request, tmp_path, postgresql):
    """Another library without works."""
    from refdb.database.postgresql.store import Store as Schema

    if request.param == "sqlite":
        store = Store(tmp_path / "other.sqlite3")
        yield store
        store.close()
        return
    address = schema(postgresql, f"other_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    store = Schema(address, create=True, unfinished=True)
    yield store
    store.close()
    dropped(address)


@pytest.mark.parametrize("other", ["sqlite", "postgresql"], indirect=True)
def test_all_is_there_and_can_be_taken_back(store, other):
    fill(store)
    copied = copy_rows(store, other)
    assert {name: digest.rows for name, digest in copied.tables.items() if digest.rows} == {
        "work": 2, "name": 2, "change": 2, "journal": 2, "passage": 2, "decision": 1, "vector": 1, "source_record": 1,
    }  # fmt: skip
    assert [[tag.replace("\0", "") for tag in work.tags] for work in other.works()] == [["sleep"], ["drink", "ab"]]
    assert other.work("naps").files == ("a.pdf",)
    assert other.decisions() == store.decisions()
    (embedded,) = store.vector_ids("model")
    assert list(other.vectors_of("model", [embedded])) == [(embedded, b"\0\1\2\3" * 4)]
    assert other.recorded("crossref", "work 10.1/c") == store.recorded("crossref", "work 10.1/c")
    assert [other.passages([id_])[id_].text for id_, _ in other.search_words([Term("naps")], 5)] == ["Naps help."]
    assert [(c.summary, c.undone_at) for c in other.changes()] == [(c.summary, c.undone_at) for c in store.changes()]
    other.undo(other.changes()[0].id, lambda work: [])  # what was done before the copy is taken back after it
    assert other.work("coffee").tags == ()
    highest = store.last_passage_id()
    other.put_works([Work(key="new", title="New")], [], {"new": [Passage("", "New.")]})
    assert other.passages_of(["new"])[0].id == highest + 1  # no id is used twice


@pytest.mark.parametrize("other", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("killed_after", [1, 4, 7])
def test_a_killed_copy_goes_on(store, other, monkeypatch, killed_after):
    fill(store)
    monkeypatch.setattr(copying, "AT_ONCE", 1)
    seen: list[int] = []

    def kill(_step: str, done: int, _total: int) -> None:
        seen.append(done)
        if len(seen) == killed_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_rows(store, other, kill)
    seen.clear()
    copied = copy_rows(store, other, lambda _step, done, _total: seen.append(done))
    assert seen[0] == killed_after + 1  # nothing was done twice
    assert copied.rows == seen[-1]


@pytest.mark.parametrize("other", ["sqlite", "postgresql"], indirect=True)
def test_a_source_that_changed_since_is_copied_anew(store, other, monkeypatch):
    fill(store)
    monkeypatch.setattr(copying, "AT_ONCE", 1)

    def kill(_step: str, done: int, _total: int) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_rows(store, other, kill)
    store.put_works([], [replace(COFFEE, publisher="Cup")], {})
    copy_rows(store, other)
    assert other.work("coffee").publisher == "Cup"
    assert len(other.decisions()) == 1


@pytest.mark.parametrize("other", ["sqlite", "postgresql"], indirect=True)
def test_what_is_there_is_not_written_over(store, other):
    fill(store)
    other.put_works([COFFEE], [], {})
    with pytest.raises(InputError, match=r"there is a library in .* already"):
        copy_rows(store, other)
    assert other.keys() == ["coffee"]


def test_the_source_is_read_as_it_is_at_one_moment(store, tmp_path):
    fill(store)
    other = Store(tmp_path / "other.sqlite3")

    def write(_step: str, _done: int, _total: int) -> None:
        if not store.work("late"):
            store.put_works([Work(key="late", title="Late")], [], {})

    copy_rows(store, other, write)
    assert sorted(other.keys()) == ["coffee", "naps"]
    other.close()


def test_rows_are_the_same_in_whatever_order_and_way_they_are_kept():
    text = {"table": "work", "before": '{"tags": "[\\"a\\"]", "title": "x\\u0000"}'}
    json = {"table": "work", "before": '{"title": "x", "tags": ["a"]}'}
    assert digest_of("journal", [text]) == digest_of("journal", [json])
    assert as_kept_in("postgresql", "journal", text)["before"] == '{"tags": ["a"], "title": "x"}'
    assert as_kept_in("sqlite", "journal", json)["before"] == '{"title": "x", "tags": "[\\"a\\"]"}'
    rows = [{"id": 1, "title": "a"}, {"id": 2, "title": "b"}]
    assert digest_of("work", rows) == digest_of("work", rows[::-1])
    assert digest_of("work", rows) != digest_of("work", [rows[0], {"id": 2, "title": "c"}])
    assert digest_of("work", rows) != digest_of("work", [*rows, rows[0]])
