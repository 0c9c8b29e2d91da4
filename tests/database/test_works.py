"""Works and their passages, put in, changed, and found by what they are called."""

import pytest

from refdb.database.works import searched
from refdb.errors import InputError
from refdb.model import Identifier, Passage, Person, Term, Update, Work


def keys(works):
    return [work.key for work in works]


def found(store, *words):
    hits = store.search_words([Term(word) for word in words], 20)
    return [passage.text for passage in store.passages([id_ for id_, _ in hits]).values()]


def test_many_works_at_once(store, put):
    """SQLite takes so many values in one IN ()."""
    works = [Work(key=f"k{n:04}", title=f"Nap {n}", doi=f"10.1/{n}") for n in range(1203)]
    put(*works, k0000=[Passage("k0000", "First.")], k1202=[Passage("k1202", "Last.")])
    assert keys(store.works()) == keys(works)
    assert keys(store.works(keys(works))) == keys(works)
    assert keys(store.alike(works)) == keys(works)
    assert store.names_in_use(keys(works)) == set(keys(works))
    assert [p.text for p in store.passages_of(keys(works))] == ["First.", "Last."]
    assert len(store.outlines()) == 1203


def test_each_work_comes_once_as_it_is_when_its_turn_comes(store, put):
    works = [Work(key=f"k{n:04}", title=f"Nap {n}", tags=("a",)) for n in range(250)]
    put(*works)
    reading = store.each_work()
    first = [next(reading) for _ in range(3)]
    store.put_works([Work(key="late", title="Late")], [Work(key="k0249", title="Changed")], {})
    store.remove_works(["k0150"])
    rest = list(reading)
    assert keys([*first, *rest]) == [*(f"k{n:04}" for n in range(250) if n != 150), "late"]
    assert rest[0] == works[3]
    assert [work.title for work in rest[-2:]] == ["Changed", "Late"]
    assert list(store.each_work()) == store.works()


def test_passages_stay_in_their_order(store, put):
    put(
        Work(key="a", title="A"),
        Work(key="b", title="B"),
        a=[Passage("a", "2"), Passage("a", "1")],
        b=[Passage("b", "0")],
    )
    assert [p.text for p in store.passages_of(["b", "a"])] == ["2", "1", "0"]
    ids = [p.id for p in store.passages_of(["a", "b"])]
    assert list(store.works_of_passages(ids).values()) == [1, 1, 2]
    assert store.passages([]) == store.works_of_passages([]) == {}


def test_a_passage_keeps_where_it_stands(store, put):
    passage = Passage("a", "Naps help.", section="Results", page="7", origin="full_text")
    put(Work(key="a", title="On naps"), a=[passage])
    (kept,) = store.passages_of(["a"])
    assert (kept.section, kept.page, kept.origin, kept.title) == ("Results", "7", "full_text", "On naps")


@pytest.mark.parametrize(("origin", "expected"), [("abstract", "x"), ("full_text", "x"), ("title", "")])
def test_a_passage_that_is_the_title_is_searched_once(origin, expected):
    assert searched("x", origin) == expected


def test_a_section_or_origin_that_changed_makes_the_passages_new(store, put):
    put(Work(key="a", title="A"), a=[Passage("a", "One.")])
    (before,) = store.passages_of(["a"])
    for passage in (
        Passage("a", "One.", section="Methods"),
        Passage("a", "One.", section="Methods", origin="full_text"),
    ):
        store.set_passages("a", [passage])
        (after,) = store.passages_of(["a"])
        assert after.id > before.id
        before = after
    store.set_passages("a", [Passage("a", "One.", section="Methods", origin="full_text", page="9")])
    assert store.passages_of(["a"]) == [before]  # the page alone says nothing else


def test_words_follow_a_changed_work(store, put):
    put(Work(key="a", title="Naps", authors=(Person("Roe"),)), a=[Passage("a", "One.")])
    store.put_works(
        [],
        [Work(key="a", title="Naps", authors=(Person("Poe"),), container_title="Rest")],
        {"a": [Passage("a", "Two.")]},
    )
    assert [found(store, word) for word in ("one", "two", "roe", "poe", "rest", "naps")] == [
        [], ["Two."], [], ["Two."], ["Two."], ["Two."],
    ]  # fmt: skip
    store.set_passages("a", [])
    assert found(store, "two", "naps") == []


def test_works_with_text_are_counted(store, put):
    put(
        *(Work(key=key, title=key) for key in "abcd"),
        a=[Passage("a", "x"), Passage("a", "y", origin="full_text")],
        b=[Passage("b", "x", origin="full_text")],
        c=[Passage("c", "c", origin="title")],  # no evidence
    )
    assert store.count_works() == (4, 2)


def test_outlines(store, put):
    roe = (Person("Roe", "A."),)
    update = (Update("retraction", "10.1/n"),)
    put(
        Work(key="a", title="A", authors=roe, year=2001, doi="10.1/a", abstract="x", volume="3", updates=update),
        Work(key="b", title="B", full_text="Long."),
    )
    first, second = store.outlines()
    assert first.work == Work(key="a", title="A", authors=roe, year=2001, doi="10.1/a", abstract="x", updates=update)
    assert (first.has_full_text, second.has_full_text) == (False, True)
    assert second.work.full_text == ""  # it is not read
    assert [outline.work.key for outline in store.outlines(["b", "nobody"])] == ["b"]
    assert store.outlines([]) == []


@pytest.mark.parametrize(
    ("call"),
    [
        lambda store: store.set_passages("x", []),
        lambda store: store.put_works([], [Work(key="x", title="X")], {}),
        lambda store: store.complete("x", Work(volume="1")),
        lambda store: store.add_updates("x", [], "crossref"),
    ],
)
def test_a_work_that_there_is_not(store, call):
    with pytest.raises(InputError, match="the library has no work 'x'; `refdb list` shows what there is"):
        call(store)


BEARERS = (
    Work(key="Roe2001", title="A", doi="10.1/a", pmid="11", aliases=("Naps",)),
    Work(key="b", title="B", pmcid="PMC22", arxiv="2001.00001v2", isbn=("978-3-16-148410-0",)),
    Work(key="c", title="C", pmcid="pmc33", arxiv="2001.00002", isbn=("9783161484117", "316148410x")),
)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("doi", "10.1/a", ["Roe2001"]),
        ("pmid", "11", ["Roe2001"]),
        ("pmid", "1", []),
        ("pmcid", "PMC22", ["b"]),
        ("pmcid", "PMC33", ["c"]),
        ("arxiv", "2001.00001", ["b"]),  # any version
        ("arxiv", "2001.00001v2", ["b"]),
        ("arxiv", "2001.00001v1", []),
        ("arxiv", "2001.0000", []),
        ("arxiv", "2001.00002", ["c"]),
        ("isbn", "9783161484100", ["b"]),
        ("isbn", "9783161484117", ["c"]),
        ("isbn", "316148410X", ["c"]),
        ("isbn", "978316148410", []),
        ("key", "roe2001", ["Roe2001"]),
        ("key", "naps", ["Roe2001"]),
        ("key", "roe", []),
    ],
)
def test_a_work_is_found_by_each_identifier(store, put, kind, value, expected):
    put(*BEARERS)
    assert keys(store.bearing([Identifier(kind, value)])) == expected


def test_works_of_several_identifiers_come_once_in_the_order_asked(store, put):
    put(*BEARERS)
    asked = [Identifier("isbn", "9783161484117"), Identifier("doi", "10.1/a"), Identifier("pmid", "11")]
    assert keys(store.bearing(asked)) == ["c", "Roe2001"]
    assert store.bearing([]) == []


def test_the_years_of_a_library(store, put):
    assert store.year_span() is None
    put(Work(key="a", title="A"))
    assert store.year_span() is None
    put(Work(key="b", title="B", year=2001), Work(key="c", title="C", year=1888))
    assert store.year_span() == (1888, 2001)
