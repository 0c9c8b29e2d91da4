"""Markers -> the references that they point at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from refdb.citations.markers import Marker
from refdb.model import Citation, Reference, Span


def link(markers: Sequence[Marker], references: Sequence[Reference]) -> list[Citation]:
    """A citation for each marker; what no reference answers to is named in ``undefined``."""
    by_label = _labels(references)
    by_author = _authors(references)
    return [_citation(marker, by_label, by_author) for marker in markers]


def _citation(
    marker: Marker, by_label: Mapping[int, int], by_author: Mapping[tuple[str, int], Sequence[Reference]]
) -> Citation:
    numbers: list[int] = []
    undefined: list[str] = []
    highest = max(by_label, default=0)
    for first, last in marker.ranges:
        known = [n for n in range(first, min(last, highest) + 1) if n in by_label]  # [1-99999999] costs nothing
        numbers += [by_label[n] for n in known]
        if len(known) < last - first + 1:
            undefined.append(str(first) if first == last else f"{first}-{last}")
    for names, year in marker.cited:
        found = _by_author(names, year, by_author)
        numbers += found
        if not found:
            undefined.append(f"{names}, {year}")
    return Citation(
        marker.text, Span(marker.start, marker.end), marker.sentence, tuple(dict.fromkeys(numbers)), tuple(undefined)
    )


def _labels(references: Sequence[Reference]) -> dict[int, int]:
    """Printed number -> position in the list; the position itself where the list is not numbered."""
    printed = {int(r.label): r.n for r in references if r.label.isdigit()}
    return printed if len(printed) > len(references) / 2 else {r.n: r.n for r in references}


def _authors(references: Sequence[Reference]) -> dict[tuple[str, int], list[Reference]]:
    index: dict[tuple[str, int], list[Reference]] = {}
    for reference in references:
        parsed = reference.parsed
        people = parsed.authors or parsed.editors
        names = {_fold(people[0].family or people[0].literal)} if people else set()
        first_word = re.match(r"\W*([^\W\d_][\w'’-]*)", parsed.raw)
        if first_word:
            names.add(_fold(first_word.group(1)))
        years = (
            {parsed.year}
            if parsed.year
            else {int(y) for y in re.findall(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)", parsed.raw)}
        )
        for name in filter(None, names):
            for year in years:
                index.setdefault((name, year or 0), []).append(reference)
    return index


def _by_author(names: str, year: str, index: Mapping[tuple[str, int], Sequence[Reference]]) -> list[int]:
    """The reference of these authors and this year; several where the marker does not tell them apart."""
    found: Sequence[Reference] = ()
    for start in _first_names(names):
        found = index.get((start, int(year[:4])), ())
        if found:
            break
    suffix = year[4:]
    if suffix:
        same = [r for r in found if r.parsed.year_suffix == suffix or f"{year[:4]}{suffix}" in r.raw]
        found = same or found[ord(suffix) - 97 : ord(suffix) - 96]  # the list does not print the letters: count them
    if len(found) > 1:
        second = [name for name in re.findall(r"[^\W\d_a-z][\w'’-]+", names)[1:] if name not in ("et", "al")]
        narrowed = [r for r in found if second and all(_fold(name) in _fold(r.raw) for name in second)]
        found = narrowed or (found if suffix else found[:1])
    return [reference.n for reference in found]


def _first_names(names: str) -> list[str]:
    """What the first author's name may be: with particles, without, its last word, an institution whole."""
    first = re.split(r",|\s+(?:and|&|und|et|y|e)\s+", names.strip())[0]
    first = re.sub(r"\s+et\s+al.*$|^(?:see|cf\.?|e\.g\.?|also|in|by|reviewed|as)\s+(?:also\s+)?", "", first, flags=re.I)
    words = first.split()
    capital = [word for word in words if word[:1].isupper()]
    return [_fold(v) for v in dict.fromkeys([first, *(capital[:1]), *(capital[-1:]), *(words[-1:])]) if v]


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())
