"""The model's dataclasses as rows, and back."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.database.columns import from_column, work_from_values
from refdb.database.rows import from_json, reference_values, to_json, words_of, work_values
from refdb.model import FieldDiff, ParsedReference, Person, Reference, Span, Update, Verification, Work

WHOLE = Work(
    key="roe", type="book", title="Naps", subtitle="A study", other_titles=("Nickerchen",), year=2001, years=(2001, 2002),
    date=(2001, 3), authors=(Person("Roe", "A.", "von", "Jr"), Person(literal="WHO")), editors=(Person("Low"),),
    isbn=("9783161484100",), issn=("1234-5678",), aliases=("old",), tags=("t",), collections=("c/d",), notes=("n",),
    files=("a.pdf",), updates=(Update("retraction", "10.1/n", "crossref", "2001-02-03"),), extra=(("note", "x"), ("note", "y")),
)  # fmt: skip


def test_a_work_from_lists_and_from_json():
    values = {name: value for name, value in work_values(WHOLE).items() if name != "title_folded"}
    assert work_from_values(values) == WHOLE
    as_text = {name: json.dumps(value) if isinstance(value, list) else value for name, value in values.items()}
    assert work_from_values(as_text) == WHOLE


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
_PEOPLE = st.lists(st.builds(Person, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT), max_size=2).map(tuple)


@given(_TEXT, _PEOPLE, st.lists(_TEXT, max_size=3).map(tuple), st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple))
def test_any_work_survives_its_columns(title, authors, tags, extra):
    work = Work(key="k", title=title, authors=authors, tags=tags, extra=extra)
    values = {name: value for name, value in work_values(work).items() if name != "title_folded"}
    assert work_from_values(json.loads(json.dumps(values))) == work


@pytest.mark.parametrize(("value", "expected"), [("[1, 2]", [1, 2]), ([1, 2], [1, 2]), ("null", None), (None, None)])
def test_a_column(value, expected):
    assert from_column(value) == expected


@pytest.mark.parametrize(
    ("title", "subtitle", "folded"), [("Sleep & Memory!", "", "sleepmemory"), ("Naps", "A study", "napsastudy"), ("", "", "")]
)  # fmt: skip
def test_the_title_that_works_are_compared_by(title, subtitle, folded):
    assert work_values(Work(title=title, subtitle=subtitle))["title_folded"] == folded


def test_empty_fields_are_left_out_of_json():
    assert to_json(ParsedReference("x", authors=(Person("Roe"),))) == {"raw": "x", "authors": [{"family": "Roe"}]}
    assert to_json(Span(1, 2)) == [1, 2]
    assert from_json([1, 2], Span) == Span(1, 2)


def test_a_verification_survives_json():
    diff = FieldDiff("year", "2001", "2002", "mismatch", "major")
    whole = Verification("field_mismatch", WHOLE, 0.9, (diff,), registries_asked=("crossref",), note="n")
    assert from_json(json.loads(json.dumps(to_json(whole))), Verification) == whole


def test_a_reference_that_was_not_verified():
    values = reference_values(Reference(3, ParsedReference("x"), "3a", Span(4, 9)))
    assert values == {
        "n": 3, "label": "3a", "start": 4, "end": 9, "parsed": {"raw": "x"}, "status": "", "verification": {},
        "registry_name": "", "verified_at": "",
    }  # fmt: skip
    assert reference_values(Reference(3, ParsedReference("x")))["start"] is None


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (Work(title="Naps"), {"title": "Naps", "authors": "", "container": ""}),
        (Work(title="Naps", subtitle="A study"), {"title": "Naps: A study", "authors": "", "container": ""}),
        (
            Work(container_title="J Rest", container_title_short="JR"),
            {"title": "", "authors": "", "container": "J Rest JR"},
        ),
        (
            Work(authors=(Person("Roe", "A."), Person(literal="WHO"), Person("Poe", literal="Other"))),
            {"title": "", "authors": "Roe WHO Other", "container": ""},
        ),
    ],
)
def test_the_words_of_a_work(work, words):
    found = words_of(work)
    assert {name: text.strip() for name, text in found.items()} == words


def test_names_are_searched_in_their_other_spellings():
    authors = words_of(Work(authors=(Person("Müller"),)))["authors"].split()
    assert authors[0] == "Müller"
    assert "mueller" in [name.lower() for name in authors]
    assert words_of(replace(WHOLE, authors=()))["authors"] == ""
