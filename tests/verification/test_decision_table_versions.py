"""The decision, row by row: versions, what nobody could look up, what is told of a work."""

from dataclasses import replace

import pytest

from refdb.model import Candidate, Person, Verification
from refdb.verification.deciding import (
    beyond_doubt,
    could_mean,
    may_be_another_version,
    unchecked,
)
from tests.verification.rows import BERG, CITED, GULLS, OTTERS, SMITH, ask, mismatches, printed, work

# --- versions --------------------------------------------------------------------------------

PREPRINT = replace(
    OTTERS,
    type="posted-content",
    container_title="bioRxiv",
    doi="10.1101/o",
    year=2009,
    years=(2009,),
    volume="",
    pages="",
)


def test_the_identifier_of_the_preprint_beside_the_details_of_the_article():
    verification = ask(replace(CITED, doi="10.1101/o"), OTTERS, named=PREPRINT)
    assert (verification.status, verification.work) == ("verified", OTTERS)
    assert [(d.outcome, d.severity) for d in verification.diffs if d.field == "doi"] == [("partial", "minor")]
    assert verification.note.startswith("The printed identifier is that of its preprint, “Otters at night")


def test_the_identifier_of_the_article_beside_the_details_of_the_preprint():
    text = printed(
        f"Smith J, Berg E. {OTTERS.title}. bioRxiv. 2009.",
        authors=(SMITH, BERG),
        title=OTTERS.title,
        container_title="bioRxiv",
        year=2009,
        doi="10.1/o",
    )
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
    stranger = printed(
        "Hill A. On whales in the deep of the sea. 1960;7:1-2.",
        title="On whales in the deep of the sea",
        authors=(Person("Hill", "A"),),
        volume="7",
        pages="1-2",
        doi="10.1/o",
    )
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
