"""The decision, row by row: ties, identifiers that name this or that, versions, what nobody could look up."""

from dataclasses import replace

import pytest

from refdb.model import Candidate, FieldDiff, ParsedReference, Person, Verification, Work
from refdb.verification.deciding import (
    ACCEPT,
    TIE,
    Identified,
    beyond_doubt,
    could_mean,
    may_be_another_version,
    unchecked,
    verify,
)

SMITH, BERG = Person("Smith", "John"), Person("Berg", "Eva")


def work(title: str, doi: str = "10.1/a", **fields: object) -> Work:
    return Work(type=str(fields.pop("type", "journal-article")), title=title, doi=doi, **fields)


def printed(raw: str, **fields: object) -> ParsedReference:
    return ParsedReference(raw, **fields)


def ask(
    reference: ParsedReference, *found: Work | Candidate, named: Work | None = None, status: str = ""
) -> Verification:
    return verify(
        reference, Identified(status or ("found" if named else "absent"), named, "datacite"), found, ("test",)
    )


def mismatches(verification: Verification) -> list[str]:
    return [diff.field for diff in verification.diffs if diff.outcome == "mismatch"]


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
    "Smith J, J Otters 8, 11 (2010)", authors=(SMITH,), container_title="J Otters", year=2010, volume="8", pages="11",
    doi="10.1/a",
)  # fmt: skip


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


OTTERS = work(
    "Otters at night in the rivers of the north", "10.1/o", authors=(SMITH, BERG), container_title="Journal of Otters",
    year=2010, years=(2010,), volume="8", pages="11-19",
)  # fmt: skip
GULLS = replace(OTTERS, title="Gulls by day on the coasts of the south", doi="10.1/g", authors=(BERG,), volume="9", pages="70-79")  # fmt: skip
CITED = printed(
    f"Smith J, Berg E. {OTTERS.title}. J Otters. 2010;8:11-9.", authors=(SMITH, BERG), title=OTTERS.title,
    container_title="J Otters", year=2010, volume="8", pages="11-9", doi="10.1/o",
)  # fmt: skip


def test_the_named_work_is_the_one_whatever_the_search_found():
    assert ask(CITED, named=OTTERS).work == OTTERS
    assert ask(CITED, GULLS, named=OTTERS).work == OTTERS
    assert ask(CITED, OTTERS, named=OTTERS).work == OTTERS


def test_a_title_that_is_near_is_enough_with_an_author_and_not_without():
    near = printed(
        "Smith J. Otters at noon in the rivers of the north. 1999.", authors=(SMITH,),
        title="Otters at noon in the rivers of the north", year=1999, doi="10.1/o",
    )  # fmt: skip
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


# --- versions --------------------------------------------------------------------------------

PREPRINT = replace(OTTERS, type="posted-content", container_title="bioRxiv", doi="10.1101/o", year=2009, years=(2009,), volume="", pages="")  # fmt: skip


def test_the_identifier_of_the_preprint_beside_the_details_of_the_article():
    verification = ask(replace(CITED, doi="10.1101/o"), OTTERS, named=PREPRINT)
    assert (verification.status, verification.work) == ("verified", OTTERS)
    assert [(d.outcome, d.severity) for d in verification.diffs if d.field == "doi"] == [("partial", "minor")]
    assert verification.note.startswith("The printed identifier is that of its preprint, “Otters at night")


def test_the_identifier_of_the_article_beside_the_details_of_the_preprint():
    text = printed(
        f"Smith J, Berg E. {OTTERS.title}. bioRxiv. 2009.", authors=(SMITH, BERG), title=OTTERS.title,
        container_title="bioRxiv", year=2009, doi="10.1/o",
    )  # fmt: skip
    verification = ask(text, PREPRINT, named=OTTERS)
    assert (verification.status, verification.work) == ("verified", PREPRINT)
    assert "that of its published version, “Otters" in verification.note


def test_details_that_are_wrong_for_both_versions():
    wrong = replace(CITED, doi="10.1101/o", year=1990, raw=CITED.raw.replace("2010", "1990"))
    verification = ask(wrong, OTTERS, named=PREPRINT)
    assert (verification.status, verification.work, mismatches(verification)) == ("field_mismatch", OTTERS, ["year"])


def test_the_named_version_stays_where_the_text_is_as_near_to_it():
    text = printed(f"Smith J, Berg E. {OTTERS.title}.", authors=(SMITH, BERG), title=OTTERS.title, doi="10.1101/o")
    assert ask(text, OTTERS, named=PREPRINT).work == PREPRINT
    assert ask(replace(text, doi="10.1/o"), PREPRINT, named=OTTERS).work == OTTERS


@pytest.mark.parametrize(
    ("authors", "title", "versions"),
    [
        ((SMITH, BERG), OTTERS.title, True),
        ((BERG,), OTTERS.title, True),
        ((), OTTERS.title, True),  # nobody is registered
        ((Person("Hill", "A"),), OTTERS.title, False),
        ((SMITH, BERG), "Otters at night in the rivers of a north", True),
        ((SMITH, BERG), "Otters at night and other beasts", False),
    ],
)
def test_what_is_a_version_of_what(authors, title, versions):
    preprint = replace(PREPRINT, authors=authors, title=title)
    verification = ask(replace(CITED, doi="10.1101/o"), OTTERS, named=preprint)
    assert ("preprint" in verification.note) is versions


# --- nothing found ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "fields", "status"),
    [
        ("Ibid., p. 12", {}, "not_checkable"),
        ("Smith 2010", {}, "not_checkable"),
        ("Smith J. Otters. 2010", {}, "not_found"),  # four words
        ("Smith 2010", {"doi": "10.1/x"}, "not_found"),
        ("Smith 2010", {"pmid": "1"}, "not_found"),
        ("Smith 2010", {"arxiv": "2001.1"}, "not_found"),
        ("WHO. Obesity. https://who.int (accessed 2 May 2020)", {"url": "https://who.int"}, "not_checkable"),
        ("WHO. Obesity in the towns. Accessed 2 May 2020", {}, "not_checkable"),
        ("WHO. Obesity in the towns. www.who.int", {}, "not_checkable"),
        ("WHO. Obesity in the towns. www.who.int", {"volume": "3"}, "not_found"),
        ("WHO. Obesity in the towns. www.who.int", {"pages": "3"}, "not_found"),
        ("WHO. Obesity in the towns. www.who.int", {"doi": "10.1/x"}, "not_found"),
        ("WHO. Obesity in the towns. www.who.int", {"pmid": "7"}, "not_found"),
        ("WHO. Obesity in the towns. www.who.int", {"container_title": "Lancet"}, "not_found"),
        ("WHO. Obesity in the towns. www.who.int", {"container_title": "Site", "type": "webpage"}, "not_checkable"),
        ("Working Time Act of the republic", {"type": "law"}, "not_checkable"),
        ("Program for all the statistics", {"type": "software"}, "not_checkable"),
        ("Report on all the statistics", {"type": "report"}, "not_found"),
        ("Smith J, personal communication, May 2019", {}, "not_checkable"),
        ("Smith J. On otters at night (unpublished).", {"container_title": "x"}, "not_checkable"),
        ("Smith J. On otters at night, submitted", {"pages": "3"}, "not_checkable"),
        ("Smith J. On otters at night, submitted", {"volume": "3"}, "not_found"),
        ("Smith J. On otters at night and by day.", {}, "not_found"),
    ],
)
def test_what_could_not_be_looked_up_and_what_is_not_there(raw, fields, status):
    assert ask(printed(raw, **fields)).status == status


def test_the_nearest_works_are_named_no_more_than_three():
    others = [replace(OTTERS, title=f"Otters at night in {place}", doi=f"10.1/{place}", authors=(), pages="") for place in
              ("Oslo town", "Bergen town", "Ulm town", "Bonn town")]  # fmt: skip
    reference = printed("Hill A. Otters at night in Paris. 1960.", title="Otters at night in Paris", year=1960)
    verification = ask(reference, *others, work("Nothing like it at all"))
    assert verification.status == "not_found"
    assert len(verification.candidates) == 3
    assert all("Otters" in candidate.work.title for candidate in verification.candidates)
    assert verification.note == "Asked: test."  # none is near enough to be told
    assert verification.confidence == 1 - verification.candidates[0].probability
    assert ask(reference, work("Nothing like it at all")).note == "Asked: test."


def test_an_outage_says_nothing_about_the_reference():
    assert unchecked(CITED, "timed out", ["a", "b"]) == Verification(
        "unchecked", registries_asked=("a", "b"), note="timed out"
    )
    assert unchecked(printed("x" * 100)).note == f"Not asked: {'x' * 80}"


# --- what is told of a work ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        ({"year": 1990}, "year"),
        ({"year": 1990, "volume": "99"}, "year and volume"),
        ({"year": 1990, "volume": "99", "container_title": "Nature"}, "year, journal and volume"),
    ],
)
def test_the_note_lists_what_is_wrong(fields, listed):
    text = CITED.raw.replace(
        "J Otters. 2010;8", f"{fields.get('container_title', 'J Otters')}. 1990;{fields.get('volume', 8)}"
    )
    verification = ask(replace(CITED, raw=text, **fields), OTTERS)
    assert verification.status == "field_mismatch"
    assert verification.note.endswith(f"is registered with other details: {listed}.")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "“Otters at night in the rivers of the north” (Smith et al., 2010, 10.1/o)"),
        ({"authors": (SMITH,)}, "“Otters at night in the rivers of the north” (Smith, 2010, 10.1/o)"),
        ({"authors": ()}, "“Otters at night in the rivers of the north” (2010, 10.1/o)"),
        ({"year": None, "years": ()}, "“Otters at night in the rivers of the north” (Smith et al., 10.1/o)"),
        ({"title": "O" * 90}, f"“{'O' * 90}” (Smith et al., 2010, 10.1/o)"),
        ({"title": "O" * 91}, f"“{'O' * 87}…” (Smith et al., 2010, 10.1/o)"),
        ({"title": ""}, "“Journal of Otters” (Smith et al., 2010, 10.1/o)"),
    ],
)
def test_how_a_work_is_named(fields, name):
    stranger = printed("Hill A. On whales in the deep of the sea. 1960;7:1-2.", title="On whales in the deep of the sea", authors=(Person("Hill", "A"),), volume="7", pages="1-2", doi="10.1/o")  # fmt: skip
    verification = ask(stranger, named=replace(OTTERS, **fields))
    assert verification.status == "identifier_points_elsewhere"
    assert verification.note.startswith(f"The printed identifier is that of {name}; ")


# --- what spares further questions -----------------------------------------------------------


def test_beyond_doubt():
    sure = ask(CITED, OTTERS)
    assert beyond_doubt(sure)
    assert beyond_doubt(replace(sure, confidence=0.901))
    assert not beyond_doubt(replace(sure, confidence=0.9))
    assert not beyond_doubt(replace(sure, status="field_mismatch"))
    for field in ("title", "authors", "pages"):
        assert not beyond_doubt(replace(sure, diffs=tuple(d for d in sure.diffs if d.field != field)))
    assert beyond_doubt(replace(sure, diffs=tuple(d for d in sure.diffs if d.field != "volume")))


def test_a_preprint_found_for_a_text_that_names_a_journal():
    found = ask(replace(CITED, doi=""), PREPRINT)
    assert found.work == PREPRINT
    assert may_be_another_version(found)
    assert not may_be_another_version(ask(CITED, OTTERS))
    biorxiv = replace(CITED, container_title="bioRxiv", raw=CITED.raw.replace("J Otters", "bioRxiv"))
    assert not may_be_another_version(ask(biorxiv, PREPRINT))
    assert not may_be_another_version(Verification("not_found"))


def test_what_needs_to_be_read():
    assert could_mean(CITED, ["Otters at night in the rivers of the north"], [])
    assert could_mean(CITED, ["Something else altogether"], ["11-19"])
    assert not could_mean(CITED, ["Something else altogether"], ["12-19"])
    assert could_mean(CITED, [], [])


def test_candidates_keep_their_registry_and_come_in_any_order():
    candidate = Candidate(OTTERS, 0.0, "crossref")
    found = ask(CITED, GULLS, candidate)
    assert (found.candidates[0].registry, found.work) == ("crossref", OTTERS)
    assert found.registries_asked == ("test",)
    assert ask(CITED, candidate, GULLS).work == OTTERS
