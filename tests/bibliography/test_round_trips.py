"""Works through every pair of formats that can carry them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.bibliography.bibtex import writing
from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.csl.writing import export as export_csl
from refdb.bibliography.importing import read
from refdb.bibliography.tagged import nbib, ris
from refdb.model import Person, Work

LETTERS = st.text(
    st.characters(categories=("Lu", "Ll"), max_codepoint=0x17F, exclude_characters="ŉĿŀĲĳ"), min_size=2, max_size=9
)
LATIN = LETTERS.map(lambda name: name.capitalize()).filter(
    lambda name: name[0].isupper() and name.lower() not in ("and", "others", "jr", "sr", "iii")
)
OTHER = st.sampled_from(
    [
        "Αθήνα",
        "Москва",
        "東京",
        "서울",
        "Łódź",
        "Þór",
        "β-Carotene",
        "H₂O",
        "x²",
        "α≤β",
        "50 %",
        "A & B",
        "C#",
        "a_b",
        "{x}",
        "~",
        "\\n",
    ]
)
WORDS = st.lists(LATIN | OTHER, min_size=1, max_size=6).map(" ".join)
SUFFIX = st.sampled_from(["", "", "Jr", "III"])
PEOPLE = st.builds(Person, family=LATIN, given=LATIN, suffix=SUFFIX) | st.builds(
    Person, literal=st.lists(LATIN, min_size=2, max_size=3).map(" ".join)
)
NUMBERS = st.integers(1, 999).map(str)
DATES = (
    st.tuples(st.integers(1500, 2030))
    | st.tuples(st.integers(1500, 2030), st.integers(1, 12))
    | st.tuples(st.integers(1500, 2030), st.integers(1, 12), st.integers(1, 28))
)


@st.composite
def works(draw):
    date = draw(DATES)
    first = draw(st.integers(1, 500))
    return Work(
        key="k1", type="journal-article", title=draw(WORDS), authors=tuple(draw(st.lists(PEOPLE, max_size=40))),
        container_title=draw(WORDS), year=date[0], years=date[:1], date=date, volume=draw(NUMBERS), issue=draw(NUMBERS),
        pages=f"{first}-{first + draw(st.integers(1, 400))}", doi=f"10.{draw(st.integers(1000, 99999))}/a_b(c)<1>%20#{draw(NUMBERS)}",
        pmid=draw(NUMBERS), issn=("1234-5679",), abstract=draw(WORDS), tags=tuple(dict.fromkeys(draw(st.lists(LATIN, max_size=3)))),
    )  # fmt: skip


FORMATS = {
    "bibtex": lambda w: read(writing.export([w]), "bibtex"),
    "bibtex, utf-8": lambda w: read(writing.export([w], encoding="utf-8"), "bibtex"),
    "biblatex": lambda w: read(writing.export([w], dialect="biblatex"), "bibtex"),
    "ris": lambda w: read(ris.export([w]), "ris"),
    "nbib": lambda w: read(nbib.export([w]), "nbib"),
    "csl-json": None,
}
SAID = (
    "type",
    "title",
    "authors",
    "container_title",
    "date",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "issn",
    "abstract",
    "tags",
)


def through(work: Work, form: str) -> Work:
    if form == "csl-json":
        import json

        (item,) = json.loads(export_csl([work]))
        return work_from_item(item)
    (back,) = FORMATS[form](work).works
    return back


def said(work: Work) -> dict[str, object]:
    return {name: getattr(work, name) for name in SAID}


@pytest.mark.parametrize(("one", "other"), list(itertools.product(FORMATS, FORMATS)))
@settings(max_examples=12)
@given(work=works())
def test_a_work_comes_back_from_two_formats(one, other, work):
    expected = said(work)
    between = said(through(work, one))
    if "nbib" in (one, other):  # names of institutions stand behind those of persons
        expected["authors"] = tuple(sorted(work.authors, key=lambda person: bool(person.literal)))
        between["authors"] = tuple(sorted(between["authors"], key=lambda person: bool(person.literal)))
    assert between == expected
    assert said(through(through(work, one), other)) == expected
