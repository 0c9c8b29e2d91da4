"""Markers -> the references that they point at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from refdb.citations.markers import Marker, keyed, names_people, ways_of_citing
from refdb.model import Article, Citation, ParsedReference, Reference, Span
from refdb.text.folding import spellings
from refdb.text.patterns import YEAR

_ALL = ("", "*")  # where the index of authors and years keeps every reference
_OF_A_SUPPLEMENT = re.compile(r"[A-Z]{1,2}\d{1,3}")  # labels beside those of the numbered list
LEAST_COVERED = 0.15  # share of the list that numbers without brackets of their own must cite to be taken for markers


def cite_by_markers(article: Article) -> list[Citation]:
    """The citations of the markers in the text. The way of citing is the one that cites most of the list.

    Without a list only markers of which there is no doubt are given: those in square brackets.
    """
    ways = ways_of_citing(article.sentences, article.text)
    labels = {r.label for r in article.references if r.label}
    if any(not label.isdigit() for label in labels):
        ways["keys"] = keyed(article.sentences, article.text, labels)
    if not article.references:
        return _link(ways["brackets"], ())
    linked = {way: _link(_plausible(way, markers, article), article.references) for way, markers in ways.items()}
    cited = {way: {n for c in citations for n in c.reference_numbers} for way, citations in linked.items()}
    shares = {way: _share(way, ways[way], linked[way], len(cited[way]) / len(article.references)) for way in ways}
    best = max(shares, key=lambda way: shares[way])
    if shares[best] <= 0:
        return []
    chosen = list(linked[best])
    for way in linked:  # a second way counts where it cites much that the first does not
        least = max(1 if way in ("brackets", "raised", "keys") else 3, LEAST_COVERED * len(article.references))
        if way != best and shares[way] > 0 and len(cited[way] - cited[best]) >= least:
            chosen += [c for c in linked[way] if not any(_overlap(c.span, other.span) for other in linked[best])]
    return sorted(chosen, key=lambda citation: citation.span)


def _share(way: str, all_of_it: Sequence[Marker], linked: Sequence[Citation], covered: float) -> float:
    """How much of the list a way of citing cites; 0 where what looks like it is mostly something else."""
    if not any(citation.reference_numbers for citation in linked):
        return 0.0
    fitting = sum(bool(citation.reference_numbers) for citation in linked) / len(all_of_it)
    if way in ("parentheses", "glued", "raised") and (fitting < 0.5 or covered < LEAST_COVERED):
        return 0.0
    # Square brackets hold markers and little else; figures that stand free, much else.
    doubt = {"brackets": 1.5, "names": 1.0, "raised": 1.0, "parentheses": 0.9, "glued": 0.8, "keys": 1.6}[way]
    return doubt * covered * (1.0 if way in ("brackets", "names", "keys") else fitting)


def _plausible(way: str, markers: Sequence[Marker], article: Article) -> Sequence[Marker]:
    """Numbers beyond the list are undefined markers in square brackets, and anything but markers elsewhere."""
    if way in ("brackets", "names", "keys"):
        return markers
    known = set().union(*(part.numbers for part in _parts(article.references)))
    return [m for m in markers if all(first in known and last in known for first, last in m.ranges)]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _link(markers: Sequence[Marker], references: Sequence[Reference]) -> list[Citation]:
    """A citation for each marker; what no reference answers to is named in ``undefined``."""
    parts = _parts(references)
    by_author = _authors(references)
    by_label: dict[str, list[int]] = {}
    for reference in references:
        by_label.setdefault(reference.label, []).append(reference.n)
    found = [_citation(marker, parts, by_label, by_author) for marker in markers]
    return [citation for citation in found if citation.reference_numbers or citation.undefined]


def _citation(
    marker: Marker,
    parts: Sequence[_Part],
    by_label: Mapping[str, Sequence[int]],
    by_author: Mapping[tuple[str, str], Sequence[Reference]],
) -> Citation:
    numbers: list[int] = [n for label in marker.labels for n in by_label[label]]
    undefined: list[str] = []
    for first, last in marker.ranges:
        at_hand = _list_of(marker, first, last, parts)
        known = [
            n for n in range(first, min(last, max(at_hand, default=0)) + 1) if n in at_hand
        ]  # [1-99999999] costs nothing
        numbers += [n for number in known for n in at_hand[number]]
        if len(known) < last - first + 1:
            undefined.append(str(first) if first == last else f"{first}-{last}")
    for names, year in marker.cited:
        found = _by_author(names, year, by_author)
        numbers += found
        if not found and names_people(names):
            undefined.append(f"{names}, {year}")
    return Citation(
        marker.text, Span(marker.start, marker.end), marker.sentence, tuple(dict.fromkeys(numbers)), tuple(undefined)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the reference lists: where it ends, and which references each of its numbers stands for."""

    end: int
    numbers: Mapping[int, Sequence[int]]


def _list_of(marker: Marker, first: int, last: int, parts: Sequence[_Part]) -> Mapping[int, Sequence[int]]:
    """The list that a marker means: the next one below it that has its numbers, else the first that has them."""
    fitting = [part for part in parts if first in part.numbers and last in part.numbers] or parts[:1]
    return next((part.numbers for part in fitting if part.end > marker.start), fitting[0].numbers) if fitting else {}


def _parts(references: Sequence[Reference]) -> list[_Part]:
    """The reference lists, told by numbers that begin anew; the place in the list counts where none is printed."""
    printed = [(int(r.label), r) for r in references if r.label.isdecimal()]
    lettered = sum(bool(_OF_A_SUPPLEMENT.fullmatch(r.label)) for r in references)
    if len(printed) <= (len(references) - lettered) / 2:
        return [_Part(_end(references), {r.n: [r.n] for r in references})]
    parts: list[list[tuple[int, Reference]]] = [[]]
    for number, reference in printed:
        if parts[-1] and number < parts[-1][-1][0] and number <= parts[-1][0][0]:
            parts.append([])
        parts[-1].append((number, reference))
    found = []
    for part in parts:
        numbers: dict[int, list[int]] = {}
        for number, reference in part:
            numbers.setdefault(number, []).append(reference.n)
        found.append(_Part(_end([reference for _, reference in part]), numbers))
    return found


def _end(references: Sequence[Reference]) -> int:
    return max((r.span.end for r in references if r.span), default=0)


def _authors(references: Sequence[Reference]) -> dict[tuple[str, str], Sequence[Reference]]:
    """(first author, year) -> references; what a name is spelt as in the list goes before how else it may be spelt."""
    printed: dict[tuple[str, str], list[Reference]] = {_ALL: list(references)}
    respelt: dict[tuple[str, str], list[Reference]] = {}
    for reference in references:
        names = [spellings(name) for name in _names_in_front(reference.parsed)]
        for index, spelt in ((printed, {ways[0] for ways in names}), (respelt, {ways[-1] for ways in names})):
            for key in product(filter(None, spelt), _years(reference.parsed)):
                index.setdefault(key, []).append(reference)
    return {**respelt, **printed}


def _years(parsed: ParsedReference) -> set[str]:
    found = {str(parsed.year)} if parsed.year else set(YEAR.findall(parsed.raw))
    return found or {""}  # "in press", "n.d."


def _names_in_front(parsed: ParsedReference) -> set[str]:
    """What a text may call the reference: its first author, the word it begins with, an institution's initials."""
    first = next(iter(parsed.authors or parsed.editors), None)
    word = re.match(r"\W*([^\W\d_][\w'’-]*)", parsed.raw)
    names = {word.group(1)} if word else set()
    if first:
        names |= {first.family or first.literal, *_short_names(first.literal)}
    return names


def _short_names(institution: str) -> set[str]:
    """What a text calls an institution: its initials (WHO), and what it prints in brackets."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\([^()\n]*+\)", " ", institution))
    initials = "".join(word[0] for word in words if word[0].isupper())
    printed = re.findall(r"\(([^()]{2,30})\)", institution)
    return {*printed, initials} if len(initials) > 1 else set(printed)


def _by_author(names: str, year: str, index: Mapping[tuple[str, str], Sequence[Reference]]) -> list[int]:
    """The reference of these authors and this year; several where the marker does not tell them apart."""
    number = year[:4] if year[0].isdigit() else ""
    firsts = _first_names(names)
    found = next((same for first in firsts if (same := index.get((first, number), ()))), ())
    led_in = re.match(r"[^\W\d_]+,\s+(?=\S)", names)
    if not found and led_in:  # "Earlier, van der Berg and O'Brien (2015)"
        firsts = _first_names(names[led_in.end() :])
        found = next((same for first in firsts if (same := index.get((first, number), ()))), ())
    if not found and number:  # the list was read with other names or another year: what it prints still tells
        alike = [r for r in index.get(_ALL, ()) if number in r.raw and _words(r.raw) & set(firsts)]
        found = alike if len(alike) == 1 else ()
    suffix = year[4:] if year[0].isdigit() else ""
    if suffix:
        same = [r for r in found if r.parsed.year_suffix == suffix or f"{year[:4]}{suffix}" in r.raw]
        found = same or found[ord(suffix) - 97 : ord(suffix) - 96]  # the list does not print the letters: count them
    if len(found) > 1:
        second = re.findall(r"[^\W\d_a-z][\w'’-]+", names)[1:]
        narrowed = [r for r in found if second and all(_stands_in(r.raw, name) for name in second)]
        found = narrowed or (found if suffix else found[:1])
    return [reference.n for reference in found]


def _words(raw: str) -> set[str]:
    """The names that stand where a reference prints its authors."""
    return {name for word in re.findall(r"[^\W\d_a-z][\w'’-]{2,}", raw[:120]) for name in spellings(word)}


def _stands_in(raw: str, name: str) -> bool:
    return any(spelt in whole for whole in spellings(raw) for spelt in spellings(name))


def _first_names(names: str) -> list[str]:
    """What the first author's name may be: with particles, without, its last word, an institution whole."""
    first = re.split(r",|/|(?<!\s)\s++(?:(?:and|&|und|et|y|e)\s+|\[)|\[", names.strip())[0]
    first = re.sub(
        r"(?<!\s)\s++et\s+al.*$|^(?:see|cf\.?|e\.g\.?|also|in|by|reviewed|as)\s+(?:also\s+)?", "", first, flags=re.I
    )
    words = first.split()
    capital = [word for word in words if word[:1].isupper()]
    variants = [spellings(v) for v in (first, *capital[:1], *capital[-1:], *words[-1:])]
    return [name for name in dict.fromkeys([v[0] for v in variants] + [v[-1] for v in variants]) if name]
