"""Numbers that count the lines of a manuscript's pages, and numbers that do not."""

import pytest

from refdb.articles.pdf.line_numbers import without_line_numbers
from refdb.articles.pdf.words import Page, Word


def word(text, x, line):
    return Word(text, x, x + 5.0 * len(text), 700.0 - 14 * line, 10.0, False)


def page(first, lines, *, step=1, columns=(60.0,)):
    """A page whose lines are counted on the left of each column, right-aligned at 50 points before it."""
    words = []
    number = first
    for left in columns:
        for n in range(lines):
            if n % step == 0:
                text = str(number + n if step == 1 else number + n // step * step)
                words.append(word(text, left - 10 - 5 * len(text), n))
            words += [word("Naps", left, n), word("help", left + 30, n)]
        number += lines
    return Page(600.0, 800.0, words)


def shown(pages):
    return [[w.text for w in one.words if w.text.isdecimal()] for one in without_line_numbers(pages)]


@pytest.mark.parametrize(
    "pages",
    [
        [page(1, 30)],
        [page(5, 30, step=5)],
        [page(1, 30, columns=(60.0, 320.0))],
        [page(1, 30), page(31, 4)],
    ],
    ids=["one column", "every fifth", "two columns", "a short last page"],
)
def test_counted_lines(pages):
    assert shown(pages) == [[] for _ in pages]


def test_a_column_of_other_numbers_stays():
    numbers = [3, 14, 15, 92, 65, 35, 89, 79, 32, 38]
    words = [word(str(n), 40, i) for i, n in enumerate(numbers)] + [word("x", 80, i) for i in range(10)]
    assert shown([Page(600.0, 800.0, words)]) == [[str(n) for n in numbers]]


def test_the_ranks_of_a_short_table_stay():
    words = [word(str(n), 40, n) for n in range(1, 5)] + [word("x", 80, n) for n in range(40)]
    assert shown([Page(600.0, 800.0, words)]) == [["1", "2", "3", "4"]]


@pytest.mark.parametrize("hung", [0, 20], ids=["flush", "hanging"])
def test_the_labels_of_a_reference_list_stay(hung):
    words = []
    for n in range(10):
        words += [word(str(10 + n), 40, 2 * n), word("Weber,", 60, 2 * n), word("Beds.", 40 + hung, 2 * n + 1)]
    assert shown([Page(600.0, 800.0, words)]) == [[str(n) for n in range(10, 20)]]
