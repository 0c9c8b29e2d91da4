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


@pytest.mark.parametrize(
    ("date", "bibtex", "biblatex"),
    [
        ((2001, 3, 5), {"year": "2001", "month": "mar", "day": "5"}, {"date": "2001-03-05"}),
        ((2001, 12), {"year": "2001", "month": "dec"}, {"date": "2001-12"}),
        ((2001, 13, 2), {"year": "2001"}, {"date": "2001"}),  # no month: a season of Crossref's
        ((2001, 0), {"year": "2001"}, {"date": "2001"}),
        ((-44, 3), {"year": "-44", "month": "mar"}, {"date": "-0044-03"}),
        ((77,), {"year": "77"}, {"date": "0077"}),
    ],
)
def test_dates(date, bibtex, biblatex):
    work = Work(title="T", authors=ROE, date=date)
    for dialect, expected in (("bibtex", bibtex), ("biblatex", biblatex)):
        found = fields(work, dialect)
        assert {name: found[name] for name in found if name in ("year", "month", "day", "date")} == expected


@pytest.mark.parametrize(
    ("kind", "names", "expected"),
    [
        ("journal-article", ("Journal of Rest", "J Rest"), {"journaltitle": "Journal of Rest", "shortjournal": "J Rest"}),
        ("journal-article", ("", "J Rest"), {"journaltitle": "J Rest"}),
        ("book-chapter", ("Book of Rest", "B Rest"), {"booktitle": "Book of Rest"}),
    ],
)  # fmt: skip
def test_short_names_of_journals(kind, names, expected):
    work = Work(title="T", authors=ROE, type=kind, container_title=names[0], container_title_short=names[1])
    found = fields(work, "biblatex")
    assert {name: value for name, value in found.items() if name not in ("author", "title")} == expected
    assert "shortjournal" not in fields(work, "bibtex")


def test_the_first_of_several_numbers_is_written():
    work = Work(title="T", authors=ROE, type="book", isbn=("9783161484100", "9780000000002"))
    assert fields(work)["isbn"] == "9783161484100"
    work = Work(title="T", authors=ROE, type="journal-article", issn=("1234-5678", "1111-2222"))
    assert fields(work)["issn"] == "1234-5678"


def as_read(text: str, dialect: str = "bibtex") -> str:
    works, _ = works_of_bib(text)
    return export(works, dialect=dialect)


def test_an_entry_follows_those_that_inherit_from_it():
    text = "@proceedings{p, title={Pr}, year=2001}\n@inproceedings{a, title={T}, crossref={ P , nobody}}"
    written_again = as_read(text)
    assert re.findall(r"^@\w+\{(\w+),$", written_again, re.M) == ["a", "p"]
    assert "crossref = {p}" in written_again
    assert re.findall(r"^@\w+\{(\w+),$", as_read(text.replace("crossref", "xdata")), re.M) == ["a", "p"]


def test_a_parent_is_named_by_its_key_in_this_file_and_left_out_where_it_is_not_there():
    child, parent = works_of_bib("@inproceedings{a, title={T}, crossref={old}}\n@proceedings{old, title={Pr}}")[0]
    renamed = replace(parent, key="new", aliases=("old",))
    assert "crossref = {new}" in export([child, renamed])
    assert "crossref" not in export([child])


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("@book{x, date={2001/2003}}", "biblatex", {"date": "2001/2003"}),
        ("@book{x, year={2001}, month={Mar}, date={2001/2003}}", "biblatex", {"date": "2001/2003", "year": "2001", "month": "Mar"}),
        ("@book{x, date={2001/2003}}", "bibtex", {"date": "2001/2003", "year": "2001"}),  # styles of BibTeX ask for a year
        ("@book{x, year={Spring 2001}}", "biblatex", {"year": "Spring 2001"}),
        ("@book{x, year=2001, month={jul-aug}}", "bibtex", {"year": "2001", "month": "jul-aug"}),
        ("@book{x, year=2001, month=mar, day=5}", "bibtex", {"year": "2001", "month": "mar", "day": "5"}),
        ("@book{x, address={A}, location={B}}", "bibtex", {"location": "B", "address": "A"}),
        ("@article{x, journal={J}, journaltitle={K}}", "biblatex", {"journal": "J", "journaltitle": "K"}),
        ("@article{x, eprint={2001.1}, archiveprefix={arxiv}}", "bibtex", {"eprint": "2001.1", "archiveprefix": "arxiv"}),
        ("@article{x, groups={A; B}}", "bibtex", {"groups": "A; B"}),
        ("@article{x, note={{In} press}}", "bibtex", {"note": "In} press"}),
    ],
)  # fmt: skip
def test_fields_of_a_users_own_file(text, dialect, expected):
    entry = as_read(text, dialect)
    found = {name: value.strip("{}") for name, value in re.findall(r"^  (\S+) = (.*?),?$", entry, re.M)}
    found.pop("key", None)
    assert found == expected


@pytest.mark.parametrize(
    ("change", "name", "written"),
    [
        ({}, "eprint", "arXiv:2001.1"),
        ({"arxiv": "2002.2"}, "eprint", "2002.2"),
        ({}, "annote", "Read {\\sc DNA}."),
        ({"notes": ("Another.",)}, "annote", "Another."),
        ({}, "groups", "A,B"),
        ({"collections": ("A", "B", "C")}, "groups", "A,B"),  # as the file has it, which is still true
        ({"collections": ("A",)}, "groups", "A"),
    ],
)
def test_a_field_stays_as_it_was_as_long_as_the_work_says_so(change, name, written):
    (work,), _ = works_of_bib(
        "@article{x, eprint={arXiv:2001.1}, eprinttype={arXiv}, groups={A,B}, annote={Read {\\sc DNA}.}}"
    )
    assert f"  {name} = {{{written}}}" in export([replace(work, **change)])


@pytest.mark.parametrize(
    ("title", "subtitle", "rich", "bibtex", "biblatex"),
    [
        ("On H2O", "A study", "On H<sub>2</sub>O", "On {H}{$_{2}$}{O}: A study", "On {H}{$_{2}$}{O}"),
        ("On H2O now", "", "On H<sub>2</sub>O", "On {H2O} now", "On {H2O} now"),  # the title was changed since
        ("Other", "", "On H<sub>2</sub>O", "Other", "Other"),
    ],
)
def test_a_title_keeps_the_markup_of_its_registry(title, subtitle, rich, bibtex, biblatex):
    work = Work(key="a", title=title, subtitle=subtitle, extra=(("rich:title", rich),))
    assert f"title = {{{bibtex}}}" in export([work])
    assert f"title = {{{biblatex}}}" in export([work], dialect="biblatex")


def test_preambles_of_several_works_come_once():
    works = [Work(key=key, title=key, extra=(("preamble", "\\def\\x{y}"),)) for key in "ab"]
    assert export(works).count("\\def\\x{y}") == 1
    assert export(works).startswith("@preamble{{\\def\\x{y}}}\n\n@misc{a,")
