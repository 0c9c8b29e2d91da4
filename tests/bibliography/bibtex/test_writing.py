"""Works as entries of both dialects: what is written where, in which order, and what is left out."""

import re
from dataclasses import replace

import pytest

from refdb.bibliography.bibtex.reading import works_of_bib
from refdb.bibliography.bibtex.writing import export
from refdb.model import Person, Update, Work

ROE = (Person("Roe", "Ann"),)


def written(work: Work, dialect: str = "bibtex", **options) -> tuple[str, dict[str, str]]:
    """The entry's type, and its fields without their braces."""
    text = export([work], dialect=dialect, **options)
    kind = re.search(r"^@(\w+)\{", text, re.M)[1]
    return kind, {name: value.strip("{}") for name, value in re.findall(r"^  (\S+) = (.*?),?$", text, re.M)}


def fields(work: Work, dialect: str = "bibtex", **options) -> dict[str, str]:
    return written(work, dialect, **options)[1]


def test_no_works():
    assert export([]) == ""


def test_entries_are_divided_by_blank_lines():
    text = export([Work(key="a", title="A", authors=ROE), Work(key="b", title="B", authors=ROE)])
    assert (
        text
        == "@misc{a,\n  author = {Roe, Ann},\n  title = {A}\n}\n\n@misc{b,\n  author = {Roe, Ann},\n  title = {B}\n}\n"
    )


@pytest.mark.parametrize(
    ("dialect", "names"),
    [
        ("bibtex", ["author", "title", "journal", "year", "month", "volume", "number", "pages", "doi"]),
        ("biblatex", ["author", "title", "journaltitle", "date", "volume", "number", "pages", "doi"]),
    ],
)
def test_an_article_and_the_order_of_its_fields(dialect, names):
    work = Work(
        key="k", type="journal-article", title="Naps", authors=ROE, container_title="J Rest", year=2001, date=(2001, 3),
        volume="3", issue="4", pages="101-9", doi="10.1/a", publisher="Press",
    )  # fmt: skip
    found = fields(work, dialect)
    assert [name for name in found if name != "publisher"] == names
    assert found["pages"] == ("101--9" if dialect == "bibtex" else "101–9")


@pytest.mark.parametrize(
    ("work", "dialect", "expected"),
    [
        (Work(type="dissertation", publisher="Ulm"), "bibtex", {"school": "Ulm"}),
        (Work(type="dissertation", publisher="Ulm"), "biblatex", {"school": "Ulm"}),
        (Work(type="report", publisher="WHO", issue="7"), "bibtex", {"institution": "WHO", "number": "7"}),
        (Work(type="book", publisher="Ox", publisher_place="Ulm", edition="2"), "bibtex", {"publisher": "Ox", "address": "Ulm", "edition": "2"}),
        (Work(type="book", publisher="Ox", publisher_place="Ulm"), "biblatex", {"publisher": "Ox", "location": "Ulm"}),
        (Work(type="book-chapter", container_title="B"), "bibtex", {"booktitle": "B"}),
        (Work(type="book", container_title="Series"), "bibtex", {"series": "Series"}),
        (Work(type="", container_title="Somewhere"), "bibtex", {"howpublished": "Somewhere"}),
        (Work(type="journal-article", article_number="e12"), "biblatex", {"eid": "e12"}),
        (Work(arxiv="2001.1", pmid="7"), "biblatex", {"eprint": "2001.1", "eprinttype": "arXiv", "pmid": "7"}),
        (Work(arxiv="2001.1"), "bibtex", {"eprint": "2001.1", "archiveprefix": "arXiv"}),
        (Work(pmid="7"), "biblatex", {"eprint": "7", "eprinttype": "pubmed"}),
        (Work(pmid="7", pmcid="PMC8"), "bibtex", {"pmid": "7", "pmcid": "PMC8"}),
        (Work(url="https://a.org/x"), "bibtex", {"url": "https://a.org/x"}),
        (Work(tags=("a", "b")), "bibtex", {"keywords": "a, b"}),
        (Work(tags=("a, b", "c")), "bibtex", {"keywords": "a, b; c"}),
        (Work(notes=("One.", "Two.")), "bibtex", {"annote": "One.; Two."}),
        (Work(notes=("One.",)), "biblatex", {"annotation": "One."}),
        (Work(files=("a.pdf", "b.pdf")), "bibtex", {"file": "a.pdf;b.pdf"}),
        (Work(collections=("A", "B")), "bibtex", {"groups": "A, B"}),
        (Work(aliases=("old", "o l d")), "biblatex", {"ids": "old, old"}),
        (Work(language="de"), "biblatex", {"langid": "ngerman"}),
        (Work(language="xx"), "bibtex", {"language": "xx"}),
        (Work(abstract="They slept."), "bibtex", {"abstract": "They slept."}),
        (Work(extra=(("translator", "Poe, B."),)), "biblatex", {"translator": "Poe, B."}),
        (Work(updates=(Update("retraction"), Update("retraction"))), "bibtex", {"note": "Retracted"}),
        (Work(updates=(Update("expression_of_concern"),), extra=(("note", "In press"),)), "bibtex", {"note": "In press; Under an expression of concern"}),
        (Work(updates=(Update("correction"),)), "bibtex", {}),
    ],
)  # fmt: skip
def test_where_it_is_written(work, dialect, expected):
    found = fields(work, dialect)
    assert {name: found.get(name) for name in expected} == expected
    assert set(found) - set(expected) <= {"key"}


def test_an_address_that_says_what_the_doi_says_is_left_out():
    assert "url" not in fields(Work(doi="10.1/a", url="https://dx.doi.org/10.1/a"))


@pytest.mark.parametrize(
    ("dialect", "expected"), [("bibtex", {"title": "Naps: A study"}), ("biblatex", {"title": "Naps", "subtitle": "A study"})]
)  # fmt: skip
def test_subtitles(dialect, expected):
    found = fields(Work(title="Naps", subtitle="A study", authors=ROE), dialect)
    assert {name: found[name] for name in expected} == expected
    assert ("subtitle" in found) == ("subtitle" in expected)


def test_keys_that_works_bring_go_before_keys_made_here():
    text = export([Work(title="Naps", authors=ROE, year=2001), Work(key="roeNaps2001", title="Other", authors=ROE)])
    first, second = re.findall(r"^@\w+\{(.*),$", text, re.M)
    assert (first != second, second) == (True, "roeNaps2001")


def test_what_a_file_said_is_written_again_while_the_work_says_the_same():
    (work,), _ = works_of_bib(
        "@article{a, title={{DNA} \\emph{now}}, journal={J}, year={Spring 1998}, odd={x}, pages={1, 3}}"
    )
    found = fields(work)
    assert (found["title"], found["year"], found["odd"], found["pages"]) == (
        "DNA} \\emph{now",
        "Spring 1998",
        "x",
        "1, 3",
    )
    changed = fields(replace(work, title="RNA now", year=2002, date=(2002,)))
    assert (changed["title"].replace("{", "").replace("}", ""), changed["year"]) == ("RNA now", "2002")


def test_utf8_keeps_letters_and_ascii_writes_them():
    work = Work(title="Müller", authors=ROE)
    assert fields(work, encoding="utf-8")["title"] == "Müller"
    assert fields(work, encoding="ascii")["title"] == 'M{\\"u}ller'
    assert fields(work, "biblatex")["title"] == "Müller"


def test_strange_tex_is_printed_unless_it_is_trusted():
    (work,), _ = works_of_bib("@article{a, title={Naps \\input{x} {DNA}}}")
    assert "\\textbackslash{}input" in fields(work)["title"]
    assert "\\input{x}" in fields(work, trust_tex=True)["title"]
