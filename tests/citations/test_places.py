"""Where the reference list of an article is."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.lists.places import (
    find_list,
    has_year,
    looks_like_list,
    looks_like_reference,
)
from refdb.model import Article, Block, BlockKind

A = "Smith J, Jones B. Sleep and memory in adults. Nature. 2001;3:1-9."
B = "Braun E. Naps of the old. Science. 2002;4(2):11-19."
C = "Weber K. Rest after work. J Rest. 2010;12:101-119."


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("Nature. 2001;3:1-9.", True),
        ("(2019a)", True),
        ("In press.", True),
        ("n.d.", True),
        ("printed in 1 9 8 4", True),
        ("printed in 2 0 1 1", True),
        ("pp. 120011", False),
        ("1499", False),
        ("1500", True),
        ("2100", False),
        ("no year", False),
    ],
)
def test_years(text, dated):
    assert has_year(text) is dated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (A, True),
        (B, True),
        ("[12] Weber K. Rest after work. Oslo.", False),  # names alone
        ("Weber K. Rest after work. Oslo, 2010.", True),  # names and a year
        ("Weber K. Rest after work. J Rest 12:101.", True),  # names and a place to find it
        ("Rest after work. J Rest. 2010;12:101-119.", True),  # a year and a place to find it
        ("van der Berg E. Sleep. 2011.", True),
        ("E. van der Berg, Sleep at noon. 2011.", False),
        ("E. Berg, Sleep at noon. 2011.", True),
        ("Berg et al: sleep. 2011.", True),
        ("In 2011 most of the adults slept.", False),
        ("Berg E. 2011.", False),  # fewer than fifteen characters
        ("Most of them slept, and some woke.", False),
        (f"{A} {'More words. ' * 300}", False),  # longer than any entry
    ],
)
def test_what_reads_like_an_entry(text, expected):
    assert looks_like_reference(text) is expected


def test_many_entries_in_one_block():
    assert looks_like_list(f"{A} {B} {C} " * 3)
    assert not looks_like_list(f"{A} {B} {C}")  # too short to tell
    assert not looks_like_list("They slept in 2001 and in 2002, as was said in vol. 3. " + "Nobody woke at all. " * 100)
    assert not looks_like_list("Nobody woke at all in the night. " * 30)
    assert not looks_like_list(f"{A} " + "Nobody woke at all. " * 30)  # one year
    assert not looks_like_list("They slept in 2001, in 2002 and in 2003. " * 20)  # years, nowhere to find anything


def article(*blocks: tuple[BlockKind, str]) -> Article:
    text, placed = "", []
    for kind, content in blocks:
        placed.append(Block(kind, len(text), len(text) + len(content)))
        text += content + "\n\n"
    return Article("A title", text, tuple(placed))


P = "Sleep helps most people a lot, and nobody knows why that is so in the afternoon."


def test_what_the_file_marks_as_references_is_the_list():
    marked = article(("paragraph", P), ("reference", "A book."), ("heading", "References"), ("reference", "Another."))
    assert find_list(marked) == (None, [1, 3])


def test_the_list_goes_from_its_heading_to_the_next():
    found = article(
        ("paragraph", P),
        ("heading", "References"),
        ("paragraph", A),
        ("paragraph", B),
        ("heading", "Thanks"),
        ("paragraph", P),
    )
    assert find_list(found) == (1, [2, 3])


@pytest.mark.parametrize("kind", ["heading", "title", "caption", "glossary", "boilerplate"])
def test_what_ends_a_list(kind):
    found = article(
        ("heading", "References"), ("paragraph", A), ("paragraph", B), (kind, "Something else"), ("paragraph", C)
    )
    assert find_list(found) == (0, [1, 2])


def test_a_piece_of_an_entry_that_stands_like_a_heading_does_not_end_the_list():
    found = article(
        ("heading", "References"), ("paragraph", A), ("heading", "https://doi.org/10.1000/182"), ("paragraph", B)
    )
    assert find_list(found) == (0, [1, 2, 3])


def test_what_stands_between_entries_belongs_to_the_list_unless_it_is_too_much():
    one = article(("heading", "References"), ("paragraph", A), ("paragraph", "Accessed by all."), ("paragraph", B))
    assert find_list(one) == (0, [1, 2, 3])
    much = article(("heading", "References"), ("paragraph", A), *[("paragraph", P)] * 3, ("paragraph", B))
    assert find_list(much) == (0, [1])


def test_an_entry_without_names_counts_where_it_is_numbered_or_dated():
    numbered = article(("heading", "References"), ("paragraph", "1. The sleep of otters"), ("paragraph", "2. Naps"))
    assert find_list(numbered) == (0, [1, 2])
    dated = article(("heading", "References"), ("paragraph", A), ("paragraph", "Sleep report of the town, May 2011"))
    assert find_list(dated) == (0, [1, 2])


def test_the_heading_with_most_entries_behind_it_is_the_lists():
    found = article(
        ("heading", "References"),
        ("paragraph", A),
        ("heading", "Thanks"),
        ("paragraph", P),
        ("heading", "Bibliography"),
        ("paragraph", B),
        ("paragraph", C),
    )
    assert find_list(found) == (4, [5, 6])


def test_a_heading_with_nothing_like_a_list_behind_it_announces_none():
    assert find_list(article(("paragraph", P), ("heading", "References"), *[("paragraph", P)] * 5)) == (None, [])


def test_a_list_without_a_heading_is_a_late_run_of_three():
    late = article(*[("paragraph", P)] * 4, ("paragraph", A), ("paragraph", B), ("paragraph", C))
    assert find_list(late) == (None, [4, 5, 6])
    two = article(*[("paragraph", P)] * 4, ("paragraph", A), ("paragraph", B))
    assert find_list(two) == (None, [])
    early = article(("paragraph", A), ("paragraph", B), ("paragraph", C), *[("paragraph", P)] * 8)
    assert find_list(early) == (None, [])
    alone = article(("paragraph", A), ("paragraph", B), ("paragraph", C), ("paragraph", P))
    assert find_list(alone) == (None, [0, 1, 2])  # a file that is little but a list


def test_an_article_without_anything_has_no_list():
    assert find_list(Article("", "")) == (None, [])
    assert find_list(read_bytes(P.encode(), "a.txt")) == (None, [])
