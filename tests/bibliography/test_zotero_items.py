"""Zotero's own JSON -> works, field by field."""

import pytest

from refdb.bibliography.zotero.items import TYPES, works_of
from refdb.model import Person, Work


def one(**item: object) -> Work:
    (work,) = works_of([{"itemType": "journalArticle", "title": "Sleep", **item}])
    return work


@pytest.mark.parametrize(
    ("item", "field", "expected"),
    [
        ({"itemType": "bookSection", "bookTitle": "Rest"}, "container_title", "Rest"),
        ({"itemType": "thesis", "university": "Oslo"}, "publisher", "Oslo"),
        ({"itemType": "conferencePaper", "conferenceName": "Sleep 01"}, "container_title", "Sleep 01"),
        ({"itemType": "conferencePaper", "proceedingsTitle": "Proc", "conferenceName": "Sleep 01"}, "container_title", "Proc"),
        ({"itemType": "unheardOf"}, "type", "other"),
        ({"itemType": "case", "title": "", "caseName": "A v. B"}, "title", "A v. B"),
        ({"title": "On <i>E. coli</i>"}, "title", "On E. coli"),
        ({"publicationTitle": "Nature", "journalAbbreviation": "Nat"}, "container_title_short", "Nat"),
        ({"pages": "101–9"}, "pages", "101-109"),
        ({"number": "7"}, "issue", "7"),
        ({"issue": "2", "number": "7"}, "issue", "2"),
        ({"DOI": "https://doi.org/10.1000/XYZ"}, "doi", "10.1000/xyz"),
        ({"extra": "DOI: 10.1000/xyz"}, "doi", "10.1000/xyz"),
        ({"extra": "PMID: 77\nPMCID: PMC7"}, "pmid", "77"),
        ({"extra": "PMID: 77\nPMCID: PMC7"}, "pmcid", "PMC7"),
        ({"extra": "Citation Key: smith01"}, "key", "smith01"),
        ({"citationKey": "smith02", "extra": "Citation Key: smith01"}, "key", "smith02"),
        ({"extra": "arXiv: 2001.01234 [cs.CL]"}, "arxiv", "2001.01234"),
        ({"archiveID": "arXiv:2001.01234"}, "arxiv", "2001.01234"),
        ({"ISBN": "978-3-16-148410-0 3-16-148410-X"}, "isbn", ("9783161484100", "316148410X")),
        ({"ISSN": "1234-5678, 8765-4321"}, "issn", ("1234-5678", "8765-4321")),
        ({"abstractNote": "One.\n\nTwo."}, "abstract", "One.\n\nTwo."),
        ({"tags": [{"tag": "a"}, "b", {"tag": "a"}, {"odd": 1}]}, "tags", ("a", "b")),
        ({"notes": [{"note": "<p>Mine.</p>"}, "Yours."], "extra": "Just a line"}, "notes", ("Mine.", "Yours.", "Just a line")),
        ({"attachments": [{"path": "/a.pdf"}, {"localPath": "/b.pdf"}, {"title": "none"}, "odd"]}, "files", ("/a.pdf", "/b.pdf")),
        ({"language": "en", "url": "https://a.org"}, "url", "https://a.org"),
        ({"place": "Oslo", "edition": "2nd"}, "publisher_place", "Oslo"),
    ],
)  # fmt: skip
def test_fields(item, field, expected):
    assert getattr(one(**item), field) == expected


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2018", (2018,)), ("2018-05", (2018, 5)), ("2018-05-07", (2018, 5, 7)), ("2018/5/7", (2018, 5, 7)), ("2018-00-00", (2018,)),
        ("March 2019", (2019, 3)), ("5 May 2001", (2001, 5, 5)), ("30-Mar-2020", (2020, 3, 30)), ("May 5, 2001", (2001, 5, 5)),
        ("13/05/2001", (2001, 5, 13)), ("05/13/2001", (2001, 5, 13)), ("04/05/2001", (2001,)),  # which is the month?
        ("05/2001", (2001, 5)), ("spring 2001", (2001,)), ("n.d.", ()), ("", ()),
    ],
)  # fmt: skip
def test_dates(printed, date):
    work = one(date=printed)
    assert (work.date, work.year, work.years) == (date, date[0] if date else None, date[:1])


def test_a_date_that_says_no_year_is_kept_as_it_is_and_a_range_too():
    assert one(date="n.d.").more("bib:date") == "n.d."
    assert one(date="2001/2003").more("tex:date") == "2001/2003"


@pytest.mark.parametrize(
    ("creator", "person"),
    [
        ({"lastName": "Smith", "firstName": "John"}, Person("Smith", "John")),
        ({"lastName": "Gaulle", "firstName": "Charles de"}, Person("Gaulle", "Charles", "de")),
        ({"lastName": "de Gaulle", "firstName": "Charles"}, Person("Gaulle", "Charles", "de")),
        ({"lastName": "King", "firstName": "Martin Luther, Jr."}, Person("King", "Martin Luther", "", "Jr.")),
        ({"lastName": '"van Gogh"', "firstName": "V"}, Person("van Gogh", "V")),
        ({"lastName": "Alembert", "firstName": "Jean d’"}, Person("Alembert", "Jean", "d’")),
        ({"name": "World Health Organization"}, Person(literal="World Health Organization")),
        ({"lastName": "Plato"}, Person(literal="Plato")),
        ({"lastName": "von", "firstName": "X"}, Person("von", "X")),
    ],
)
def test_creators(creator, person):
    assert one(creators=[creator]).authors == (person,)


def test_the_roles_of_creators():
    work = one(
        creators=[
            {"creatorType": "editor", "lastName": "Berg", "firstName": "E"},
            {"creatorType": "translator", "lastName": "Weber", "firstName": "K"},
            {"creatorType": "translator", "name": "WHO"},
            {"creatorType": "programmer", "lastName": "Roe", "firstName": "R"},
            {"creatorType": "author"},
        ]
    )
    assert (work.authors, work.editors) == ((Person("Roe", "R"),), (Person("Berg", "E"),))
    assert work.more("translator") == "Weber, K and {WHO}"


def test_what_is_kept_beside_the_fields():
    work = one(
        series="Notes",
        shortTitle="S",
        accessDate="2020-05-07T10:00:00Z",
        thesisType="PhD",
        DOI="10.1000/XYZ",
        title="H<sub>2</sub>O",
        runningTime="3:00",
        extra="tex.note: kept\nOriginal Date: 1999\nA line of words",
    )
    assert (work.more("collection-title"), work.more("title-short"), work.more("accessed")) == (
        "Notes",
        "S",
        "2020-05-07",
    )
    assert (work.more("genre"), work.more("tex:doi"), work.more("zotero:runningTime")) == ("PhD", "10.1000/XYZ", "3:00")
    assert (work.more("bib:note"), work.more("original-date"), work.notes) == ("kept", "1999", ("A line of words",))
    assert (work.title, work.more("rich:title")) == ("H2O", "H<sub>2</sub>O")


def test_items_that_are_no_works():
    items = [{"itemType": kind, "title": "x"} for kind in ("attachment", "note", "annotation")] + [
        {"title": "x"},
        "odd",
        None,
    ]
    assert works_of(items) == []
    assert works_of({}) == []


def test_zoteros_api_wraps_each_item_in_data():
    (work,) = works_of([{"key": "A", "data": {"itemType": "book", "title": "Sleep"}}])
    assert (work.title, work.type) == ("Sleep", "book")


def test_collections_with_their_paths():
    found = works_of(
        {
            "items": [
                {"itemType": "book", "itemID": 1, "title": "One"},
                {"itemType": "book", "itemID": 2, "title": "Two"},
            ],
            "collections": {
                "A": {"name": "thesis", "parent": "", "items": [1]},
                "B": {"name": "chapter 2", "parent": "A", "items": [1, 2]},
                "C": {"name": "loop", "parent": "C", "items": [2]},
            },
        }
    )
    assert found[0].collections == ("thesis", "thesis/chapter 2")
    assert found[1].collections[0] == "thesis/chapter 2"
    assert found[1].collections[1].endswith("loop")


@pytest.mark.parametrize(("zotero", "registered"), list(TYPES.items()))
def test_types(zotero, registered):
    assert one(itemType=zotero).type == registered
