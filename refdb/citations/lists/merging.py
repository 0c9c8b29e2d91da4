"""References that a file keeps as fields + the list that it prints -> one list: the printed order, the kept fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from refdb.model import ParsedReference, Pointer, Reference
from refdb.text.folding import squashed

_FIELDS = (
    "type year year_suffix volume issue pages publisher editors doi pmid pmcid arxiv isbn url".split()
)  # those that the kept reference may add; names and titles are taken from it in any case
LEAST_TITLE = 12  # characters of a folded title that tell one work from another


def merge(kept: Sequence[Reference], printed: Sequence[Reference]) -> tuple[tuple[Reference, ...], dict[int, int]]:
    """(the references, the new number of each kept one).

    A kept reference that the list prints takes its place and its wording; one that it does not print follows.
    """
    found = _pairs(kept, printed)
    by_place = {place: reference for reference, place in found}
    merged = [
        replace(entry, parsed=_joined(by_place[i].parsed, entry.parsed)) if i in by_place else entry
        for i, entry in enumerate(printed)
    ]
    numbers = {reference.n: printed[place].n for reference, place in found}
    for reference in kept:
        if reference.n not in numbers:
            numbers[reference.n] = len(merged) + 1
            merged.append(replace(reference, n=len(merged) + 1))
    return tuple(merged), numbers


def renumbered(pointers: Sequence[Pointer], numbers: Mapping[int, int]) -> tuple[Pointer, ...]:
    """The pointers, leading to the references under their new numbers."""
    return tuple(replace(p, reference=numbers.get(p.reference, 0)) if p.reference else p for p in pointers)


def _joined(kept: ParsedReference, printed: ParsedReference) -> ParsedReference:
    """The kept fields under the printed wording, which is what a reader sees and what must be right."""
    filled = {name: getattr(kept, name) for name in _FIELDS if not getattr(printed, name) and getattr(kept, name)}
    # Fields that a reference manager keeps were cut by no guess: names and titles are taken from there.
    cut = {name: getattr(kept, name) for name in ("title", "authors", "container_title") if getattr(kept, name)}
    return replace(printed, **(filled | cut), confidence=max(kept.confidence, printed.confidence))


def _pairs(kept: Sequence[Reference], printed: Sequence[Reference]) -> list[tuple[Reference, int]]:
    """Which kept reference is which printed one: by DOI, by title, by first author and year; each once."""
    raws = [squashed(entry.raw) for entry in printed]
    dois = {entry.parsed.doi: i for i, entry in enumerate(printed) if entry.parsed.doi}
    free = set(range(len(printed)))
    pairs: list[tuple[Reference, int]] = []

    def take(reference: Reference, places: Sequence[int]) -> bool:
        place = next((p for p in places if p in free), None)
        if place is not None:
            free.discard(place)
            pairs.append((reference, place))
        return place is not None

    waiting = []
    for reference in kept:
        title = squashed(reference.parsed.title)
        by_title = [i for i, raw in enumerate(raws) if len(title) >= LEAST_TITLE and title in raw]
        by_doi = [dois[reference.parsed.doi]] if reference.parsed.doi in dois else []
        if not take(reference, by_doi or by_title):
            waiting.append(reference)
    for reference in waiting:
        people, year = reference.parsed.authors or reference.parsed.editors, reference.parsed.year
        name = squashed(people[0].family or people[0].literal) if people else ""
        take(reference, [i for i in sorted(free) if name and year and name in raws[i][:60] and str(year) in raws[i]])
    return pairs
