"""What a whole list tells: works cited twice or in two forms, and a registry that knows few of it."""

import pytest

from refdb.model import ParsedReference, Person, Verification, Work
from refdb.verification.lists import few_known, with_repeats

HILL = (Person("Hill", "Anna"),)
ARTICLE = Work(title="Otters at night in northern rivers", authors=HILL, doi="10.1/a", type="journal-article")
PREPRINT = Work(title="Otters at Night in Northern Rivers", authors=HILL, doi="10.2/p", type="posted-content")
CHAPTER = Work(title="Otters at night in northern rivers", authors=HILL, doi="10.3/c", type="book-chapter")
OTHER = Work(title="Otters at night in northern rivers", authors=(Person("Moe"),), doi="10.4/o")


def notes(*listed):
    """What is noted of references with these labels, raw texts and works."""
    rows = (
        (label, ParsedReference(raw), Verification("verified" if work else "not_found", work))
        for label, raw, work in listed
    )
    return [one.note for one in with_repeats(rows)]


@pytest.mark.parametrize(
    ("first", "second", "note"),
    [
        (ARTICLE, ARTICLE, "The same work as 3."),
        (PREPRINT, ARTICLE, "The same work as 3, which is its preprint."),
        (ARTICLE, PREPRINT, "The same work as 3, of which it is the preprint."),
        (ARTICLE, CHAPTER, "A work of the same title and author as 3."),
        (ARTICLE, OTHER, ""),
        (Work(title="Otters", authors=HILL, doi="10.5/x"), Work(title="Otters", authors=HILL, doi="10.5/y"), ""),
    ],
)
def test_a_work_that_is_cited_twice(first, second, note):
    assert notes(("3", "Hill A. One form.", first), ("7", "Hill A. Another form.", second)) == ["", note]


def test_what_was_not_found_is_compared_as_printed():
    assert notes(
        ("a", "Hill A. Moles. 1990.", None), ("b", "Hill, A.: Moles, 1990", None), ("c", "Hill B. 1990.", None)
    ) == [
        "",
        "The same work as a.",
        "",
    ]


def test_what_was_said_of_the_reference_is_kept():
    first = Verification("verified", ARTICLE)
    second = Verification("verified", ARTICLE, note="Found in dblp.")
    rows = [("3", ParsedReference("x"), first), ("7", ParsedReference("y"), second)]
    assert [one.note for one in with_repeats(rows)] == ["", "The same work as 3. Found in dblp."]


def statuses(*counts, asked="snapshot a.db"):
    return [Verification(status, registries_asked=("library", asked)) for status, n in counts for _ in range(n)]


def test_a_registry_that_knows_few_of_a_list():
    few = few_known(statuses(("verified", 1), ("field_mismatch", 1), ("not_found", 4), ("not_checkable", 9)))
    assert few == (
        "snapshot a.db knows 2 of 6 references that were looked up; "
        "what it does not know may be registered all the same."
    )
    elsewhere = few_known(statuses(("not_found", 5), asked="crossref"))
    assert elsewhere.endswith("may be registered elsewhere, or read wrongly here.")


@pytest.mark.parametrize("counts", [[("not_found", 4)], [("verified", 3), ("not_found", 3)], [("unchecked", 9)], []])
def test_a_registry_that_knows_enough_or_was_asked_too_little(counts):
    assert few_known(statuses(*counts)) == ""
