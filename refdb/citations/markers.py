"""Markers in the text: [3,5–7], (3), superscripts, (Smith et al., 2019)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from refdb.model import Sentence

_LIST = r"\d{1,9}(?:\s*[,;–—‐-]\s*\d{1,9}){0,60}"
_BRACKETS = re.compile(rf"\[\s*({_LIST})\s*,?\s*\]")
_PARENTHESES = re.compile(rf"\(\s*({_LIST})\s*\)")
_RAISED = re.compile(r"[⁰¹²³⁴-⁹]+(?:\s?[,–—⁻-]\s?[⁰¹²³⁴-⁹]+)*")
_GLUED = re.compile(
    r"(?<=[^\W\d_][.,;:)\]”’\"])(\d{1,3}(?:[,–—-]\d{1,3}){0,10})(?=[\s)]|$)|(?<=[a-z]{3})(\d{1,3}(?:[,–—-]\d{1,3}){0,10})(?=[.,;]?(?:\s|$))"
)
_YEAR = r"(?:1[6-9]\d\d|20\d\d)[a-z]?"
_NAME = r"(?:(?:van|von|de|der|den|del|della|di|da|la|le|du|dos|ten|ter|el|al|bin)[ -]){0,3}[^\W\d_a-z][\w'’‐-]*[\w]"
_NARRATIVE = re.compile(
    rf"(?P<names>{_NAME}(?:(?:,?\s+(?:and|&|und|et|y|e)\s+|,\s+){_NAME}){{0,4}}(?:,?\s+(?:et\s+al\.?|and\s+colleagues|and\s+others|u\.\s?a\.))?)(?:['’]s)?\s*"
    rf"[(\[](?P<years>{_YEAR}(?:\s*[,;]\s*(?:{_YEAR}|[a-z]\b))*)(?:\s*[,:]\s*pp?\.?\s*[\d–-]+)?[)\]]"
)
_INSIDE = re.compile(rf"[(\[]([^()\[\]]{{0,400}}?\b{_YEAR}[^()\[\]]{{0,400}}?)[)\]]")
_CITED = re.compile(rf"(?P<names>{_NAME}[^;\d]{{0,150}}?),?\s*\(?(?P<years>{_YEAR}(?:\s*,\s*(?:{_YEAR}|[a-z]\b))*)")
HIGHEST_IN_PARENTHESES = 999  # (2018) is a year
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NOT_MARKERS = re.compile(r"\b(?:n\s*=|p\s*[<=>]|age|aged|year|table|fig|eq|chapter|section)\b", re.I)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker: numbers (as ranges, ends included), or authors and years; ``text`` as printed."""

    text: str
    start: int
    end: int
    sentence: int
    ranges: tuple[tuple[int, int], ...] = ()
    cited: tuple[tuple[str, str], ...] = ()  # (names as printed, year with its letter)


def find_markers(sentences: Sequence[Sentence], text: str, count: int) -> list[Marker]:
    """The markers of an article with ``count`` references, in order. The way of citing is the one it uses most.

    Without a list (``count`` 0) only markers of which there is no doubt are given: those in square brackets.
    """
    ways = {
        "brackets": _numeric(_BRACKETS, sentences, text),
        "parentheses": _numeric(_PARENTHESES, sentences, text),
        "raised": _numeric(_RAISED, sentences, text),
        "glued": _numeric(_GLUED, sentences, text),
    }
    # A bracket is a marker also where some of its numbers are beyond the list: those are named as undefined.
    sure = [m for m in ways["brackets"] if not count or any(1 <= first <= count for first, _ in m.ranges)]
    by_name = list(_author_year(sentences, text)) if count else []
    if sure and len(sure) >= len(by_name) / 3:
        return sorted([*ways["brackets"], *ways["raised"]], key=lambda m: m.start)
    raised = _plausible(ways["raised"], count)
    if raised and len(raised) > len(by_name) / 2:
        return raised
    if by_name:
        return by_name
    # Numbers without brackets of their own: only where most of them fit the list, or they are exponents and doses.
    for way, least in (("parentheses", 2), ("glued", 3)):
        plausible = _plausible(ways[way], count)
        if len(plausible) >= least and len(plausible) > 0.7 * len(ways[way]):
            return plausible
    return []


def _numeric(pattern: re.Pattern[str], sentences: Sequence[Sentence], text: str) -> list[Marker]:
    found = []
    for n, sentence in enumerate(sentences):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            inner = next((group for group in match.groups() if group), match.group())
            ranges = tuple(_ranges(inner.translate(_PLAIN_DIGITS)))
            if pattern is _PARENTHESES and any(last > HIGHEST_IN_PARENTHESES for _, last in ranges):
                continue
            if ranges and not _NOT_MARKERS.search(match.group()):
                found.append(Marker(match.group(), match.start(), match.end(), n, ranges))
    return found


def _ranges(inner: str) -> Iterator[tuple[int, int]]:
    for part in re.split(r"[,;]", inner):
        numbers = [int(number) for number in re.findall(r"\d+", part)]
        if len(numbers) == 2 and numbers[0] < numbers[1]:
            yield numbers[0], numbers[1]
        else:
            yield from ((number, number) for number in numbers)


def _plausible(markers: Sequence[Marker], count: int) -> list[Marker]:
    return [m for m in markers if all(first >= 1 and last <= count for first, last in m.ranges)]


def _author_year(sentences: Sequence[Sentence], text: str) -> Iterator[Marker]:
    for n, sentence in enumerate(sentences):
        taken: list[tuple[int, int]] = []
        for match in _NARRATIVE.finditer(text, sentence.start, sentence.end):
            cited = tuple((match["names"], year) for year in _years(match["years"]))
            taken.append(match.span())
            yield Marker(match.group(), match.start(), match.end(), n, cited=cited)
        for match in _INSIDE.finditer(text, sentence.start, sentence.end):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            cited = tuple(
                (part["names"], year)
                for segment in match.group(1).split(";")
                for part in _CITED.finditer(segment)
                for year in _years(part["years"])
            )
            if cited:
                yield Marker(match.group(), match.start(), match.end(), n, cited=cited)


def _years(printed: str) -> list[str]:
    """The years of "2019a, b, 2020": 2019a, 2019b, 2020."""
    years: list[str] = []
    for part in re.findall(rf"{_YEAR}|\b[a-z]\b", printed):
        years.append(part if part[0].isdigit() else f"{years[-1][:4]}{part}" if years else part)
    return years
