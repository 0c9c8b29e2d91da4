"""How likely a reference means a work."""

from dataclasses import replace

import pytest

from refdb.model import ParsedReference, Person, Work
from refdb.verification.comparison import examine
from refdb.verification.matching import DISTINCTIVE, OTHER_KIND, is_book_of_chapter, probability, score
from refdb.verification.printed import prepare_reference, prepare_work

TITLE = "Otters at night in the rivers of the north"
SMITH, BERG, HILL = Person("Smith", "J"), Person("Berg", "E"), Person("Hill", "A")
WORK = Work(
    type="journal-article", title=TITLE, authors=(SMITH, BERG), container_title="Journal of Otters", year=2010,
    years=(2010,), volume="8", pages="11-19", doi="10.1/o",
)  # fmt: skip


def printed(**fields: object) -> ParsedReference:
    own = {"authors": (SMITH, BERG), "title": TITLE, "container_title": "J Otters", "year": 2010, "volume": "8", "pages": "11-19", **fields}  # fmt: skip
    names = ", ".join(f"{p.family} {p.given}" for p in own["authors"])
    raw = f"{names}. {own['title']}. {own['container_title']}. {own['year'] or ''};{own['volume']}:{own['pages']}."
    return ParsedReference(str(own.pop("raw", raw)), **own)


def likely(reference: ParsedReference, work: Work = WORK) -> float:
    one, other = prepare_reference(reference), prepare_work(work)
    return round(score(one, other, examine(one, other)), 3)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, 0.998),
        ({"pages": ""}, 0.994),
        ({"pages": "99-100"}, 0.969),
        ({"volume": "99"}, 0.994),
        ({"container_title": "Nature"}, 0.993),
        ({"authors": (HILL,)}, 0.955),
        ({"authors": (HILL,), "pages": "99-100"}, 0.621),
        ({"authors": (HILL,), "pages": "99-100", "volume": "99"}, 0.412),
        ({"title": "Otters at night"}, 0.965),
        ({"title": "Whales at night in the rivers of the south"}, 0.965),
        ({"title": "Whales by day in the lakes of the south"}, 0.517),
        ({"title": "Whales by day in the lakes of the south", "pages": ""}, 0.008),
        ({"title": "", "pages": ""}, 0.128),
        ({"title": ""}, 0.951),
        ({"doi": "10.1/o", "authors": (HILL,), "pages": "99-100"}, 0.924),
    ],
)
def test_what_the_fitted_model_says_of_typical_pairs(fields, expected):
    assert likely(printed(**fields)) == expected


def test_an_answer_is_a_probability_however_much_speaks_for_or_against():
    assert probability({"bias": 1.0, "title_exact": 100.0}) == pytest.approx(1.0)
    assert probability({"bias": 100.0}) > 0.0
    assert probability({}) == 0.5
    assert probability({"a": 1.0}, {"a": 1.0}) == pytest.approx(0.7311, abs=1e-4)


SEVEN = "Sleeping otters nest behind seven frozen waterfalls"  # words and letters enough to stand for a work alone


@pytest.mark.parametrize(
    ("title", "stands"),
    [
        (SEVEN, True),
        ("Sleeping otters nest behind frozen waterfalls", False),  # six words
        ("An otter is in a big old den", False),  # too few letters
    ],
)
def test_a_long_title_printed_whole_stands_for_its_work_whatever_else_is_wrong(title, stands):
    wrong = printed(title=title, authors=(HILL,), container_title="Nature", year=1950, volume="99", pages="700-709")
    found = likely(wrong, replace(WORK, title=title))
    assert (found >= DISTINCTIVE) is stands


def test_a_registered_title_that_is_but_a_part_of_the_printed_one_does_not():
    longer = printed(title=f"{SEVEN} and other tales from old towns", authors=(HILL,), pages="700-709", volume="99")
    assert likely(longer, replace(WORK, title=SEVEN)) < DISTINCTIVE


@pytest.mark.parametrize(
    ("registered", "same"),
    [
        ({"title": f"Erratum: {TITLE}"}, False),
        ({"title": f"Correction to: {TITLE}"}, False),
        ({"title": f"Retracted: {TITLE}"}, False),
        ({"title": f"Comments on {TITLE}"}, False),
        ({"title": f"Book Review: {TITLE}"}, False),
        ({"title": f"On retraction and {TITLE}"}, True),  # it must begin so
        ({"type": "component"}, False),
        ({"type": "journal"}, False),
        ({"type": "peer-review"}, False),
        ({"type": "dataset"}, True),
    ],
)
def test_notices_and_parts_are_of_another_kind(registered, same):
    assert (likely(printed(), replace(WORK, **registered)) > OTHER_KIND) is same


def test_a_notice_that_is_printed_as_such_and_a_part_that_is_named_by_its_doi_are_meant():
    erratum = replace(WORK, title=f"Erratum: {TITLE}")
    assert likely(printed(title=erratum.title), erratum) > 0.9
    part = replace(WORK, type="component", doi="10.1/o.s1")
    assert likely(printed(doi="10.1/o.s1"), part) > 0.9
    assert likely(printed(doi="10.1/o"), part) <= OTHER_KIND


BOOK = Work(type="book", title="Handbook of riparian mammals", editors=(BERG,), year=2012, doi="10.1/h")


@pytest.mark.parametrize(
    ("fields", "registered", "expected"),
    [
        ({}, {}, True),
        ({}, {"type": "monograph"}, True),
        ({}, {"type": "edited-book"}, True),
        ({}, {"type": "journal-article"}, False),
        ({"title": "Otters"}, {}, False),  # one word may be a part of the book's own title
        ({"title": ""}, {}, False),
        ({"container_title": ""}, {}, False),
        ({"container_title": "Handbook of riparian mamals"}, {}, True),  # a misprint
        ({"container_title": "Handbook of whales"}, {}, False),
        ({"title": "Handbook of riparian mammals"}, {}, False),
        ({}, {"other_titles": ("Otters at dawn",)}, False),
    ],
)
def test_the_book_in_which_a_chapter_stands(fields, registered, expected):
    own = {"title": "Otters at dawn", "container_title": "Handbook of riparian mammals", "type": "chapter", **fields}
    assert is_book_of_chapter(prepare_reference(printed(**own)), prepare_work(replace(BOOK, **registered))) is expected


@pytest.mark.parametrize(
    ("fields", "registered", "meant"),
    [
        ({}, {}, True),
        ({}, {"authors": (HILL,)}, False),  # somebody else's review of it
        ({}, {"title": f"{TITLE}. 300 pp. Oslo: Fjord. $82.95"}, False),
        ({}, {"title": f"{TITLE} (paperback)"}, False),
        (
            {"publisher": "Fjord"},
            {"pages": "382", "volume": "52"},
            False,
        ),  # a review whose author list names the book's
        ({"publisher": "Fjord"}, {"pages": "382-402", "volume": "52"}, True),  # too long for one
        ({}, {"title": f"{TITLE} ISBN 12345"}, False),
        ({}, {"type": "book", "authors": (HILL,)}, True),
        ({"volume": "8"}, {"authors": (HILL,)}, True),  # no book: an article with other authors
        ({"type": "article"}, {"authors": (HILL,)}, True),
        ({"container_title": "J Otters"}, {"authors": (HILL,)}, True),
    ],
)
def test_a_review_of_a_printed_book(fields, registered, meant):
    own = {"type": "book", "container_title": "", "volume": "", "pages": "", **fields}
    assert (likely(printed(**own), replace(WORK, **registered)) > OTHER_KIND) is meant


def test_a_short_title_at_its_very_place_is_its_work_whoever_is_printed_as_author():
    short = replace(WORK, title="Deep otters")
    own = printed(title="Deep otters", authors=(HILL,))
    assert likely(own, short) >= DISTINCTIVE
    assert likely(replace(own, pages="700-709", raw=own.raw.replace("11-19", "700-709")), short) < DISTINCTIVE


def test_a_title_that_goes_on_and_fits_in_nothing_else_is_another_work():
    longer = printed(title=f"{TITLE}: a classification by colour and size", volume="99", pages="700-709", year=1950)
    assert likely(longer, WORK) <= OTHER_KIND
