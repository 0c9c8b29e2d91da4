"""The decision, row by row: ties, identifiers that name this or that, versions, what nobody could look up."""

from dataclasses import replace

import pytest

from refdb.model import FieldDiff, Person
from refdb.verification.deciding import (
    ACCEPT,
    TIE,
)
from tests.verification.rows import BERG, CITED, GULLS, OTTERS, SMITH, ask, mismatches, printed, work

# --- ties ------------------------------------------------------------------------------------

NOTE = "A note to the readers"
BARE = printed(f"{NOTE}. J Otters.", title=NOTE, container_title="J Otters")
FIRST = work(NOTE, "10.1/a", container_title="J Otters", year=2010, volume="8", pages="11-12")
SECOND = replace(FIRST, doi="10.1/b", year=2011, volume="9", pages="101-102")


def test_two_works_that_fit_alike_are_a_tie():
    verification = ask(BARE, FIRST, SECOND)
    assert (verification.status, verification.work, verification.diffs) == ("ambiguous", None, ())
    assert [c.work.doi for c in verification.candidates] == ["10.1/a", "10.1/b"]
    assert verification.confidence == verification.candidates[0].probability
    assert verification.note == (f"2 works fit: “{NOTE}” (2010, 10.1/a); “{NOTE}” (2011, 10.1/b).")


def test_how_near_a_tie_is():
    """A word more in the printed title leaves a work as likely, or a little less; two letters tell nothing apart."""
    slightly = replace(SECOND, title="A note to the reader")
    near = ask(BARE, FIRST, slightly)
    gap = near.candidates[0].probability - near.candidates[1].probability
    assert near.status == "ambiguous"
    assert 0 < gap <= TIE
    clearly = replace(SECOND, title="Note to the reader")
    far = ask(BARE, FIRST, clearly)
    assert (far.status, far.work) == ("verified", FIRST)
    assert far.confidence - ask(BARE, clearly).confidence > TIE
    assert ask(BARE, clearly).confidence > ACCEPT


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"type": "posted-content"}),  # a preprint is no rival of its article
        ({"type": "posted-content"}, {}),
        ({}, {"doi": "10.1/a"}),  # one registration twice
        ({}, {"doi": ""}),
        ({"doi": ""}, {}),
        (
            {},
            {"year": 2010, "volume": "8", "pages": "11-12"},
        ),  # nothing that a reader could have printed tells them apart
    ],
)
def test_what_is_no_rival(first, second):
    verification = ask(BARE, replace(FIRST, **first), replace(SECOND, **second))
    assert verification.status == "verified"


@pytest.mark.parametrize("told", [{"year": 2011}, {"volume": "9"}, {"pages": "101-102"}])
def test_whatever_a_reader_could_have_printed_makes_a_rival(told):
    assert ask(BARE, FIRST, replace(FIRST, doi="10.1/b", **told)).status == "ambiguous"


def test_works_that_agree_in_different_fields_or_in_the_page_are_no_tie():
    paged = replace(BARE, raw=f"{BARE.raw} 11-12", pages="11-12")
    assert ask(paged, FIRST, replace(FIRST, doi="10.1/b", volume="9")).status == "verified"


@pytest.mark.parametrize("year", [2011, 2019])
def test_of_two_works_that_are_as_likely_the_one_is_meant_that_agrees_in_more(year):
    """The first in the registry's order was taken, and its year called wrong."""
    dated = replace(BARE, raw=f"{BARE.raw} {year}", year=year)
    other = replace(SECOND, year=year)
    for found in ((FIRST, other), (other, FIRST)):
        verification = ask(dated, *found)
        assert (verification.status, verification.work, mismatches(verification)) == ("verified", other, [])


def test_no_more_than_three_rivals_are_named():
    others = [replace(SECOND, doi=f"10.1/{n}", volume=str(n)) for n in range(6)]
    verification = ask(BARE, FIRST, *others)
    assert len(verification.candidates) == 4
    assert verification.note.startswith("4 works fit: ")


def test_a_candidate_below_the_bar_is_not_the_work():
    weak = work("A note on readers of the otters", "10.1/w", container_title="J Otters")
    verification = ask(BARE, weak)
    assert verification.status == "not_found"
    assert verification.confidence > 1 - ACCEPT
    assert ask(BARE).confidence == 1.0
    assert ask(BARE, weak, FIRST).work == FIRST


# --- an identifier names a work --------------------------------------------------------------

TITLELESS = printed(
    "Smith J, J Otters 8, 11 (2010)",
    authors=(SMITH,),
    container_title="J Otters",
    year=2010,
    volume="8",
    pages="11",
    doi="10.1/a",
)


@pytest.mark.parametrize(
    ("registered", "status"),
    [
        # authors, volume, pages and journal are told: half of them must agree
        ({"authors": (SMITH,), "volume": "8", "pages": "11-12", "container_title": "J Otters"}, "verified"),
        ({"authors": (SMITH,), "volume": "8", "pages": "90-99", "container_title": "Nature"}, "field_mismatch"),
        (
            {"authors": (SMITH,), "volume": "9", "pages": "90-99", "container_title": "Nature"},
            "identifier_points_elsewhere",
        ),
        (
            {"authors": (BERG,), "volume": "9", "pages": "90-99", "container_title": "Nature"},
            "identifier_points_elsewhere",
        ),
        # of two that are told, one
        ({"authors": (SMITH,), "container_title": "Nature"}, "field_mismatch"),
        ({"authors": (BERG,), "container_title": "J Otters"}, "field_mismatch"),
        ({"authors": (BERG,), "container_title": "Nature"}, "identifier_points_elsewhere"),
    ],
)
def test_without_a_title_half_of_the_told_fields_must_agree(registered, status):
    named = work("Otters at night and by day", **registered)
    assert ask(TITLELESS, named=named).status == status


def test_the_named_work_is_the_one_whatever_the_search_found():
    assert ask(CITED, named=OTTERS).work == OTTERS
    assert ask(CITED, GULLS, named=OTTERS).work == OTTERS
    assert ask(CITED, OTTERS, named=OTTERS).work == OTTERS


def test_a_title_that_is_near_is_enough_with_an_author_and_not_without():
    near = printed(
        "Smith J. Otters at noon in the rivers of the north. 1999.",
        authors=(SMITH,),
        title="Otters at noon in the rivers of the north",
        year=1999,
        doi="10.1/o",
    )
    found = ask(near, named=OTTERS)
    assert (found.status, mismatches(found)) == ("field_mismatch", ["title", "year"])
    stranger = replace(near, raw=near.raw.replace("Smith", "Hill"), authors=(Person("Hill", "J"),))
    assert ask(stranger, named=OTTERS).status == "identifier_points_elsewhere"


def test_the_identifier_of_another_work_while_the_one_described_is_found():
    verification = ask(replace(CITED, doi="10.1/g"), OTTERS, named=GULLS)
    assert (verification.status, verification.work) == ("identifier_points_elsewhere", OTTERS)
    assert [c.work for c in verification.candidates] == [GULLS, OTTERS]
    assert mismatches(verification) == ["doi"]
    doi = verification.diffs[-1]
    assert doi == FieldDiff("doi", "10.1/g", "10.1/o", "mismatch", "major")
    assert verification.confidence > 0.99
    assert verification.note == (
        "The printed identifier is that of “Gulls by day on the coasts of the south” (Berg, 2010, 10.1/g); "
        "the text describes “Otters at night in the rivers of the north” (Smith et al., 2010, 10.1/o)."
    )


def test_the_identifier_of_another_work_while_nothing_like_the_text_is_found():
    verification = ask(replace(CITED, doi="10.1/g"), named=GULLS)
    assert (verification.status, verification.work) == ("identifier_points_elsewhere", None)
    assert [c.work for c in verification.candidates] == [GULLS]
    assert verification.diffs[-1] == FieldDiff("doi", "10.1/g", "", "mismatch", "major")
    assert [d.field for d in verification.diffs].count("doi") == 1
    assert verification.note.endswith("no work like the text describes was found.")
    assert verification.confidence > 0.95


def test_a_pmid_of_another_work_is_told_as_such():
    verification = ask(replace(CITED, doi="", pmid="77"), OTTERS, named=replace(GULLS, pmid="77"))
    assert verification.diffs[-1] == FieldDiff("pmid", "77", "", "mismatch", "major")


def test_a_second_registration_that_fits_as_well_does_not_take_the_place_of_the_named():
    """Both fit beyond doubt; the text is the named one's, though the other scores a hair more."""
    twin = replace(OTTERS, doi="10.1/twin", title=f"{OTTERS.title} and east")
    printed_both = replace(CITED, raw=CITED.raw.replace("north", "north and east"), title=twin.title)
    assert ask(printed_both, twin, named=OTTERS).work == OTTERS


def test_a_doi_of_another_agency():
    data = replace(OTTERS, type="dataset")
    agreeing = ask(CITED, named=data, status="elsewhere")
    assert (agreeing.status, agreeing.work) == ("not_registered_here", data)
    assert agreeing.note == "Registered with datacite, whose record agrees with the text."
    wrong_year = ask(replace(CITED, year=1990, raw=CITED.raw.replace("2010", "1990")), named=data, status="elsewhere")
    assert wrong_year.status == "field_mismatch"
    other = ask(replace(CITED, doi="10.1/g"), OTTERS, named=replace(GULLS, type="dataset"), status="elsewhere")
    assert (other.status, other.work) == ("identifier_points_elsewhere", OTTERS)


def test_an_identifier_that_names_nothing_while_the_work_is_found():
    unknown = ask(replace(CITED, doi="10.1/x"), OTTERS, status="unknown")
    assert (unknown.status, unknown.work) == ("field_mismatch", OTTERS)
    assert unknown.note.startswith("The printed DOI 10.1/x is not registered; the text describes “Otters at night")
    elsewhere = ask(replace(CITED, doi="10.5281/x"), OTTERS, status="elsewhere")
    assert elsewhere.note.startswith("10.5281/x belongs to another agency; the text describes “Otters")
    arxiv = ask(replace(CITED, doi="", arxiv="2001.00001"), OTTERS, status="elsewhere")
    assert (arxiv.status, arxiv.work) == ("verified", OTTERS)
    assert arxiv.note.startswith("arXiv:2001.00001 belongs to another agency; ")
    assert ask(replace(CITED, doi=""), OTTERS).note == ""


def test_an_identifier_that_names_nothing_while_nothing_is_found():
    unknown = ask(replace(CITED, doi="10.1/x"), status="unknown")
    assert (unknown.status, unknown.confidence) == ("not_found", 1.0)
    assert (
        unknown.note
        == "The printed DOI 10.1/x is not registered, and no work like the text describes was found. Asked: test."
    )
    elsewhere = ask(replace(CITED, doi="10.5281/x"), GULLS, status="elsewhere")
    assert (elsewhere.status, elsewhere.confidence) == ("not_registered_here", 1.0)
    assert elsewhere.note == "10.5281/x is registered with another agency than those asked."
    arxiv = ask(replace(CITED, doi="", arxiv="2001.00001"), status="elsewhere")
    assert arxiv.note.startswith("arXiv:2001.00001 is registered")
