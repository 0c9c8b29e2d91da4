"""Works changed by hand: their fields, tags, collections and texts."""

import shutil

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import InputError
from refdb.model import Person, TextOrigin, Work
from refdb.workflows.everyday.editing import (
    FIELDS,
    as_shown,
    detach,
    edit,
    label,
    labels,
    remove,
    rename_label,
)
from refdb.workflows.everyday.listing import COLUMNS, each_row
from refdb.workflows.everyday.naming import works_named

ROE = Work(
    key="roe2001", title="On naps", subtitle="a trial", authors=(Person("Roe", "Jane"), Person(literal="WHO")), year=2001,
    years=(2001, 2000), date=(2001, 3), doi="10.1000/naps", pmid="123", tags=("bones",), collections=("thesis/one",),
    pages="9-12", abstract="Naps help.", type="journal-article",
)  # fmt: skip
FOX = Work(key="fox1999", title="The fox", authors=(Person("Fox", "F.", "van der"),), year=1999, doi="10.1000/fox",
           pages="10-11", collections=("Thesis",))  # fmt: skip
POE = Work(key="poe", title="An undated raven", tags=("Bones", "birds"), pages="9")


@pytest.fixture
def store(tmp_path, made_once):
    empty = made_once("database", lambda folder: Store(folder / "refdb.sqlite3").close())
    store = Store(shutil.copyfile(empty / "refdb.sqlite3", tmp_path / "refdb.sqlite3"))
    with store.transaction():
        store.put_works([ROE, FOX, POE], [], {})
    yield store
    store.close()


# --- edit -------------------------------------------------------------------------------------


def test_a_work_is_shown_as_it_is_typed():
    shown = as_shown(ROE)
    assert list(shown) == list(FIELDS)
    assert (shown["authors"], shown["tags"], shown["year"]) == (["Roe, Jane", "WHO"], ["bones"], 2001)
    assert {"years", "date", "full_text", "extra", "updates"}.isdisjoint(shown)
    assert as_shown(FOX)["authors"] == [{"family": "Fox", "given": "F.", "particle": "van der"}]


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("title", "  On   long naps ", "On long naps"),
        ("title", "", ""),
        ("abstract", "Two.\n\nLines.", "Two.\n\nLines."),
        ("authors", "Doe, Jane; World Health Organization", (Person("Doe", "Jane"), Person(literal="World Health Organization"))),
        ("authors", ["Doe, J."], (Person("Doe", "J."),)),
        ("authors", [{"family": "Berg", "particle": "van den"}], (Person("Berg", particle="van den"),)),
        ("authors", None, ()),
        ("tags", "a ; b;; c  d", ("a", "b", "c d")),
        ("notes", ["two  blanks"], ("two  blanks",)),
        ("doi", "https://doi.org/10.1000/NEW", "10.1000/new"),
        ("doi", "", ""),
        ("year", "2020", 2020),
        ("year", "", None),
        ("volume", 7, "7"),
    ],
)  # fmt: skip
def test_a_field_is_set(store, field, typed, value):
    assert getattr(edit(store, "roe2001", {field: typed}), field) == value
    assert getattr(store.work("roe2001"), field) == value


def test_another_year_goes_before_the_printed_ones(store):
    changed = edit(store, "10.1000/naps", {"year": "2002"})
    assert (changed.year, changed.years, changed.date) == (2002, (2002, 2001, 2000), (2002,))
    assert (edit(store, "roe2001", {"year": ""}).date, store.work("roe2001").years) == ((), (2002, 2001, 2000))


def test_the_old_key_is_an_alias(store):
    renamed = edit(store, "roe2001", {"key": "naps"})
    assert (renamed.key, renamed.aliases) == ("naps", ("roe2001",))
    assert edit(store, "roe2001", {"key": "naps"}) == renamed  # nothing to do


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"colour": "red"}, "a work has no field 'colour' to edit; there are key, type"),
        ({"years": "2001"}, "no field 'years'"),
        ({"key": ""}, "a work needs a key"),
        ({"year": "20 01"}, "year = '20 01' should be a year"),
        ({"year": "20011"}, "should be a year"),
        ({"doi": "naps"}, "doi = 'naps' is no DOI"),
        ({"doi": "10.1000/fox"}, "the DOI 10.1000/fox is that of fox1999; `refdb merge fox1999 roe2001`"),
        ({"authors": [{"name": "Roe"}]}, "a person has no 'name'; there are family, given"),
    ],
)
def test_what_cannot_be_changes_nothing(store, values, said):
    with pytest.raises(InputError) as refused:
        edit(store, "roe2001", {"title": "Another", **values})
    assert said in str(refused.value)
    assert store.work("roe2001").title == "On naps"


# --- tags and collections -----------------------------------------------------------------------


def test_labels_are_given_and_taken_in_any_case(store):
    assert label(store, ["roe2001", "poe", "fox1999"], "tags", add=["BONES", " to  read "]) == 3
    assert [store.work(key).tags for key in ("roe2001", "poe", "fox1999")] == [
        ("bones", "to read"),
        ("Bones", "birds", "to read"),
        ("BONES", "to read"),
    ]
    assert label(store, ["roe2001"], "tags", add=["bones"]) == 0
    assert label(store, ["roe2001", "poe"], "tags", remove=["Bones", "absent"]) == 2
    assert store.work("poe").tags == ("birds", "to read")
    with pytest.raises(InputError, match="needs a name"):
        label(store, ["poe"], "tags", add=[" / "])


def test_labels_are_counted_by_name(store):
    assert labels(store, "tags") == {"birds": 1, "bones": 1, "Bones": 1}
    assert list(labels(store, "tags")) == ["birds", "bones", "Bones"]
    assert labels(store, "collections") == {"Thesis": 1, "thesis/one": 1}


def test_a_collection_is_renamed_with_what_lies_in_it(store):
    assert rename_label(store, "collections", "THESIS", "book") == 2
    assert labels(store, "collections") == {"book": 1, "book/one": 1}
    assert rename_label(store, "tags", "bones", "birds") == 2
    assert store.work("poe").tags == ("birds",)  # once
    with pytest.raises(InputError, match="no work has 'thesis'; `refdb collection list` shows"):
        rename_label(store, "collections", "thesis", "x")


# --- out, and back ------------------------------------------------------------------------------


def test_works_are_removed_all_or_none(store):
    with pytest.raises(InputError):
        remove(store, ["poe", "absent"])
    assert store.work("poe") is not None
    assert [work.key for work in remove(store, ["poe", "10.1000/fox", "poe"])] == ["poe", "fox1999"]
    assert [store.work(key) for key in ("poe", "fox1999")] == [None, None]
    assert store.changes()[0].summary == "removed poe, fox1999"


def test_a_full_text_goes_with_the_abstract_that_came_with_it(store):
    with store.transaction():
        store.set_text("roe2001", "All of it.", TextOrigin("full_text", "file", "naps.pdf", "ab12"))
        store.set_text("roe2001", "Naps help.", TextOrigin("abstract", "file", "naps.pdf", "ab12"))
    assert detach(store, "roe2001") == "naps.pdf"
    assert (store.work("roe2001").full_text, store.work("roe2001").abstract) == ("", "")
    with pytest.raises(InputError, match="roe2001 has no full text"):
        detach(store, "roe2001")


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["roe2001", " roe2001 ", "10.1000/NAPS", "doi:10.1000/naps", "https://doi.org/10.1000/naps", "PMID: 123"]
)
def test_a_work_has_many_names(store, name):
    assert [work.key for work in works_named(store, [name, name])] == ["roe2001"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ROE", "the library has no work 'ROE' (neither key nor DOI); did you mean roe2001?"),
        ("roe2010", "did you mean roe2001?"),
        ("zebra", "`refdb list` shows what there is"),
        (" ", "`refdb list` shows what there is"),  # not a work without a DOI
        ("https://doi.org/", "`refdb list` shows what there is"),
    ],
)
def test_a_name_of_nothing_is_told_with_what_may_be_meant(store, name, said):
    with pytest.raises(InputError) as refused:
        works_named(store, [name])
    assert said in str(refused.value)


# --- rows -----------------------------------------------------------------------------------------


def rows(*asked, **options):
    found, whole = each_row(*asked, **options)
    return list(found), whole


def keys(found):
    return [row["key"] for row in found[0]]


def test_rows_have_the_columns_that_are_asked_for(store):
    found, whole = rows(store, ["author", "authors", "title", "text", "year"], keys=["fox1999", "roe2001"])
    assert whole == 2
    assert found == [
        {"author": "van der Fox", "authors": ["van der Fox, F."], "title": "The fox", "text": "", "year": 1999},
        {
            "author": "Roe",
            "authors": ["Roe, Jane", "WHO"],
            "title": "On naps: a trial",
            "text": "abstract",
            "year": 2001,
        },
    ]
    assert [row["state"] for row in rows(store, ["state"])[0]] == ["unchecked"] * 3
    assert len(rows(store, list(COLUMNS))[0]) == 3
    with pytest.raises(InputError, match="no column 'colour'; there are key, author"):
        rows(store, ["key", "colour"])


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["roe2001", "fox1999", "poe"]),
        ("year", ["fox1999", "roe2001", "poe"]),  # what has none comes last
        ("-year", ["roe2001", "fox1999", "poe"]),
        ("pages", ["poe", "roe2001", "fox1999"]),  # 9, 9-12, 10-11
        ("key", ["fox1999", "poe", "roe2001"]),
        ("author", ["roe2001", "fox1999", "poe"]),
    ],
)
def test_rows_are_sorted(store, sort, expected):
    assert keys(rows(store, ["key"], sort)) == expected


def test_rows_are_cut_and_chosen(store):
    assert rows(store, ["key"], limit=1, offset=1) == ([{"key": "fox1999"}], 3)
    assert keys(rows(store, ["key"], keys=["poe", "roe2001"])) == ["poe", "roe2001"]
    assert keys(rows(store, ["key"], labels={"tags": ["BONES"]})) == ["roe2001", "poe"]
    assert keys(rows(store, ["key"], labels={"collections": ["thesis/"]})) == ["roe2001", "fox1999"]
    assert keys(rows(store, ["key"], labels={"collections": ["thesis/one"], "tags": []})) == ["roe2001"]
    assert rows(store, ["key"], labels={"tags": ["birds"], "collections": ["thesis"]}) == ([], 0)
