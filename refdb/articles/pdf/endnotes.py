"""Endnotes counted i, ii, iii, as Word and LibreOffice print them: their numbers as figures, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from refdb.articles.pdf.layout import Line
from refdb.text.patterns import DATED

_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
LEAST = 2  # notes that make a list
LEAST_DATED = 0.5  # share of them that hold a year


def roman(text: str) -> int:
    """The value of a small roman number, 0 for anything else.

    >>> roman("xiv"), roman("mix"), roman("")
    (14, 0, 0)
    """
    if not text or not _ROMAN.fullmatch(text):
        return 0
    values = [_VALUES[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def find_notes(lines: Sequence[Line]) -> tuple[int, int]:
    """(first line, line behind the last) of a list of notes counted i, ii, iii; (-1, -1) where there is none.

    The numbers of the notes and of what points at them become figures.
    """
    starts: list[int] = []
    for i, line in enumerate(lines):
        if len(line.words) > 2 and roman(line.words[0].text.rstrip(".)")) == len(starts) + 1:
            starts.append(i)
    if len(starts) < LEAST:
        return -1, -1
    bounds = [*starts, len(lines)]
    texts = [" ".join(line.plain for line in lines[a:b]) for a, b in pairwise(bounds)]
    if sum(bool(DATED.search(text)) for text in texts) < LEAST_DATED * len(texts):
        return -1, -1
    pointing = [
        w for line in lines[: starts[0]] for w in line.words[1:] if _points(w.size, w.y, line) and roman(w.text)
    ]
    if len({w.text for w in pointing}) < LEAST:
        return -1, -1
    for word in pointing:
        word.text = str(roman(word.text))
    for i in starts:
        first = lines[i].words[0]
        first.text = f"{roman(first.text.rstrip('.)'))}."
        first.blank = True
    return starts[0], len(lines)


def _points(size: float, y: float, line: Line) -> bool:
    return size < 0.88 * line.size and y - line.y > 0.1 * line.size
