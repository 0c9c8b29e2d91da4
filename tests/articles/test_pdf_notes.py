"""Accents drawn apart from their letters, and endnotes counted i, ii, iii, on words that the tests set themselves."""

import pytest

from refdb.articles.pdf.accents import with_accents
from refdb.articles.pdf.endnotes import find_notes, roman
from refdb.articles.pdf.layout import Line, line_of
from refdb.articles.pdf.words import Word


def word(text: str, x: float, y: float = 700.0, *, size: float = 10.0, blank: bool = False) -> Word:
    starts = [x + 5.0 * i for i in range(len(text))]
    return Word(text, x, x + 5.0 * len(text), y, size, bold=False, blank=blank, starts=starts)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([word("Svejk.", 50), word("ˇ", 50, 702.5)], ["Švejk."]),  # behind its letter in drawing order, over it
        ([word("˚", 50, 702.5), word("As", 50)], ["Ås"]),
        ([word("Erdos", 50), word("˝", 65, 700.5)], ["Erdős"]),
        ([word("Svejk", 50), word("ˇ", 90, 702.5)], ["Svejk", "ˇ"]),  # over nothing
        ([word("Svejk", 50), word("ˇ", 50, 720)], ["Svejk", "ˇ"]),  # of another line
        ([word("12", 50), word("ˇ", 50, 702)], ["12", "ˇ"]),  # figures bear no accents
    ],
)
def test_an_accent_goes_on_the_letter_under_it(words, expected):
    assert [w.text for w in with_accents(words)] == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("i", 1),
        ("iv", 4),
        ("ix", 9),
        ("xiv", 14),
        ("xl", 40),
        ("cxii", 112),
        ("", 0),
        ("mix", 0),
        ("iiii", 0),
        ("I", 0),
    ],
)
def test_small_roman_numbers(text, value):
    assert roman(text) == value


def line(*words: str, y: float = 700.0, raised: str = "") -> Line:
    """Words of a line; the last is raised where ``raised`` is given."""
    made, at = [], 50.0
    for text in words:
        made.append(word(text, at, y, blank=True))
        at += 5.0 * len(text) + 3
    if raised:
        made[-1].blank = False
        made.append(word(raised, at, y + 5, size=6.0))
    return line_of(made, 0)


TEXT = [line("Sleep", "helps.", raised="i"), line("Naps", "help", "too.", raised="ii")]
NOTES = [
    line("i", "Smith", "J.", "Sleep.", "Nature.", "2001;3:1-9."),
    line("ii", "Braun", "E.", "Naps.", "Science."),
    line("2002;4:11-19."),
]


def test_roman_endnotes_become_numbered_entries():
    lines = [*TEXT, *NOTES]
    assert find_notes(lines) == (2, 5)
    assert [w.text for n in (0, 1) for w in lines[n].words[-1:]] == ["1", "2"]
    assert [lines[n].words[0].text for n in (2, 3)] == ["1.", "2."]


def test_a_list_of_points_is_no_endnotes():
    plain = [line("Sleep", "helps."), line("Naps", "help", "too.")]
    assert find_notes([*plain, line("i", "rest", "in", "2001"), line("ii", "sleep", "in", "2002")]) == (-1, -1)
    undated = [line("Sleep", "helps.", raised="i"), line("Naps", "help.", raised="ii")]
    assert find_notes([*undated, line("i", "rest", "at", "noon"), line("ii", "sleep", "at", "night")]) == (-1, -1)
