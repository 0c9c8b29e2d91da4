"""EndNote's XML -> works, element by element."""

import pytest

from refdb.bibliography.xml.endnote import works_of
from refdb.errors import InputError
from refdb.model import Person, Work


def one(inside: str, kind: str = "Journal Article") -> Work:
    works, said = works_of(
        f'<xml><records><record><ref-type name="{kind}">17</ref-type>{inside}</record></records></xml>'.encode()
    )
    assert said == []
    return works[0]


@pytest.mark.parametrize(
    ("inside", "field", "expected"),
    [
        ("<titles><title><style face='bold'>Sleep</style> <style>and memory</style></title></titles>", "title", "Sleep and memory"),
        ("<titles><secondary-title>Nature</secondary-title></titles>", "container_title", "Nature"),
        ("<periodical><full-title>Nature</full-title></periodical>", "container_title", "Nature"),
        ("<titles><secondary-title>Nature</secondary-title></titles><periodical><abbr-1>Nat</abbr-1></periodical>", "container_title_short", "Nat"),
        ("<titles><secondary-title>Nature</secondary-title></titles><periodical><full-title>Nature</full-title></periodical>", "container_title_short", ""),
        ("<contributors><authors><author>Smith, John</author><author>WHO</author></authors></contributors>", "authors",
         (Person("Smith", "John"), Person(literal="WHO"))),
        ("<contributors><secondary-authors><author>Berg, Eva</author></secondary-authors></contributors>", "editors", (Person("Berg", "Eva"),)),
        ("<dates><year>2001</year></dates>", "date", (2001,)),
        ("<dates><year>2001</year><pub-dates><date>7 May</date></pub-dates></dates>", "date", (2001, 5, 7)),
        ("<dates><pub-dates><date>May 2001</date></pub-dates></dates>", "date", (2001, 5)),
        ("<dates><year>2001</year><pub-dates><date>Spring</date></pub-dates></dates>", "date", (2001,)),
        ("<dates><year>in press</year></dates>", "date", ()),
        ("<volume>3</volume><number>2</number>", "issue", "2"),
        ("<pages>101-9</pages>", "pages", "101-109"),
        ("<electronic-resource-num>https://doi.org/10.1000/XYZ</electronic-resource-num>", "doi", "10.1000/xyz"),
        ("<urls><related-urls><url>https://doi.org/10.1000/xyz</url><url>https://a.org</url></related-urls></urls>", "doi", "10.1000/xyz"),
        ("<urls><related-urls><url>https://doi.org/10.1000/xyz</url><url>https://a.org</url></related-urls></urls>", "url", "https://a.org"),
        ("<urls><pdf-urls><url>internal-pdf://1/a.pdf</url></pdf-urls></urls>", "files", ("1/a.pdf",)),
        ("<accession-num>12345678</accession-num>", "pmid", "12345678"),
        ("<accession-num>WOS:1</accession-num>", "pmid", ""),
        ("<isbn>1234-5678</isbn>", "issn", ("1234-5678",)),
        ("<isbn>978-3-16-148410-0</isbn>", "isbn", ("9783161484100",)),
        ("<keywords><keyword>a</keyword><keyword>b</keyword><keyword>a</keyword></keywords>", "tags", ("a", "b")),
        ("<notes>Mine</notes><research-notes>More</research-notes>", "notes", ("Mine", "More")),
        ("<label>smith01</label>", "key", "smith01"),
        ("<label>not a key</label>", "key", ""),
        ("<abstract>Sleep helps.</abstract><language>en</language>", "abstract", "Sleep helps."),
        ("<publisher>Ox</publisher><pub-location>Oslo</pub-location><edition>2nd</edition>", "publisher_place", "Oslo"),
    ],
)  # fmt: skip
def test_fields(inside, field, expected):
    assert getattr(one(inside), field) == expected


@pytest.mark.parametrize(
    ("kind", "registered"),
    [
        ("Journal Article", "journal-article"),
        ("Thesis", "dissertation"),
        ("Edited Book", "edited-book"),
        ("Unheard of", "other"),
        ("", ""),
    ],
)
def test_types(kind, registered):
    assert one("", kind).type == registered


def test_the_second_title_of_a_book_is_its_series():
    inside = "<titles><title>Sleep</title><secondary-title>Notes</secondary-title></titles>"
    book = one(inside, "Book")
    assert (book.container_title, book.more("collection-title")) == ("", "Notes")
    assert one(inside, "Book Section").container_title == "Notes"


def test_what_is_kept_beside_the_fields():
    work = one(
        "<titles><short-title>S</short-title><tertiary-title>T</tertiary-title></titles><custom1>c</custom1><accession-num>WOS:1</accession-num><empty/>"
    )
    assert [
        work.more(name) for name in ("title-short", "collection-title", "endnote:custom1", "endnote:accession-num")
    ] == ["S", "T", "c", "WOS:1"]
    assert work.more("endnote:empty") == ""


def test_several_records_a_damaged_file_and_none_at_all():
    works, said = works_of(b"<xml><records><record><titles><title>A</title></titles></record><record/></records></xml>")
    assert ([work.title for work in works], said) == (["A", ""], [])
    works, said = works_of(b"<xml><record><titles><title>A</title></titles></record><rec")
    assert [work.title for work in works] == ["A"]
    assert said
    with pytest.raises(InputError, match="not an XML file"):
        works_of(b"")
