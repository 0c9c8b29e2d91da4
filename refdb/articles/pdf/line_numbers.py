"""The numbers that count a manuscript's lines, beside one column or two: dropped before lines are made of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from refdb.articles.pdf.words import Page, Word

LEAST, LEAST_COUNTED = 5, 8  # numbers, and lines counted, on the first page; the next may go on with fewer
LEAST_GOING_ON = 2
STEPS = (1, 5)  # lines from one number to the next
REGULAR = 0.9  # share of the steps that are equal
DENSE = 0.45  # share of the lines beside it that a column counts; those of another column lie between
MOST_UNCOUNTED = 0.2  # lines that begin beside a column that counts every line, and have no number, for each that has
_INDENT = 24.0  # points by which the further lines of an entry may hang
_TOLERANCE = 3.0  # points between the edges of numbers of one column


def without_line_numbers(pages: Sequence[Page]) -> list[Page]:
    """The pages without the numbers of their lines."""
    last = 0
    found = []
    for page in pages:
        dropped: set[int] = set()
        for column in sorted(_columns(page.words), key=lambda words: words[0].x0):
            if _counts_lines(column, page, last):
                dropped |= {id(word) for word in column}
                last = int(column[-1].text)
        found.append(replace(page, words=[w for w in page.words if id(w) not in dropped]) if dropped else page)
    return found


def _columns(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Bare numbers whose right edges stand below each other, from the top down."""
    numbers = sorted((w for w in words if w.text.isdecimal() and len(w.text) <= 4), key=lambda w: w.x1)
    column: list[Word] = []
    for word in numbers:
        if column and word.x1 - column[0].x1 > _TOLERANCE:
            yield sorted(column, key=lambda w: -w.y)
            column = []
        column.append(word)
    if column:
        yield sorted(column, key=lambda w: -w.y)


def _counts_lines(column: Sequence[Word], page: Page, last: int) -> bool:
    if len(column) < LEAST_GOING_ON:
        return False
    steps = Counter(int(b.text) - int(a.text) for a, b in pairwise(column))
    step, times = steps.most_common(1)[0]
    goes_on = last > 0 and int(column[0].text) == last + step
    if (
        step not in STEPS
        or times < REGULAR * (len(column) - 1)
        or not ((len(column) >= LEAST and len(column) * step >= LEAST_COUNTED) or goes_on)
    ):
        return False
    high, low = column[0].y, column[-1].y
    lines = {round(w.y) for w in page.words if low <= w.y <= high}
    return len(column) * step >= DENSE * len(lines) and (step > 1 or not _labels(column, page))


def _labels(column: Sequence[Word], page: Page) -> bool:
    """Whether the numbers stand before the first lines of entries: further lines begin where those do, unnumbered."""
    high, low, left, right = column[0].y, column[-1].y, min(w.x0 for w in column), column[0].x1
    beside = [w for w in page.words if low - _TOLERANCE <= w.y <= high + _TOLERANCE and w.x0 > right]
    numbered = {round(w.y + shift) for w in column for shift in (-2, -1, 0, 1, 2)}
    edge = min((w.x0 for w in beside if round(w.y) in numbered), default=right)
    begun = {round(w.y) for w in page.words if low <= w.y <= high and left - _TOLERANCE <= w.x0 <= edge + _INDENT}
    return len(begun - numbered) > MOST_UNCOUNTED * len(column)
