"""The reference list of a PDF: where it stands among the lines, and at which lines its entries begin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from refdb.articles.assembling import Mark, Piece
from refdb.articles.pdf.layout import Line
from refdb.articles.pdf.running_text import Joiner
from refdb.articles.pdf.words import place
from refdb.text.headings import is_heading_of, is_reference_heading
from refdb.text.patterns import DATED, LATE_YEAR

_CAPTION = re.compile(
    r"^\W*(?:fig(?:ure|ura)?|table|tabela|tabla|quadro|scheme|abbildung|tabelle)s?\b\.?\s*[S\d]", re.I
)
_BULLETS = ("•", "▪", "◦", "‣", "⁃", "■", "●")
_LABEL = re.compile(
    r"^\W{0,2}(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)](?!\d)|(\d{1,4})(?=\s+(?:[^\W\d_a-z]|[.(“\"]\s?\S)))"
)
_STARTS = re.compile(
    r"^(?:(?:[a-z]{1,4}['’ ]){0,3}[^\W\d_a-z][\w'’‐-]{1,40}(?:[ -][^\W\d_a-z][\w'’-]{1,40})?,?\s+"
    r"(?:[^\W\d_a-z]\.?[\s-]?){1,4}(?:[,;.&(:]|and\b|et\b|y\b|e\b|$|\s)|"
    r"(?:[^\W\d_a-z]\.[\s-]?){1,4}\s?[^\W\d_a-z][\w'’-]+|[—–_-]{3,}|[^\W\d_a-z][\w'’-]+,\s[^\W\d_a-z][\w'’-]+|"
    rf"[^\W\d_a-z].{{2,80}}?\(?{LATE_YEAR}[a-z]?\)?)"
)
_DONE = re.compile(r"(?:[.!?\])”\"]|\d|/\S+|\d[A-Za-z]?)\W*$")


def find_list(lines: Sequence[Line]) -> tuple[int, int]:
    """(index of the heading's line, index behind the last line of the list); (-1, -1) where there is none."""
    best = (-1, -1, 0)
    for at, line in enumerate(lines):
        if not is_reference_heading(line.plain):
            continue
        end = _end(lines, at)
        years = sum(bool(DATED.search(entry.plain)) for entry in lines[at + 1 : end])
        if years and years >= best[2] * 0.5:
            best = (at, end, years)
    return best[:2]


def _end(lines: Sequence[Line], heading: int) -> int:
    head = lines[heading]
    size = _usual_size(lines[heading + 1 : heading + 60])
    differs = abs(head.size - size) > 0.04 * size or (head.bold and not _mostly_bold(lines[heading + 1 : heading + 60]))
    for i in range(heading + 1, len(lines)):
        line = lines[i]
        text = line.plain
        if _LABEL.match(text) and DATED.search(text):
            continue
        if len(text) < 90 and is_heading_of("behind_references", text) and not _in_entry(lines, i, size):
            return i
        alike = abs(line.size - head.size) < 0.03 * head.size and line.bold == head.bold
        if differs and alike and _heads(text) and not _in_entry(lines, i, size):
            return i
    return len(lines)


def _heads(text: str) -> bool:
    return 3 < len(text) < 90 and not DATED.search(text) and text[0].isalnum() and not text.endswith((",", ";", "-"))


def _in_entry(lines: Sequence[Line], i: int, size: float) -> bool:
    """Whether a line is plainly the middle of an entry: it looks as the line above and follows it closely."""
    line, above = lines[i], lines[i - 1]
    same = abs(line.size - size) < 0.03 * size and line.bold == above.bold and line.column == above.column
    return same and above.y - line.y < 1.45 * line.size and not above.plain.endswith(".")


def _usual_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += sum(len(w.text) for w in line.words)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _mostly_bold(lines: Sequence[Line]) -> bool:
    return sum(line.bold for line in lines) > 0.5 * len(lines)


def members(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """(lines of entries, lines of another size or captions that stand among them)."""
    size = _usual_size(lines)
    inside: list[Line] = []
    others: list[Line] = []
    for line in lines:
        fits = 0.87 * size <= line.size <= 1.13 * size
        (inside if fits and not (_CAPTION.match(line.plain) and line.bold) else others).append(line)
    return inside, others


def pieces(lines: Sequence[Line], joiner: Joiner, targets: Sequence[str]) -> list[Piece]:
    """A piece for each entry; one piece of many lines where the layout does not tell the entries apart."""
    starts = entry_starts(lines)
    if not starts:
        return [_as_lines(lines)]
    if starts[0] > 0:
        starts = [0, *starts]
    bounds = [*starts, len(lines)]
    groups = [list(lines[a:b]) for a, b in pairwise(bounds)]
    numbered = bool(_by_number(lines))
    anchors = _anchors([group[0] for group in groups], targets)
    made = []
    for n, group in enumerate(groups):
        text, marks = _labelled(group[0], numbered, *joiner.join(group))
        made.append(Piece("reference", text, marks, tuple(anchors[n])))
    return made


def _as_lines(lines: Sequence[Line]) -> Piece:
    """The lines as they stand, with their links."""
    marks: list[Mark] = []
    begin = 0
    for line in lines:
        at = 0
        for word in line.words:
            found = line.plain.find(word.text, at)
            at = found + len(word.text) if found >= 0 else at
            if word.link and found >= 0:
                marks.append(Mark(begin + found, begin + at, word.link))
        begin += len(line.plain) + 1
    return Piece("paragraph", "\n".join(line.plain for line in lines), tuple(marks))


def _labelled(first: Line, numbered: bool, text: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...]]:
    """A number that stands bare or raised before an entry gets its full stop, so that it is known as one."""
    bare = (
        re.match(r"(\d{1,4})\s*(?=[^\W\d]|[.(\[“\"]\s*\S)", text) if numbered and _number(first) is not None else None
    )
    if not bare or re.match(r"\d+[.)](?:\s|$)", text):
        return text, marks
    longer = len(bare.group(1)) + 2 - bare.end()
    label = f"{bare.group(1)}. "
    return label + text[bare.end() :], tuple(
        replace(m, start=max(0, m.start + longer), end=m.end + longer) for m in marks
    )


def _anchors(firsts: Sequence[Line], targets: Sequence[str]) -> dict[int, list[str]]:
    """Which links lead to which entry: to the first line below the place that the link names, in its column."""
    found: dict[int, list[str]] = defaultdict(list)
    for name in targets:
        page, x, y = place(name)
        near = [
            (abs(y - line.top - 0.2 * line.size), n)
            for n, line in enumerate(firsts)
            if line.page == page
            and (x <= 1 or line.left - 40 <= x <= line.right)
            and -0.6 * line.size < y - line.y < 3.5 * line.size
        ]
        if near:
            found[min(near)[1]].append(name)
    return found


def entry_starts(lines: Sequence[Line]) -> list[int]:
    """Indexes of the lines at which entries begin: by numbers, by indents, by gaps; none where nothing tells."""
    return _by_number(lines) or _by_bullet(lines) or _by_indent(lines) or _by_gap(lines)


def _number(line: Line) -> int | None:
    text = line.plain
    first = line.words[0]
    if first.text.strip(".,").isdigit() and first.size < 0.88 * line.size and first.y - line.y > 0.1 * line.size:
        return int(first.text.strip(".,"))
    match = _LABEL.match(text)
    return int(next(filter(None, match.groups()))) if match else None


def _by_number(lines: Sequence[Line]) -> list[int]:
    numbers = [(i, n) for i, line in enumerate(lines) if (n := _number(line)) is not None]
    best: list[int] = []
    for first in range(min(3, len(numbers))):
        chain = _chain(numbers[first:])
        if len(chain) > len(best):
            best = chain
    return best if len(best) >= 3 and len(best) >= len(lines) / 14 and best[0] < 4 else []


def _by_bullet(lines: Sequence[Line]) -> list[int]:
    starts = [i for i, line in enumerate(lines) if line.plain[:1] in _BULLETS]
    return starts if len(starts) >= 3 and starts[0] < 2 and len(starts) > len(lines) / 14 else []


def _chain(numbers: Sequence[tuple[int, int]]) -> list[int]:
    """Lines whose numbers count up by one; a number is skipped only where it comes nowhere soon."""
    chain: list[int] = []
    last = None
    for k, (i, n) in enumerate(numbers):
        soon = {m for j, m in numbers[k : k + 8] if j < i + 25}
        if last is None or n == last + 1 or (last < n <= last + 3 and not soon & set(range(last + 1, n))):
            chain.append(i)
            last = n
    return chain


def _likeness(lines: Sequence[Line], chosen: Sequence[int]) -> float:
    """The share of the chosen lines that read like the beginning of an entry behind a finished one."""
    if not chosen:
        return 0.0
    hits = sum(
        bool(_STARTS.match(lines[i].plain)) and (i == 0 or bool(_DONE.search(lines[i - 1].plain))) for i in chosen
    )
    return hits / len(chosen)


def _by_indent(lines: Sequence[Line]) -> list[int]:
    """Hanging indents, or indented first lines; each column has its own margin."""
    if len(lines) < 4:
        return []
    by_column: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        by_column[line.column].append(i)
    step = _usual_step(lines, by_column)
    if not step:
        return []
    outer: list[int] = []
    inner: list[int] = []
    unsure: list[int] = []
    for column in by_column.values():
        low = min(lines[i].x0 for i in column)
        spread = max(lines[i].x0 for i in column) - low
        for i in column:
            offset = lines[i].x0 - low
            if spread < 0.5 * step:
                unsure.append(i)
            else:
                (outer if offset < 0.5 * step else inner).append(i)
    hanging, indented = _likeness(lines, outer), _likeness(lines, inner)
    starts = outer if hanging > indented else inner
    if abs(hanging - indented) < 0.15 or max(hanging, indented) < 0.4:
        return []
    first = [i for i in unsure if _STARTS.match(lines[i].plain) and (i == 0 or _DONE.search(lines[i - 1].plain))]
    return sorted([*starts, *first])


def _usual_step(lines: Sequence[Line], by_column: dict[int, list[int]]) -> float:
    """The indent that most columns share, or nothing."""
    steps: Counter[int] = Counter()
    total = 0
    for column in by_column.values():
        low = min(lines[i].x0 for i in column)
        for i in column:
            offset = lines[i].x0 - low
            total += 1
            if offset > 0.5 * lines[i].size:
                steps[round(offset)] += 1
    if not steps:
        return 0.0
    step = steps.most_common(1)[0][0]
    near = sum(n for offset, n in steps.items() if abs(offset - step) <= 2)
    return float(step) if near >= 0.08 * total and step < 8 * lines[0].size else 0.0


def _by_gap(lines: Sequence[Line]) -> list[int]:
    """Wider white above the first line of each entry."""
    steps = [(a.y - b.y) / b.size if a.column == b.column and a.y > b.y else None for a, b in pairwise(lines)]
    known = sorted(step for step in steps if step is not None)
    if len(known) < 4:
        return []
    usual = median(known[: max(1, len(known) // 2)])
    wide = [i for i, step in enumerate(steps, 1) if step is not None and step > 1.12 * usual + 0.05]
    narrow = [i for i, step in enumerate(steps, 1) if step is not None and i not in set(wide)]
    if (
        not 0.06 * len(known) <= len(wide) <= 0.85 * len(known)
        or _likeness(lines, wide) < _likeness(lines, narrow) + 0.15
    ):
        return []
    tops = [
        i
        for i, step in enumerate(steps, 1)
        if step is None and _STARTS.match(lines[i].plain) and _DONE.search(lines[i - 1].plain)
    ]
    return sorted({0, *wide, *tops})
