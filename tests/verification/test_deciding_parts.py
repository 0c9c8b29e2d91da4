"""What becomes of references to books, chapters, parts and translations."""

from dataclasses import replace

import pytest

from refdb.model import FieldDiff, ParsedReference, Person, Verification, Work
from refdb.verification.deciding import ABSENT, MIXED, verify
from tests.verification.known import RIGHT, SINHA, ask, mismatches

ECOLOGY = ParsedReference(
    raw="Begon M, Townsend CR, Harper JL. Ecology: from individuals to ecosystems. 4th ed. Oxford: Blackwell; 2006.",
    type="book",
    authors=(Person("Begon", "M"), Person("Townsend", "CR"), Person("Harper", "JL")),
    title="Ecology: from individuals to ecosystems",
    publisher="Blackwell",
    year=2006,
)


@pytest.mark.parametrize(
    "title",
    [
        "Ecology: From Individuals to Ecosystems",
        "Ecology: From Individuals to Ecosystems. 4th Edition. By Michael Begon, Colin R Townsend and John L Harper. "
        "Malden: Blackwell. $82.95. xii + 738 p; ill.; index. ISBN: 1405111178. 2006",
    ],
)
def test_a_review_of_a_book_is_not_the_book(title):
    review = Work(
        type="journal-article", title=title, authors=(Person("Jones", "Clive"),), container_title="Ecoscience",
        year=2007, years=(2007,), volume="14", pages="137-138", doi="10.2980/r",
    )  # fmt: skip
    verification = ask(ECOLOGY, review)
    assert (verification.status, verification.work) == ("not_found", None)


def test_the_book_is_the_book():
    book = Work(type="book", title="Ecology", subtitle="From Individuals to Ecosystems", authors=ECOLOGY.authors, year=2006, doi="10.1/e")  # fmt: skip
    assert ask(ECOLOGY, book).status == "verified"


CHAPTER = ParsedReference(
    raw="Moreau L. Otters at night. In: Berg E, editor. Handbook of riparian mammals of the north. Bergen: Fjord; 2012. p. 33-51.",
    type="chapter",
    authors=(Person("Moreau", "L"),),
    editors=(Person("Berg", "E"),),
    title="Otters at night",
    container_title="Handbook of riparian mammals of the north",
    year=2012,
    pages="33-51",
    publisher="Fjord",
)
HANDBOOK = Work(
    type="book", title="Handbook of Riparian Mammals of the North", editors=(Person("Berg", "Eva"),), year=2012,
    years=(2012,), publisher="Fjord", doi="10.1/handbook",
)  # fmt: skip


def test_a_registered_book_is_not_its_chapter():
    verification = ask(CHAPTER, HANDBOOK)
    assert (verification.status, verification.work) == ("not_found", None)
    assert "The book is registered" in verification.note
    assert verification.candidates[0].work == HANDBOOK


def test_the_chapter_itself():
    chapter = replace(
        HANDBOOK,
        type="book-chapter",
        title="Otters at night",
        container_title=HANDBOOK.title,
        authors=(Person("Moreau", "Lise"),),
        pages="33-51",
        doi="10.1/handbook.3",
    )
    verification = ask(CHAPTER, HANDBOOK, chapter)
    assert (verification.status, verification.work) == ("verified", chapter)


def test_a_translated_title_and_its_original():
    german = Work(
        type="journal-article", title="Der Schlaf der Otter in langen Nächten", other_titles=("The sleep of otters in long nights",),
        authors=(Person("Moreau", "Lise"),), container_title="Zeitschrift für Säugetierkunde", year=1999, years=(1999,), volume="64",
        pages="12-19", doi="10.1/o",
    )  # fmt: skip
    printed = ParsedReference(
        raw="Moreau L. [The sleep of otters in long nights]. Z Saugetierkd. 1999;64:12-9. German.", authors=(Person("Moreau", "L"),),
        title="The sleep of otters in long nights", container_title="Z Saugetierkd", year=1999, volume="64", pages="12-19",
    )  # fmt: skip
    verification = ask(printed, german)
    assert (verification.status, mismatches(verification)) == ("verified", [])


@pytest.mark.parametrize("kind", ["component", "peer-review", "journal-issue"])
def test_a_part_of_a_work_is_not_the_work(kind):
    part = replace(SINHA, type=kind, doi=f"{SINHA.doi}.s001")
    assert ask(RIGHT, part, SINHA).work == SINHA
    assert ask(RIGHT, part).status == "not_found"


def test_two_works_of_one_title_are_told_apart_by_what_is_printed():
    first = Work(type="journal-article", title="In this issue", authors=(), container_title="J Otters", year=2010, years=(2010,), volume="8", issue="1", pages="1-2", doi="10.1/a")  # fmt: skip
    second = replace(first, issue="2", volume="9", pages="101-102", year=2011, years=(2011,), doi="10.1/b")
    printed = ParsedReference(raw="In this issue. J Otters. 2011;9:101-2.", title="In this issue", container_title="J Otters", year=2011, volume="9", pages="101-102")  # fmt: skip
    assert ask(printed, first, second).work == second
    bare = ParsedReference(raw="In this issue: a note to readers. J Otters.", title="In this issue: a note to readers", container_title="J Otters")  # fmt: skip
    one = replace(first, title="In this issue: a note to readers")
    other = replace(second, title="In this issue: a note to readers")
    verification = ask(bare, one, other)
    assert (verification.status, verification.work) == ("ambiguous", None)
    assert {candidate.work.doi for candidate in verification.candidates} == {"10.1/a", "10.1/b"}


def test_a_reference_in_which_authors_and_more_are_wrong_is_for_its_author_to_explain():
    def wrong(*fields):
        diffs = tuple(FieldDiff(field, "a", "b", "mismatch", "major") for field in fields)
        return Verification("field_mismatch", diffs=diffs).is_doubtful

    assert wrong("authors", "year", "volume", "pages")
    assert not wrong("authors", "year", "volume")
    assert not wrong("title", "year", "volume", "pages")
    work = Work(
        title="The slow ripening of pears in cold northern orchards", authors=(Person("Roe", "Jane"),),
        container_title="Journal of Pears", year=2001, volume="5", pages="10-19", type="journal-article",
    )  # fmt: skip
    raw = "Hill W. The slow ripening of pears in cold northern orchards. Nature. 1980;99:700-9."
    mixed = ParsedReference(
        raw, authors=(Person("Hill", "W"),), title=work.title, container_title="Nature", year=1980, volume="99",
        pages="700-709", type="article",
    )  # fmt: skip
    assert verify(mixed, ABSENT, [work], ("test",)).note.endswith(MIXED)
