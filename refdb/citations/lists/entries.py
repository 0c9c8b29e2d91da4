"""A reference list -> its single entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from string import ascii_uppercase

from refdb.citations.lists.annotations import without_annotations
from refdb.model import Span
from refdb.text.patterns import DOI_PREFIX, HALF_WIDTH, LATE_YEAR, TEXT_YEAR, YEAR

_NUMBER = re.compile(
    r"^\s*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)](?!\d)|([1-9]\d{0,3})(?=\s+[^\W\d_a-z])|"
    r"\[([A-Z]{1,2}\d{1,3})\]|([A-Z]{1,2}\d{1,3})[.)](?=\s))\s*"  # "S1." of a supplement
)
_KEY = re.compile(r"^\s*\[([A-Za-z][\w+*.’'-]{1,14}(?:\d{2,4}[a-z]?|\+))\]\s*")  # "[Hol07]", "[M+]"
_BULLET = re.compile(r"^\s*[•·▪◦‣⁃*–—-]\s+")
# A dash in place of the names above: "— (1974)", "–, & Jones".
_REPEATED = re.compile(r"^\s*(?:[–—―_-]{2,}|[–—―]\s?[,:(&.]|[–—―-]\s(?=[(\d&]|u\.|und\s|and\s))")
# What publishers print behind a reference, or behind the last one: buttons, and the article's own licence.
_BEHIND = re.compile(  # of a text of single blanks
    r"(?:\s?\[(?:cross ?ref|pubmed(?: central)?|google scholar|green version|web of science|medline)\])+(?:\s?©.*)?$|"
    r"(?:\s(?:article|cas|ads|pubmed(?: central)?|google scholar|mathscinet|view article|cross ?ref|scopus|web of science)\b){2,}\s?$|"
    r"\s(?:your email address will not be published|leave a (?:reply|comment)|share this article)\b.*$|"
    r"\s(?-i:[A-Z])[\w.’'-]{0,30}\s(?:(?-i:[A-Z])[\w.’'-]{0,30}\s){1,4}(?:received|obtained|earned)\s(?:the|his|her|an?)\s.{0,60}\bdegree.*$|"
    rf"\s?©\s?{LATE_YEAR}\s+(?:by\s+)?the\s+authors?\b.*$",
    re.I,
)
_INLINE = re.compile(r"(?:(?<=\s)|^)(?:\[(\d{1,3})\]|(\d{1,3})\.)\s+(?=[^\W\d_a-z])")
_AUTHOR_START = re.compile(
    r"^\s*(?:(?:[a-z]{1,4}['’ ]){0,3}[^\W\d_a-z][\w'’‐-]+(?: [^\W\d_a-z][\w'’-]+)?,?\s+(?:[^\W\d_a-z]\.?[\s-]?){1,4}(?:[,;.&(]|and\b|et\b|$)|"
    r"(?:[^\W\d_a-z]\.[\s-]?){1,4}\s?[^\W\d_a-z][\w'’-]+\s*[,;.&(]|———|—{2,}|_{3,})"
)
LEAST_BETWEEN = 20  # characters between two lists


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``raw`` without its number or bullet and on one line, where it stands, its number as printed."""

    raw: str
    span: Span
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    end: int
    indent: int
    block: int


def split_entries(text: str, blocks: Sequence[Span]) -> list[Entry]:
    """Cut the blocks of a reference list in ``text`` into entries: by numbers, bullets, indents or blocks."""
    lines = _lines(text, blocks)
    if not lines:
        return []
    starts = _numbered(lines) or _keyed(lines) or _bulleted(lines) or _hanging(lines) or _by_block(lines)
    entries = []
    bounds = list(pairwise([*starts, len(lines)]))
    kept = without_annotations([[line.text for line in lines[i:following]] for i, following in bounds])
    for (i, _), count in zip(bounds, kept, strict=True):  # what stands between two lists belongs to neither
        begin, end = lines[i].start, lines[i + count - 1].end
        entries += _run_in(text, begin, end) or _entry(text, begin, end)
    return entries


def _lines(text: str, blocks: Sequence[Span]) -> list[_Line]:
    lines = []
    for n, (start, end) in enumerate(blocks):
        begin = text.rfind("\n", 0, start) + 1
        for match in re.finditer(r"[^\n]+", text[begin:end]):
            line = match.group()
            if line.strip():
                at = begin + match.start()
                lines.append(_Line(line.strip(), at, begin + match.end(), len(line) - len(line.lstrip()), n))
    return lines


def _number(line: str) -> int | None:
    match = _NUMBER.match(line.translate(HALF_WIDTH))
    return int(next(filter(None, match.groups())).lstrip(ascii_uppercase)) if match else None


def _numbered(lines: Sequence[_Line]) -> list[int]:
    """Lines whose numbers count up; a number that is a year or a page out of turn begins nothing."""
    numbers = [_number(line.text) for line in lines]
    if numbers[0] is None or sum(n is not None for n in numbers) < 2:
        return []
    starts: list[int] = []
    last: int | None = None
    for i, number in enumerate(numbers):
        anew = number == 1 and last is not None and (last > 3 or lines[i].start - lines[i - 1].end > LEAST_BETWEEN)
        if number is not None and (last is None or last < number <= last + 3 or anew):
            starts.append(i)
            last = number
    return starts if len(starts) >= 2 else []


def _keyed(lines: Sequence[_Line]) -> list[int]:
    """Lines that begin with a key in brackets: "[Hol07]"."""
    starts = [i for i, line in enumerate(lines) if _KEY.match(line.text)]
    return starts if len(starts) >= 2 and starts[0] == 0 else []


def _bulleted(lines: Sequence[_Line]) -> list[int]:
    starts = [i for i, line in enumerate(lines) if _BULLET.match(line.text)]
    return starts if starts and starts[0] == 0 and len(starts) >= 0.3 * len(lines) else []


def _hanging(lines: Sequence[_Line]) -> list[int]:
    """A hanging indent: entries begin at the margin, and most of what is indented belongs to the line above."""
    margin = min(line.indent for line in lines)
    starts = [i for i, line in enumerate(lines) if line.indent == margin]
    indented = len(lines) - len(starts)
    return starts if indented >= 2 and starts[0] == 0 and len(starts) >= 2 else []


def _by_block(lines: Sequence[_Line]) -> list[int]:
    """Each block an entry; blocks of many lines are cut where a line begins like authors and the one before is done."""
    of_blocks = [i for i, line in enumerate(lines) if i == 0 or line.block != lines[i - 1].block]
    starts = set(of_blocks)
    lengths = median(line.end - line.start for line in lines)
    for i in range(1, len(lines)):
        if i in starts:
            if not _begins(lines, i, lengths):
                starts.discard(i)  # a block that goes on with the entry above: a DOI or a page on its own
            continue
        above = lines[i - 1].text
        finished = above.endswith((".", "]", ")")) or bool(re.search(r"\d$|/\S+$", above)) or len(above) < 0.6 * lengths
        if finished and _AUTHOR_START.match(lines[i].text) and _has_year(lines, i):
            starts.add(i)
    return sorted(starts)


def _begins(lines: Sequence[_Line], i: int, typical: float) -> bool:
    line = lines[i].text
    if re.match(rf"(?:https?://|doi\b|{DOI_PREFIX}|pp?\.|available at|retrieved|accessed)", line, re.I):
        return False
    return not (line[:1].islower() and not _AUTHOR_START.match(line)) and (
        bool(YEAR.search(line)) or len(line) > 0.4 * typical or _has_year(lines, i)
    )


def _has_year(lines: Sequence[_Line], i: int) -> bool:
    return any(YEAR.search(line.text) for line in lines[i : i + 4])


def _run_in(text: str, begin: int, end: int) -> list[Entry]:
    """Entries that follow each other in one paragraph: "1. … 2. … 3. …", counted without a gap from the first on."""
    part = text[begin:end]
    cuts: list[tuple[int, int]] = []
    for match in _INLINE.finditer(part):
        number = int(match.group(1) or match.group(2))
        if number == (cuts[-1][1] + 1 if cuts else 1) or (not cuts and match.start() < 3):
            cuts.append((match.start(), number))
    if (
        len(cuts) < 2
        or cuts[0][0] > 3
        or not all(YEAR.search(part[a:b]) or b - a > 60 for (a, _), (b, _) in pairwise(cuts))
    ):
        return []
    ends = [at for at, _ in cuts[1:]] + [len(part)]
    return [e for (at, _), stop in zip(cuts, ends, strict=True) for e in _entry(text, begin + at, begin + stop)]


def _entry(text: str, begin: int, end: int) -> list[Entry]:
    printed = text[begin:end]
    stop = begin + len(printed.rstrip())
    entry = entry_of(printed, begin + len(printed) - len(printed.lstrip()), stop)
    return [entry] if entry else []


def entry_of(printed: str, start: int, end: int) -> Entry | None:
    """The entry that is printed so, without its number or bullet; None where next to nothing is left."""
    bullet = _BULLET.match(printed)
    rest = printed[bullet.end() :] if bullet and not _REPEATED.match(printed) else printed
    half = rest.translate(HALF_WIDTH)
    number = _NUMBER.match(half) or _KEY.match(half)
    label = ""
    if number and not re.match(rf"\s*{TEXT_YEAR}\b", rest):
        label = next(filter(None, number.groups()))
        rest = rest[number.end() :]
    raw = _BEHIND.sub("", " ".join(rest.split()))
    return Entry(raw, Span(start, end), label) if len(raw) >= 10 else None
