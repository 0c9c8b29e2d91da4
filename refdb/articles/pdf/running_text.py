"""Lines of a PDF -> running text: hyphens at line ends undone, raised numbers kept as such, links kept as marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from refdb.articles.assembling import Mark
from refdb.articles.pdf.layout import Line, gap
from refdb.articles.pdf.words import Word
from refdb.text.paging import Pages
from refdb.text.patterns import DOI_PREFIX, LATE_YEAR, RAISED_DIGITS, TEXT_YEAR, TO_RAISED

_MARKER = re.compile(r"(?=.*\d)[\d\s,;–—−-]+")
# A small number behind these is a power, not a marker.
_UNITS = re.compile(
    r"(?:^|[\s(/·.×*\d])(?:[kcmnµμd]?m|in|ft|kg|[mµμ]?g|[mµμdc]?[lL]|h|s|ha|min|day|yr|cells?|[Rrχηωβnpx]|Chi|pKa|log)$"
)
_POWERS = re.compile(r"[234]|[–−-][1-4]")
_YEAR_BEFORE = re.compile(rf"(?<!\d){LATE_YEAR}$")
_HYPHENS = "-\xad‐"
_ADDRESS = re.compile(rf"(?:https?:|www\.|doi\.org|\bdoi:?\s?|{DOI_PREFIX})\S*$", re.I)
_ALWAYS_HYPHENATED = frozenset(
    "non self well follow cross high low long short all ex half quasi so state vice "
    "twenty thirty forty fifty sixty seventy eighty ninety".split()
)


class Joiner:
    """Joins lines; knows the document's words, to tell "treat-ment" from "follow-up"."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._words: Counter[str] = Counter()
        self._compounds: Counter[str] = Counter()
        for line in lines:
            inner = line.plain.casefold()
            found = re.findall(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*(?![-‐]?$)", inner)
            for word in found:
                parts = re.split("[-‐]", word)
                self._words.update(parts)
                if len(parts) > 1:
                    self._compounds["-".join(parts)] += 1

    def join(self, lines: Sequence[Line]) -> tuple[str, tuple[Mark, ...]]:
        """The text of lines that follow each other, and where its links lead."""
        text, marks, _ = self.join_paged(lines)
        return text, marks

    def join_paged(self, lines: Sequence[Line]) -> tuple[str, tuple[Mark, ...], Pages]:
        """The same, and which page begins where."""
        text = _Text()
        pages: list[tuple[int, int]] = []
        for line in lines:
            pieces = list(fragments(line))
            if not pieces:
                continue
            cut, blank = self._seam(text.tail(), line.plain) if text.length else (0, "")
            text.drop(cut)
            text.add(blank, "")
            if not pages or pages[-1][1] != line.page + 1:
                pages.append((text.length, line.page + 1))
            for part, link in pieces:
                text.add(part, link)
        return (*text.result(), tuple(pages))

    def _seam(self, before: str, after: str) -> tuple[int, str]:
        """How many characters to drop from the end of a line, and what to put between it and the next."""
        if not before or not after:
            return 0, ""
        last = before[-1]
        address = _ADDRESS.search(before)
        if address and _address_goes_on(before, after):
            return int(last == "\xad"), ""
        if last == "\xad":
            return 1, ""
        if last in _HYPHENS and len(before) > 1 and not before[-2].isspace():
            return (1, "") if self._is_broken(before[:-1], after, soft=last == "‐") else (0, "")
        if last in "–/" and len(before) > 1 and not before[-2].isspace() and after[0].isalnum():
            return 0, ""
        return 0, " "

    def _is_broken(self, before: str, after: str, *, soft: bool) -> bool:
        """Whether the hyphen at the line's end was put there to break a word; ``soft``: it is one of typesetters."""
        first, second = re.search(r"[^\W\d_]+$", before), re.match(r"[^\W\d_]+", after)
        if not first or not second:
            return False
        capitals = len(first.group()) > 1 and (first.group() + second.group()).isupper()
        if not second.group()[0].islower() and not (
            capitals and (soft or self._words[(first.group() + second.group()).casefold()])
        ):
            return False
        a, b = first.group().casefold(), second.group().casefold()
        compound = re.search(r"(?<![^\W_])[^\W_]++[-‐]$", before[: first.start()])
        if self._words[a + b]:
            return not self._compounds[f"{a}-{b}"] or self._words[a + b] >= self._compounds[f"{a}-{b}"]
        if self._compounds[f"{a}-{b}"] or a in _ALWAYS_HYPHENATED or (compound and len(a) <= 3):
            return False
        return not (len(a) >= 4 and len(b) >= 4 and self._words[a] >= 2 and self._words[b] >= 2)


def _address_goes_on(before: str, after: str) -> bool:
    """Whether an address or DOI broken at the end of a line goes on in the next."""
    first = after.split()[0]
    if before[-1] in "/-_=&?%#‐\xad":
        return True
    inside = bool(re.search(r"[\d/]", first)) and not re.match(
        rf"[(\[]?{TEXT_YEAR}\b|\d{{1,3}}\.?$|\[|https?:|{DOI_PREFIX}", first
    )
    if before[-1] == ".":
        return (first[0].islower() or first[0].isdigit()) and inside
    return inside and (first[0].isdigit() or first[0].islower() or first[0] in "./-") and before[-1] not in ",;)]>"


def fragments(line: Line) -> Iterator[tuple[str, str]]:
    """(text, link) of a line's words, blanks between them; raised numbers as superscripts where they are markers."""
    words = line.words
    raised = [_is_raised(word, line) for word in words]
    blanks = [w.blank or gap(w, after) > 0.2 * w.size for w, after in pairwise(words)] + [False]
    so_far = ""
    owed = ""
    for high, indexes in groupby(range(len(words)), key=lambda i: raised[i]):
        group = list(indexes)
        whole = "".join(words[i].text for i in group)
        marker = high and _MARKER.fullmatch(whole) is not None
        if marker and so_far and _cites(so_far, whole):
            for i in group:
                part = words[i].text.translate(TO_RAISED).replace("-", "–").replace("−", "–")
                if i > group[0] and blanks[i - 1] and {so_far[-1], part[0]} <= RAISED_DIGITS:
                    yield ",", ""  # "36 38" is two markers, not the 3638th reference
                yield part, words[i].link
                so_far += part
            owed = " " if blanks[group[-1]] else ""
            continue
        for i in group:
            text = owed + words[i].text
            yield text, words[i].link
            so_far += text
            owed = (
                " "
                if blanks[i] or (marker and i == group[-1] and len(group) < len(words) and not so_far[:-1].strip(whole))
                else ""
            )


def _is_raised(word: Word, line: Line) -> bool:
    rise = word.y - line.y
    return (word.size < 0.88 * line.size and rise > 0.1 * line.size) or rise > 0.25 * line.size


def _cites(before: str, number: str) -> bool:
    """Whether a raised number is a marker: it stands behind a word or a full stop, not behind a unit or a number."""
    number = number.strip()
    if before[-1].isdigit():
        return bool(_YEAR_BEFORE.search(before)) and number[0].isdigit()
    return number[0].isdigit() and not (_POWERS.fullmatch(number) and _UNITS.search(before))


class _Text:
    """Text as it grows, with links."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._links: list[tuple[int, int, str]] = []
        self.length = 0

    def add(self, part: str, link: str) -> None:
        part = part.replace("\xad", "") if not part.endswith("\xad") else part[:-1].replace("\xad", "") + "\xad"
        if not part:
            return
        if link:
            start = self.length + len(part) - len(part.lstrip())
            if self._links and self._links[-1][2] == link and start - self._links[-1][1] <= 1:
                start = self._links.pop()[0]
            self._links.append((start, self.length + len(part), link))
        self._parts.append(part)
        self.length += len(part)

    def tail(self) -> str:
        return "".join(self._parts[-6:])[-80:]

    def drop(self, count: int) -> None:
        for _ in range(count):
            self._parts[-1] = self._parts[-1][:-1]
            self.length -= 1

    def result(self) -> tuple[str, tuple[Mark, ...]]:
        text = "".join(self._parts)
        marks = tuple(Mark(start, min(end, len(text)), link) for start, end, link in self._links)
        return text.rstrip(" \xad").replace("\xad", " "), marks
