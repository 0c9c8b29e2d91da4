"""A reference and a work, folded for comparison."""

import pytest

from refdb.model import ParsedReference, Person, Work
from refdb.verification.printed import family, first_page, last_page, number, prepare_reference, prepare_work


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("1425-1437", "1425", "1437"),
        ("1425-37", "1425", "1437"),
        ("983–93", "983", "993"),
        ("S149-S159", "s149", "159"),
        ("S149-59", "s149", "159"),
        ("e1234", "e1234", ""),
        ("007", "7", ""),
        ("000", "0", ""),
        ("e0012", "e12", ""),
        ("351-357.e1", "351", "351"),
        ("12, 14", "12", "14"),
        ("12-19", "12", "19"),
        ("99-101", "99", "101"),
        ("100", "100", ""),
        ("10020", "10020", ""),
        ("", "", ""),
        ("xii", "", ""),
    ],
)
def test_pages(pages, first, last):
    assert first_page(pages) == first
    if pages != "351-357.e1":
        assert last_page(pages) == last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", "12"),
        ("012", "12"),
        ("0", "0"),
        ("Vol. 12", "12"),
        ("volume 12", "12"),
        ("No. 3", "3"),
        ("XII", "12"),
        ("IX", "9"),
        ("xiv", "14"),
        ("MCMXC", "1990"),
        ("LIX", "59"),
        ("D", "500"),
        ("CD", "400"),
        ("MMXVIII", "2018"),
        ("0012a", "12a"),
        ("Suppl 2", "suppl 2"),
        ("A", "a"),
        ("MDCCLXXXVIII", "mdcclxxxviii"),  # too long to be believed
        ("", ""),
    ],
)
def test_numbers_of_volumes(text, expected):
    assert number(text) == expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person("Müller", "E"), "muller"),
        (Person("Berg", "E", particle="van der"), "van der berg"),
        (Person(literal="World Health Organization"), "world health organization"),
        (Person("Berg", literal="Other"), "berg"),
        (Person(), ""),
    ],
)
def test_family_names(person, expected):
    assert family(person) == expected


def test_a_reference_folded():
    raw = (
        "Müller E, Smith J. Sleep—and more. Nature. 2001;3(2):101-109. https://doi.org/10.1000/2015.7 doi:10.1000/2016"
    )
    printed = prepare_reference(
        ParsedReference(
            raw, authors=(Person("Müller", "E"), Person()), title="Sleep—and more", container_title="Nature"
        )
    )
    assert printed.title == "sleep and more"
    assert printed.container == "nature"
    assert printed.families == ("muller",)
    assert printed.text == "muller e smith j sleep and more nature 2001 3 2 101 109"
    assert printed.years == (2001,)  # not those within addresses
    assert printed.first_pages == ("101",)
    assert not printed.et_al


@pytest.mark.parametrize(
    "link",
    [
        "https://a.org/2015",
        "www.a.org/2015",
        "doi: 10.1000/2015",
        "PMID 2015",
        "ISSN: 2015-1234",
        "10.1000/2015",
        "978-2015-20-1",
    ],
)
def test_what_stands_in_addresses_and_identifiers_is_no_text(link):
    printed = prepare_reference(ParsedReference(f"Smith J. Sleep. {link}"))
    assert (printed.text, printed.years, printed.first_pages) == ("smith j sleep", (), ())
    assert "2015" in printed.raw


def test_the_year_that_was_read_goes_first_and_ranges_are_no_years():
    assert prepare_reference(ParsedReference("In 1999 and 2001. pp. 1998-2003", year=2001)).years == (2001, 1999)
    assert prepare_reference(ParsedReference("In 1999 and 2001. pp. 1998-2003")).years == (1999, 2001)
    assert prepare_reference(ParsedReference("In 1499, 2100 and 21999. x-2004")).years == ()
    assert prepare_reference(ParsedReference("No year", year=0)).years == (0,)


def test_all_ranges_are_first_pages_where_none_was_read():
    raw = "J Rest 3, 12-19 (2001), S33–S41, 5 to 9"
    assert prepare_reference(ParsedReference(raw)).first_pages == ("12", "s33", "5")
    assert prepare_reference(ParsedReference(raw, pages="33-41")).first_pages == ("33",)


@pytest.mark.parametrize(
    ("raw", "cut"),
    [
        ("Smith J, et al. Sleep.", True),
        ("Smith J et al Sleep.", True),
        ("Smith J u.a. Sleep.", True),
        ("Smith J and others. Sleep.", True),
        ("Smith J, … Berg E. Sleep.", True),
        ("Smith J, ... Berg E. Sleep.", True),
        ("Smith J, Berg E. Sleep.", False),
    ],
)
def test_authors_cut_short(raw, cut):
    assert prepare_reference(ParsedReference(raw)).et_al is cut
    assert prepare_reference(ParsedReference(raw, et_al=True)).et_al


def test_a_work_folded():
    work = Work(
        title="Sleep: a <i>long</i> story", subtitle="The end", other_titles=("Schlaf", ""), container_title="Nature",
        container_title_short="Nat.", authors=(Person("Müller", "E"), Person()), pages="S12-S19",
    )  # fmt: skip
    registered = prepare_work(work)
    assert registered.titles == ("sleep a long story the end", "sleep a long story", "schlaf")
    assert registered.heads == ("sleep",)
    assert registered.containers == ("nature", "nat")
    assert registered.families == ("muller",)
    assert registered.first_page == "s12"
    assert prepare_work(Work()).titles == ()
    assert prepare_work(Work(title="One", container_title="Same", container_title_short="Same")).containers == ("same",)


@pytest.mark.parametrize(
    ("authors", "families"),
    [
        ((Person("LU", "Yu-feng"),), ("yu feng",)),  # registered the wrong way round
        ((Person("L.U.", "Yufeng"), Person("K", "Ming")), ("yufeng", "ming")),
        ((Person("LU", "Yu-feng"), Person("Smith", "John")), ("lu", "smith")),  # only where all are
        ((Person("LU", "YU"),), ("lu",)),
        ((Person("Lu", "Yu-feng"),), ("lu",)),
        ((Person("LIU", "Yu-feng"),), ("liu",)),
        ((Person("LU", "Yu"),), ("lu",)),  # a given name of two letters may be initials as well
        ((Person("LU", "Yun"),), ("yun",)),
        ((Person("LU", ""),), ("lu",)),
    ],
)
def test_family_and_given_names_exchanged(authors, families):
    assert prepare_work(Work(authors=authors)).families == families
