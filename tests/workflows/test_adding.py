"""Works taken into a library: each once, under a key of its own, and at a cost that does not grow with it."""

import pytest
from sqlalchemy import event

from refdb.database.sqlite.store import Store
from refdb.model import Person, Work
from refdb.workflows.steps.adding import add_work, add_works


def placed(*given):
    """For each work its key, and whether it is new."""
    return [one[:2] for one in add_works(*given)]


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    yield store
    store.close()


def roe(n, **fields):
    return Work(title=f"Naps {n}", authors=(Person("Roe", "R."),), year=2001, **fields)


def test_new_works_get_keys_and_known_ones_keep_theirs(store):
    assert placed(store, [roe(1), roe(2, key="own")]) == [("roeNaps12001", True), ("own", True)]
    assert placed(store, [roe(2, key="other", abstract="They help."), roe(1)]) == [
        ("own", False),
        ("roeNaps12001", False),
    ]
    known = store.work("own")
    assert (known.abstract, known.aliases) == ("They help.", ("other",))
    assert [passage.text for passage in store.passages_of(["own"])] == ["They help."]


def test_a_key_is_free_only_where_no_work_has_it_as_key_or_alias_in_any_case(store):
    add_works(store, [Work(key="Roe2001", title="A", aliases=("nap",)), Work(key="roe2001b", title="B")])
    same = [Work(key="ROE2001", title=f"Other {n}", authors=(Person("Roe"),), year=2001) for n in ("east", "west")]
    assert placed(store, [*same, Work(key="Nap", title="Dreams")]) == [
        ("roeOtherEast2001", True),
        ("roeOtherWest2001", True),
        ("Dreams", True),
    ]


def test_plain_keys_that_are_taken_get_a_letter(store):
    works = [Work(title="Sleep", authors=(Person("Roe"),), year=2001, doi=f"10.1/{n}") for n in range(4)]
    assert [key for key, _ in placed(store, works[:1])] == ["roeSleep2001"]
    assert [key for key, _ in placed(store, works[1:3])] == ["roeSleep2001a", "roeSleep2001b"]
    assert add_work(store, works[3]) == ("roeSleep2001c", True)


def test_records_of_one_work_in_one_batch_become_one(store):
    batch = [
        Work(key="a", title="Sleep", doi="10.1/s"),
        Work(key="b", title="SLEEP.", pmid="7"),
        Work(key="c", title="Another title of it", pmid="7", volume="3"),
        Work(key="d", title="Sleep", doi="10.1/other"),
    ]
    assert placed(store, batch) == [("a", True), ("a", False), ("a", False), ("d", True)]
    whole = store.work("a")
    assert (whole.title, whole.pmid, whole.volume, whole.aliases) == ("Sleep", "7", "3", ("b", "c"))
    assert len(store.works()) == 2


def statements(store):
    seen = []
    event.listen(store._engine, "before_cursor_execute", lambda _c, _cursor, sql, *_: seen.append(sql.split()[0]))
    return seen


def test_what_is_known_already_is_not_written_again(store):
    works = [roe(n, doi=f"10.1/{n}", abstract="They help.") for n in range(20)]
    add_works(store, works)
    seen = statements(store)
    assert placed(store, works) == [(f"roeNaps{n}2001", False) for n in range(20)]
    assert set(seen) == {"BEGIN", "SELECT"}


def test_a_batch_asks_as_often_whatever_its_size_and_the_librarys(store):
    add_works(store, [roe(n, doi=f"10.1/{n}") for n in range(300)])
    seen = statements(store)
    counts = []
    for some in (range(10), range(200)):
        seen.clear()
        add_works(store, [roe(n, doi=f"10.1/{n}") for n in some])
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6


def test_two_works_with_one_doi_are_held_apart_and_it_is_said(store):
    lebanon = Work(key="el", title="Lebanon", authors=(Person("El-Husseini", "H"),), pages="1-9", doi="10.1/book")
    poland = Work(key="so", title="Poland", authors=(Person("Sokolowski", "S"),), pages="10-19", doi="10.1/book")
    first, second = add_works(store, [lebanon, poland])
    assert (first.key, first.said, second.key) == ("el", "", "so")
    assert second.said == "so: its DOI 10.1/book is that of el, another work; held apart, without it"
    kept = store.work("so")
    assert (kept.title, kept.doi) == ("Poland", "")
    assert kept.notes == ("DOI 10.1/book, which is also given for El-Husseini, Lebanon",)
    assert [one[:2] for one in add_works(store, [lebanon, poland])] == [("el", False), ("so", False)]
    assert len(store.works()) == 2
