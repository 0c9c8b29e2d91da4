"""Fields of entries -> attributes of works; what has no place is left, what went in is said."""

import pytest

from refdb.bibliography.bibtex.fields import (
    READERS,
    address_of,
    bare_doi,
    date_of,
    draft_of,
    files_of,
    is_exact_date,
    numbers_of,
    serials_of,
    tags_of,
    text_of,
    tidy,
    work_of_entry,
)
from refdb.bibliography.bibtex.syntax.blocks import BibEntry
from refdb.model import Person, Work


def draft(kind: str = "article", inherited: frozenset[str] = frozenset(), **fields: str):
    return draft_of(BibEntry(kind, "k", fields, 1, inherited))


def test_an_article_whole():
    found = draft(
        author="Roe, Ann and Poe, B.",
        editor="Low, C.",
        title="On {Sleep}",
        subtitle="A study",
        journal="J Rest",
        shortjournal="JR",
        volume="1",
        number="2",
        pages="101--109",
        year="2001",
        month="mar",
        day="5",
        doi="https://doi.org/10.1000/a",
        isbn="978-3-16-148410-0",
        issn="12345678",
        url="https://a.org",
        keywords="rest, naps",
        groups="A, B",
        file="a.pdf",
        ids="old, older",
        publisher="Press",
        address="Ulm",
        edition="2",
        abstract="Text.",
        langid="ngerman",
        eid="e12",
        annote="Mine.",
        note="In press",
        series="Rest 5",
    )
    assert found.work == Work(
        key="k", type="journal-article", title="On Sleep", subtitle="A study", authors=(Person("Roe", "Ann"), Person("Poe", "B.")),
        editors=(Person("Low", "C."),), container_title="J Rest", container_title_short="JR", volume="1", issue="2",
        pages="101-109", year=2001, years=(2001,), date=(2001, 3, 5), doi="10.1000/a", isbn=("9783161484100",),
        issn=("1234-5678",), url="https://a.org", tags=("rest", "naps"), collections=("A", "B"), files=("a.pdf",),
        aliases=("old", "older"), publisher="Press", publisher_place="Ulm", edition="2", abstract="Text.", language="de",
        article_number="e12", notes=("Mine.",), extra=(("collection-title", "Rest 5"), ("note", "In press")),
    )  # fmt: skip
    assert found.left == {}


@pytest.mark.parametrize(
    ("kind", "publisher", "container"),
    [
        ("article", "P", "J"),
        ("book", "P", ""),
        ("proceedings", "P", ""),
        ("inbook", "P", "B"),
        ("incollection", "P", "B"),
        ("inproceedings", "P", "B"),
        ("phdthesis", "S", "J"),
        ("thesis", "S", "J"),
        ("techreport", "I", "J"),
        ("misc", "O", "J"),
        ("manual", "O", "J"),
        ("online", "O", "J"),
        ("software", "O", "J"),
        ("mastersthesis", "S", "J"),
        ("report", "I", "J"),
        ("suppbook", "P", "B"),
        ("mvreference", "P", ""),
        ("periodical", "P", ""),
        ("unheard-of", "P", "J"),
    ],
)
def test_what_a_kind_of_entry_stands_in_and_who_published_it(kind, publisher, container):
    names = {"publisher": "P", "school": "S", "institution": "I", "organization": "O", "booktitle": "B", "journal": "J"}
    found = draft(kind, **names)
    assert (found.work.publisher, found.work.container_title) == (publisher, container)
    assert set(found.said.values()) == {publisher, container} - {""}
    assert set(found.said) | set(found.left) == set(names)
    assert not set(found.said) & set(found.left)


@pytest.mark.parametrize(
    ("kind", "name"), [("thesis", "organization"), ("report", "organization"), ("online", "school"), ("book", "institution")]
)  # fmt: skip
def test_the_last_field_that_may_name_a_publisher(kind, name):
    assert draft(kind, **{name: "X"}).work.publisher == "X"


def test_the_first_of_several_fields_is_taken():
    found = draft(location="Ulm", address="Bonn", number="3", issue="4")
    assert (found.work.publisher_place, found.work.issue) == ("Ulm", "3")
    assert (found.said, found.left) == ({"number": "3", "location": "Ulm"}, {"issue": "4", "address": "Bonn"})


def test_what_a_parent_gave_is_neither_said_nor_left():
    found = draft("inproceedings", frozenset({"booktitle", "odd"}), title="T", booktitle="B", odd="x", own="y")
    assert (found.work.container_title, found.said, found.left) == ("B", {"title": "T"}, {"own": "y"})


def test_an_article_number_written_twice_is_no_page():
    work = draft(eid="e12", pages="e12").work
    assert (work.article_number, work.pages) == ("e12", "")
    assert draft(eid="e12", pages="3").work.pages == "3"


def test_two_fields_of_one_meaning():
    assert draft(pagetotal="120", numpages="121").work.extra == (("number-of-pages", "120"),)
    assert draft(comment="One.", review="Two.").work.notes == ("One.", "Two.")


def test_fields_that_say_it_alone():
    assert draft(booktitle="B").work.container_title == "B"
    assert draft("inbook", journal="J").work.container_title == "J"
    assert draft("inbook", maintitle="M", journaltitle="J").work.container_title == "M"
    assert draft(date="2001").said == {"date": "2001"}
    assert draft(ids=r"a\_b, c").work.aliases == ("a_b", "c")
    for name in ("file", "pdf", "localfile"):
        assert draft(**{name: "a.pdf"}).work.files == ("a.pdf",)
    for name in ("keywords", "keyword", "mendeley-tags"):
        assert draft(**{name: "a"}).work.tags == ("a",)
    for name in ("location", "address", "city"):
        assert draft(**{name: "Ulm"}).work.publisher_place == "Ulm"
    for name in ("annote", "annotation", "comment", "review"):
        assert draft(**{name: "x"}).work.notes == ("x",)
    assert draft(articleno="7").work.article_number == "7"
    assert draft(language="french").work.language == "fr"


def test_an_empty_field_is_none():
    found = draft(title="", journaltitle="", journal="J")
    assert (found.work.container_title, found.said, found.left) == ("J", {"journal": "J"}, {})


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"date": "2001-03-05"}, (2001, 3, 5)),
        ({"date": "2001-03"}, (2001, 3)),
        ({"date": "2001"}, (2001,)),
        ({"date": "2001-00-00"}, (2001,)),
        ({"date": "~2001"}, (2001,)),
        ({"date": "2001/2003"}, (2001,)),
        ({"date": "20011"}, ()),
        ({"date": "March 2001"}, (2001,)),
        ({"date": "2001", "year": "1999"}, (2001,)),
        ({"year": "2001"}, (2001,)),
        ({"year": "Spring 1998"}, (1998,)),
        ({"year": "{1998}"}, (1998,)),
        ({"year": "98"}, ()),
        ({"year": "19981"}, ()),
        ({"year": "2001", "month": "mar"}, (2001, 3)),
        ({"year": "2001", "month": "March"}, (2001, 3)),
        ({"year": "2001", "month": "12"}, (2001, 12)),
        ({"year": "2001", "month": "13"}, (2001,)),
        ({"year": "2001", "month": "0"}, (2001,)),
        ({"year": "2001", "month": "jul-aug"}, (2001, 7)),
        ({"year": "2001", "month": "Sept."}, (2001, 9)),
        ({"year": "2001", "month": "winter"}, (2001,)),
        ({"year": "2001", "month": "mar", "day": "31"}, (2001, 3, 31)),
        ({"year": "2001", "month": "mar", "day": "1"}, (2001, 3, 1)),
        ({"year": "2001", "month": "mar", "day": "0"}, (2001, 3)),
        ({"year": "2001", "month": "mar", "day": "32"}, (2001, 3)),
        ({"year": "2001", "month": "mar", "day": "5th"}, (2001, 3)),
        ({"year": "2001", "day": "5"}, (2001,)),
        ({"month": "mar"}, ()),
        ({}, ()),
    ],
)
def test_dates(fields, date):
    assert date_of(fields) == date
    work = draft(**fields).work
    assert (work.date, work.year, work.years) == (date, date[0] if date else None, date[:1])


@pytest.mark.parametrize(
    ("fields", "exact"),
    [
        ({"date": "2001-03-05"}, True),
        ({"date": " 2001 "}, True),
        ({"date": "2001/2003"}, False),
        ({"date": "2001", "year": "2001"}, False),
        ({"date": "2001", "month": "3"}, False),
        ({"date": "2001", "day": "3"}, False),
        ({"year": "2001"}, True),
        ({"year": "2001", "month": "mar"}, True),
        ({"year": "2001", "month": "March"}, True),
        ({"year": "2001", "month": "1"}, True),
        ({"year": "2001", "month": "12"}, True),
        ({"year": "2001", "month": "13"}, False),
        ({"year": "2001", "month": "0"}, False),
        ({"year": "2001", "month": "jul-aug"}, False),
        ({"year": "2001", "month": "mar", "day": "5"}, False),
        ({"year": "Spring 1998"}, False),
        ({}, False),
    ],
)
def test_dates_that_say_all_that_the_fields_say(fields, exact):
    assert is_exact_date(fields) is exact


@pytest.mark.parametrize(
    ("fields", "arxiv", "pmid", "pmcid", "said"),
    [
        ({"eprint": "2001.12345", "eprinttype": "arXiv"}, "2001.12345", "", "", {"eprint", "eprinttype"}),
        ({"eprint": "2001.12345", "archiveprefix": "arXiv"}, "2001.12345", "", "", {"eprint", "archiveprefix"}),
        ({"eprint": "arXiv: 2001.12345"}, "2001.12345", "", "", {"eprint"}),
        ({"eprint": "2001.12345"}, "", "", "", set()),
        ({"eprint": "x", "eprinttype": "hal"}, "", "", "", set()),
        ({"eprint": "123", "eprinttype": "pubmed"}, "", "123", "", {"eprint", "eprinttype"}),
        ({"eprint": "123", "eprinttype": "PMID"}, "", "123", "", {"eprint", "eprinttype"}),
        ({"eprint": "123a", "eprinttype": "pubmed"}, "", "", "", set()),
        ({"eprint": "123", "eprinttype": "pubmed", "pmid": "456"}, "", "456", "", {"pmid"}),
        ({"arxivid": "math/0001234"}, "math/0001234", "", "", {"arxivid"}),
        ({"arxivid": "arXiv:2001.12345v2"}, "2001.12345v2", "", "", {"arxivid"}),
        ({"arxivid": "none"}, "", "", "", set()),
        ({"arxivid": "1999.0001", "eprint": "2001.1", "eprinttype": "arxiv"}, "2001.1", "", "", {"eprint", "eprinttype"}),
        ({"pmid": "12"}, "", "12", "", {"pmid"}),
        ({"pmid": "12a"}, "", "", "", set()),
        ({"pmcid": "PMC12"}, "", "", "PMC12", {"pmcid"}),
        ({"pmcid": "pmc12"}, "", "", "PMC12", {"pmcid"}),
        ({"pmcid": "12"}, "", "", "PMC12", {"pmcid"}),
        ({"pmcid": "x12"}, "", "", "", set()),
    ],
)  # fmt: skip
def test_numbers_of_archives(fields, arxiv, pmid, pmcid, said):
    found = draft(**fields)
    assert (found.work.arxiv, found.work.pmid, found.work.pmcid) == (arxiv, pmid, pmcid)
    assert set(found.said) == said
    assert set(found.left) == set(fields) - said


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("10.1000/a", "10.1000/a"),
        (" https://doi.org/10.1000/a ", "10.1000/a"),
        ("doi:10.1000/a", "10.1000/a"),
        (r"10.1000/a\_b\%c\&d", "10.1000/a_b%c&d"),
        ("", ""),
    ],
)
def test_bare_dois(printed, doi):
    assert bare_doi(printed) == doi


@pytest.mark.parametrize(
    ("printed", "doi"), [(r"{10.1000/a{\_}b}", "10.1000/a_b"), ("see 10.1000/a", "10.1000/a"), ("none", "")]
)
def test_dois(printed, doi):
    assert draft(doi=printed).work.doi == doi


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("https://a.org", "https://a.org"),
        (" https://a.org ", "https://a.org"),
        (r"\url{https://a.org/x}", "https://a.org/x"),
        ("{https://a.org}", "https://a.org"),
        (r"https://a.org/a\_b\%c\&d\#e\~f\$", "https://a.org/a_b%c&d#e~f$"),
        (r"\url{https://a.org/a\_b}", "https://a.org/a_b"),
    ],
)
def test_addresses(printed, address):
    assert address_of(printed) == address


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("978-3-16-148410-0", ("9783161484100",)),
        ("3-16-148410-x", ("316148410X",)),
        ("9783161484100, 3161484100", ("9783161484100", "3161484100")),
        ("9783161484100; 3161484100", ("9783161484100", "3161484100")),
        ("9783161484100 9783161484117", ("9783161484100", "9783161484117")),
        ("9783161484100 (print)", ("9783161484100",)),
        ("978-3-16-148410-0 3-16-148410-0", ("9783161484100", "3161484100")),
        ("978 3 16 148410 0", ("9783161484100",)),
        ("12345", ()),
        ("", ()),
    ],
)
def test_isbns(printed, numbers):
    assert numbers_of(printed) == numbers


@pytest.mark.parametrize(
    ("printed", "serials"),
    [
        ("1234-5678", ("1234-5678",)),
        ("12345678", ("1234-5678",)),
        ("1234-567x (print), 8765-4321", ("1234-567X", "8765-4321")),
        ("123456789", ()),
        ("", ()),
    ],
)
def test_issns(printed, serials):
    assert serials_of(printed) == serials


@pytest.mark.parametrize(
    ("printed", "tags"),
    [
        ("a, b", ("a", "b")),
        ("a; b, c", ("a", "b, c")),
        ("a,, a , b", ("a", "b")),
        (r"\emph{a}, B\"a", ("a", "Bä")),
        ("", ()),
    ],
)
def test_keywords(printed, tags):
    assert tags_of(printed) == tags


@pytest.mark.parametrize(
    ("printed", "files"),
    [
        ("a.pdf", ("a.pdf",)),
        ("a b.pdf; c.pdf", ("a b.pdf", "c.pdf")),
        (":a.pdf:PDF", ("a.pdf",)),
        ("Full text:papers/a.pdf:application/pdf", ("papers/a.pdf",)),
        (r"x:C\:\\papers\\a.pdf:pdf", (r"C:\papers\a.pdf",)),
        ("https://a.org/x.pdf", ("https://a.org/x.pdf",)),
        (r"a\;b.pdf", ("a;b.pdf",)),
        (r"a\_b.pdf", ("a_b.pdf",)),
        ("a.pdf::", ("a.pdf",)),
        ("::", ("::",)),
        ("; ;", ()),
    ],
)
def test_files(printed, files):
    assert files_of(printed) == files


@pytest.mark.parametrize(
    ("tex", "text"),
    [("plain", "plain"), ("a\u00a0b", "a b"), ("{DNA} \\& co", "DNA & co"), ("a--b", "a–b"), ("caf\\'e", "café")],
)
def test_texts(tex, text):
    assert text_of(tex) == text


@pytest.mark.parametrize(("tex", "tidied"), [("plain", "plain"), (r"M{\"u}ller", "Müller"), ("a & b", r"a \& b")])
def test_tex_with_letters_as_unicode(tex, tidied):
    assert tidy(tex) == tidied


@pytest.mark.parametrize(
    ("name", "value", "attribute", "said"),
    [
        ("title", "{A} b", "title", "A b"),
        ("booktitle", "B", "container_title", "B"),
        ("school", "S", "publisher", "S"),
        ("institution", "S", "publisher", "S"),
        ("organization", "S", "publisher", "S"),
        ("publisher", "S", "publisher", "S"),
        ("maintitle", "S", "container_title", "S"),
        ("journal", "S", "container_title", "S"),
        ("langid", "french", "language", "fr"),
        ("review", "S", "notes", "S"),
        ("author", "Roe, A.", "authors", (Person("Roe", "A."),)),
        ("pages", "1--3", "pages", "1-3"),
        ("howpublished", "On paper", "medium", "On paper"),
        ("annote", "x", "notes", "x"),
        ("language", "ngerman", "language", "de"),
    ],
)
def test_what_a_field_says_alone(name, value, attribute, said):
    where, read = READERS[name]
    assert (where, read(value)) == (attribute, said)


def test_an_entry_without_fields():
    assert work_of_entry(BibEntry("odd", "k", {}, 1)) == Work(key="k")
