"""Two records that are one work, and works that only look alike."""

from dataclasses import replace

import pytest

from refdb.database.twins import Shelf, marks_of, merged
from refdb.model import Person, Update, Work

SLEEP = Work(
    key="weber2001",
    title="Sleep and memory",
    authors=(Person("Weber", "Max", particle="von"),),
    year=2001,
    doi="10.1/sleep",
    pmid="7",
    volume="3",
    pages="10-19",
)


@pytest.mark.parametrize(
    "same",
    [
        Work(doi="10.1/sleep", title="Quite another title", year=1950),
        Work(pmid="7", title="Another"),
        Work(title="SLEEP and Memory."),
        Work(title="Sleep and memory", year=2002, authors=(Person("Weber"),), volume="3", pages="10"),
        Work(title="Sleep", subtitle="and memory"),
    ],
)
def test_one_work(same):
    assert Shelf([Work(key="a", title="Another"), SLEEP]).twin(same) == SLEEP


@pytest.mark.parametrize(
    "other",
    [
        Work(title="Sleep and memory", doi="10.1/other"),
        Work(title="Sleep and memory", doi="10.1/other", pmid="7"),
        Work(title="Sleep and memory", year=2003),
        Work(title="Sleep and memory", authors=(Person("Braun", "Eva"),)),
        Work(title="Sleep and memory", volume="4"),
        Work(title="Sleep and memory", pages="11-19"),
        Work(title="Sleep and memories"),
        Work(title="…", pmcid="PMC1"),
        Work(),
    ],
)
def test_another_work(other):
    assert Shelf([SLEEP]).twin(other) is None


ROE = (Person("Roe", "Jane"),)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # chapters that have their book's DOI, and a DOI that was mistyped
        (Work(title="Lebanon", authors=ROE), Work(title="Poland", authors=(Person("Berg"),)), False),
        (Work(title="Lebanon", authors=ROE, pages="1-9"), Work(title="Poland", authors=ROE, pages="10-19"), False),
        # a translated title, a title not known
        (Work(title="Schlaf und Sucht", authors=ROE), Work(title="Otters at dawn", authors=ROE), True),
        (Work(title="Lebanon", authors=ROE), Work(authors=(Person("Berg"),)), True),
        (Work(title="Sleep: a cohort", authors=ROE), Work(title="Sleep", authors=(Person("Berg"),)), True),
    ],
)
def test_works_with_one_doi(one, other, same):
    one, other = replace(one, key="a", doi="10.1/x"), replace(other, doi="10.1/x")
    assert (Shelf([one]).twin(other) is not None) is same


@pytest.mark.parametrize(
    ("kind", "other", "same"),
    [
        ("book", "book-chapter", False),
        ("dissertation", "journal-article", False),
        ("dataset", "journal-article", False),
        ("proceedings-article", "journal-article", False),
        ("journal-article", "journal-article", True),
        ("journal-article", "", True),
        ("journal-article", "other", True),
        ("posted-content", "journal-article", True),
    ],
)
def test_kinds_that_are_never_one_work(kind, other, same):
    one = Work(key="a", title="Sleep and memory", type=kind, year=2001, authors=ROE)
    assert (Shelf([one]).twin(replace(one, key="", type=other)) is not None) is same


def test_an_identifier_goes_before_the_title_and_the_first_put_before_later_ones():
    first, second = Work(key="a", title="Editorial"), Work(key="b", title="Editorial", pmcid="PMC2")
    shelf = Shelf([first, second])
    assert shelf.twin(Work(title="Editorial")) == first
    assert shelf.twin(Work(title="Editorial", pmcid="PMC2")) == second


def test_a_work_that_was_completed_is_found_by_what_it_has_now():
    shelf = Shelf([Work(key="a", title="Sleep")])
    whole = Work(key="a", title="Sleep", subtitle="A cohort", arxiv="2001.1")
    shelf.put(whole)
    assert shelf.twin(Work(arxiv="2001.1")) == shelf.twin(Work(title="Sleep: a cohort")) == whole
    assert shelf.twin(Work(title="Sleep")) is None


def test_marks_are_identifiers_and_the_folded_title():
    assert marks_of(SLEEP) == {("doi", "10.1/sleep"), ("pmid", "7"), ("title", "sleepandmemory")}
    assert marks_of(Work(title="…")) == set()


def test_what_is_known_is_never_overwritten_and_what_gathers_is_kept_of_both():
    old = Work(key="a", title="Sleep", year=2001, years=(2001,), tags=("x",), extra=(("note", "1"),))
    new = Work(
        key="b",
        title="SLEEP",
        year=2002,
        years=(2000, 2001),
        abstract="It helps.",
        tags=("y", "x"),
        updates=(Update("retraction", "10.1/n"),),
        extra=(("note", "2"), ("place", "Bonn")),
    )
    assert merged(old, new) == Work(
        key="a",
        title="Sleep",
        year=2001,
        years=(2001, 2000),
        abstract="It helps.",
        tags=("x", "y"),
        updates=(Update("retraction", "10.1/n"),),
        extra=(("note", "1"), ("place", "Bonn")),
    )


@pytest.mark.parametrize(
    ("known", "new", "same"),
    [
        (
            Work(title="TGF-beta in mice"),
            Work(title="TGF-β in mice"),
            False,
        ),  # two entries of a user's: dedupe shows them
        (Work(title="TGF-β in mice"), Work(title="TGF-Β in Mice"), True),
        (Work(title="TGF-beta in mice"), Work(title="TGF-β in mice", doi="10.1/tgf"), True),  # what the registry knows
    ],
)
def test_greek_letters_are_their_names_where_an_identifier_says_what_is_meant(known, new, same):
    known = replace(known, key="a", authors=ROE, year=2012)
    assert (Shelf([known]).twin(replace(new, authors=ROE, year=2012)) is not None) is same
