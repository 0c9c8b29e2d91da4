"""The words of PDF pages -> lines in reading order, without running heads, page numbers and line numbers.

Columns are found by their white gutters: a strip that no line crosses between lines on both sides. What crosses it
(titles, wide figures, notices) cuts the page into bands that are read one after the other.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from refdb.articles.pdf.accents import with_accents
from refdb.articles.pdf.line_numbers import without_line_numbers
from refdb.articles.pdf.words import Page, TooMuch, Word

_MOST_LINES = 4000  # of a page
_MOST_SECONDS = 6.0
_WIDE = 1.3  # of the size: white that may part two cells or columns
_HANGING = 2.6  # of the size: the deepest hanging indent
_SLACK = 3.0  # points: how far a line may begin to the left of its column (italics, hanging quotes)
_MARGIN = 0.13  # of the height of a page: where running heads and page numbers stand
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|p\.|seite|página)\W*)?(?:[\divxlc]{1,5})(?:\s*(?:of|/|de|von|\|)\s*\d+)?\W*$", re.I
)


@dataclass(slots=True)
class Line:
    """Words on one baseline, of one column. ``left`` and ``right``: the margins of that."""

    words: list[Word]
    page: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    letters: int
    column: int = 0
    left: float = 0.0
    right: float = 0.0

    @property
    def top(self) -> float:
        """About where its tallest letters end."""
        return self.y + 0.75 * self.size

    @property
    def plain(self) -> str:
        """Its text, blanks where words are parted."""
        return "".join(
            w.text + (" " if w.blank or gap(w, after) > 0.2 * w.size else "") for w, after in _pairs(self.words)
        ).strip()


def gap(word: Word, after: Word | None) -> float:
    """The white between two words of a line."""
    return after.x0 - word.x1 if after else 0.0


def _pairs(words: Sequence[Word]) -> list[tuple[Word, Word | None]]:
    return list(zip(words, [*words[1:], None], strict=True))


def reading_order(pages: Sequence[Page]) -> list[Line]:
    """The lines of all pages, in the order in which they are read.

    Raises:
        TooMuch: it would take longer than an article can need.
    """
    pages = [replace(page, words=with_accents(page.words)) for page in without_line_numbers(pages)]
    segments = [_segments(page, number) for number, page in enumerate(pages)]
    segments = _without_running_heads(segments, pages)
    hints: list[float] = []
    began = time.thread_time()
    for found in segments:
        _order(found, [], hints)
        if time.thread_time() - began > _MOST_SECONDS:
            raise TooMuch("its layout has too many parts")
    gutters = [x for x, n in Counter(round(x / 4) * 4 for x in hints).items() if n >= 2 or len(pages) < 3]
    lines: list[Line] = []
    column = 0
    for found in segments:
        for group in _order(found, gutters, []):
            lines += _column(group, column)
            column += 1
    return lines


def line_of(words: list[Word], page: int) -> Line:
    """A line of words that are in order; its size and baseline are those of most of its characters."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
    size = max(sizes, key=lambda s: (sizes[s], s))
    main = [w for w in words if abs(w.size - size) < 0.1 + 0.02 * size]
    heights: Counter[float] = Counter()
    for word in main:
        heights[round(word.y, 1)] += len(word.text)
    letters = sum(len(w.text) for w in main)
    bold = sum(len(w.text) for w in main if w.bold) > 0.8 * letters
    return Line(
        words,
        page,
        words[0].x0,
        max(w.x1 for w in words),
        heights.most_common(1)[0][0],
        size,
        bold,
        sum(len(w.text) for w in words),
    )


def _segments(page: Page, number: int) -> list[Line]:
    """Words that stand close together on a baseline, as they were drawn, then those parted by the drawing order."""
    runs: list[list[Word]] = []
    for word in page.words:
        if runs and _beside(runs[-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    lines = [line_of(run, number) for run in runs]
    if len(lines) > _MOST_LINES:  # a drawing with labels without end: the text is in the long lines
        lines = [line for line in lines if line.letters >= 20][:_MOST_LINES]
    return _merged(lines)


def _beside(run: Sequence[Word], word: Word) -> bool:
    last = run[-1]
    biggest = max(last, *run[-3:], key=lambda w: w.size) if len(run) > 1 else last
    size = max(biggest.size, word.size)
    rise = word.y - biggest.y
    white = word.x0 - last.x1
    if abs(rise) <= 0.06 * size:
        return -0.5 * size < white < _WIDE * size
    small = min(word.size, biggest.size) < 0.9 * size or abs(word.y - last.y) < 0.06 * size
    return -0.3 * size < white < 0.6 * size and abs(rise) < 0.62 * size and (small or abs(rise) < 0.45 * size)


def _merged(segments: list[Line]) -> list[Line]:
    """Join segments that touch: links and raised numbers are often drawn after the rest of their line."""
    rows: dict[int, list[Line]] = defaultdict(list)
    done: list[Line] = []
    for segment in sorted(segments, key=lambda s: (-s.size, s.x0)):
        row = int(segment.y // 6)
        partner = next((o for r in (row - 1, row, row + 1) for o in rows[r] if _touch(o, segment)), None)
        if partner is None:
            rows[row].append(segment)
            done.append(segment)
            continue
        joined = line_of(sorted([*partner.words, *segment.words], key=lambda w: w.x0), segment.page)
        at = next(i for i, o in enumerate(done) if o is partner)
        done[at] = joined
        old = int(partner.y // 6)
        rows[old] = [o for o in rows[old] if o is not partner]
        rows[int(joined.y // 6)].append(joined)
    return done


def _touch(a: Line, b: Line) -> bool:
    """Whether b, of the same size or smaller, belongs to the line of a."""
    white = max(a.x0, b.x0) - min(a.x1, b.x1)
    if not -0.3 * a.size < white < 0.45 * a.size:
        return False
    rise = b.y - a.y
    return abs(rise) < 0.06 * a.size or (
        b.size < 0.9 * a.size and -0.3 * a.size < rise < 0.62 * a.size and len(b.plain) < 12
    )


# --- what repeats from page to page ------------------------------------------------------------


def _without_running_heads(segments: list[list[Line]], pages: Sequence[Page]) -> list[list[Line]]:
    """Drop what stands at the same height of a margin on several pages, digits aside, and page numbers."""
    seen: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    zones: list[tuple[float, float]] = []
    for number, found in enumerate(segments):
        low, high = min((s.y for s in found), default=0.0), max((s.y for s in found), default=0.0)
        reach = _MARGIN * max(pages[number].height, pages[number].width)
        zones.append((low + reach * 0.6, high - reach * 0.6))
        for segment in found:
            for key in _keys(segment, zones[-1]):
                seen[key].add(number)
    least = 2 if len(pages) < 6 else 3
    kept: list[list[Line]] = []
    for number, found in enumerate(segments):
        rest = [s for s in found if all(len(seen[key]) < least for key in _keys(s, zones[number]))]
        kept.append(_without_page_number(rest, found))
    return kept


def _keys(segment: Line, zone: tuple[float, float]) -> list[tuple[str, str, int]]:
    low, high = zone
    where = "foot" if segment.y <= low else "head" if segment.y >= high else ""
    if not where:
        return []
    text = re.sub(r"[\d\s]+", "", segment.plain).casefold()
    height = round(segment.y / 3)
    return [(where, text, height - 1), (where, text, height), (where, text, height + 1)]


def _without_page_number(rest: list[Line], all_of_page: Sequence[Line]) -> list[Line]:
    if not all_of_page:
        return rest
    ends = (min(s.y for s in all_of_page), max(s.y for s in all_of_page))
    alone = Counter(s.y for s in rest)
    return [s for s in rest if s.y not in ends or alone[s.y] > 1 or not _PAGE_NUMBER.match(s.plain)]


# --- columns -------------------------------------------------------------------------------------


def _order(segments: list[Line], gutters: Sequence[float], hints: list[float], depth: int = 0) -> list[list[Line]]:
    """Groups of segments, each a column or a band, in reading order."""
    cut = _best_cut(segments, gutters) if depth < 30 and len(segments) > 2 else None
    if cut is None:
        return [segments] if segments else []
    x, high, low = cut
    hints.append(x)
    above = [s for s in segments if s.y > high]
    below = [s for s in segments if s.y < low]
    band = [s for s in segments if low <= s.y <= high]
    left, right = [s for s in band if s.x0 < x - _SLACK], [s for s in band if s.x0 >= x - _SLACK]
    parts = (above, left, right, below)
    return [group for part in parts for group in _order(part, gutters, hints, depth + 1)]


def _best_cut(segments: list[Line], gutters: Sequence[float]) -> tuple[float, float, float] | None:
    """(left edge of the right column, highest and lowest baseline of the band) of the best gutter."""
    edges = Counter(round(s.x0) for s in segments)
    leftmost, rightmost = min(s.x0 for s in segments), max(s.x1 for s in segments)
    width = rightmost - leftmost
    rows = sorted(segments, key=lambda s: -s.y)
    median_size = median(s.size for s in segments)
    best: tuple[float, tuple[float, float, float]] | None = None
    for edge in list(edges):
        known = any(abs(edge - g) <= 4 for g in gutters)
        hanging = _HANGING * median_size  # entries of a list stand out from the lines below them
        if sum(n for x, n in edges.items() if edge - 1 <= x <= edge + hanging) < (1 if known else 3):
            continue
        if not leftmost + 0.15 * width < edge < rightmost - 0.12 * width:
            continue
        for band in _bands(rows, edge):
            score = _score(band, edge, width, known=known)
            if score > 0 and (best is None or score > best[0]):
                best = score, (edge, max(s.y for s in band), min(s.y for s in band))
    return best[1] if best else None


def _bands(rows: Sequence[Line], x: float) -> Iterable[list[Line]]:
    """Runs of segments, from the top down, that do not cross x."""
    band: list[Line] = []
    for segment in rows:
        if segment.x0 < x - _SLACK and segment.x1 > x - _SLACK:
            if band:
                yield band
            band = []
        else:
            band.append(segment)
    if band:
        yield band


def _score(band: Sequence[Line], x: float, width: float, *, known: bool) -> float:
    """How much text a gutter parts: nothing where one side is a column of numbers, bullets or short cells."""
    left, right = [s for s in band if s.x0 < x - _SLACK], [s for s in band if s.x0 >= x - _SLACK]
    least = 1 if known else 3
    if len({round(s.y) for s in left}) < least or len({round(s.y) for s in right}) < least:
        return 0
    at_edge = sum(s.x0 < x + 3 + _HANGING * s.size for s in right)
    if at_edge < 0.4 * len(right) and not known:
        return 0
    characters = [sum(s.letters for s in side) for side in (left, right)]
    lines = [len({round(s.y) for s in side}) for side in (left, right)]
    typical = sorted(c / n for c, n in zip(characters, lines, strict=True))
    # Beside a column of text there may be the cells of a table, where other pages show that there are columns.
    if typical[0] < (5 if known else 16) or typical[1] < 16:
        return 0
    widths = (max(s.x1 for s in left) - min(s.x0 for s in left), max(s.x1 for s in right) - x)
    if min(widths) < 0.15 * width:
        return 0
    return min(characters) * (2.0 if known else 1.0)


def _column(segments: list[Line], column: int) -> list[Line]:
    """The lines of a column, from the top down, with its margins."""
    lines: list[list[Line]] = []
    for segment in sorted(segments, key=lambda s: (-s.y, s.x0)):
        if lines and any(abs(o.y - segment.y) < 0.35 * min(o.size, segment.size) for o in lines[-1]):
            lines[-1].append(segment)
        else:
            lines.append([segment])
    merged = [
        line_of(sorted((w for s in group for w in s.words), key=lambda w: w.x0), group[0].page)
        if len(group) > 1
        else group[0]
        for group in lines
    ]
    left, right = _edges(merged)
    return [replace(line, column=column, left=left, right=right) for line in merged]


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """The margins: the leftmost and rightmost edges at which several lines stand."""
    starts, ends = sorted(line.x0 for line in lines), sorted((line.x1 for line in lines), reverse=True)
    few = max(1, len(lines) // 12)
    return starts[min(few, len(starts)) - 1], ends[min(few, len(ends)) - 1]
