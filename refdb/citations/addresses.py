"""Links out of an article: what they say of the references they stand in, and articles that cite by links alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from refdb.model import Article, Citation, ParsedReference, Pointer, Reference, Span
from refdb.text.addresses import identifiers_of, is_of_work, unwrapped

MOSTLY = 0.5  # share of an entry
NAMES = ("doi", "pmid", "pmcid", "arxiv")


def outward(pointers: Sequence[Pointer]) -> list[Pointer]:
    """The pointers that lead out of the file, in its order."""
    return sorted((p for p in pointers if "://" in p.name and p.at < 0 and not p.reference), key=lambda p: p.start)


def with_addresses(article: Article) -> Article:
    """The article whose references have the identifiers of the links in them, where the print lacks or breaks them."""
    links = outward(article.pointers)
    placed = [r for r in article.references if r.span]
    if not links or not placed:
        return article
    begins = [r.span.start for r in placed if r.span]
    told: dict[int, dict[str, set[str]]] = {}
    for link in links:
        i = bisect_right(begins, link.start) - 1
        span = placed[i].span if i >= 0 else None
        if span and link.start < span.end:
            told.setdefault(placed[i].n, {})
            known = identifiers_of(link.name)
            if not known and link.end - link.start > MOSTLY * (span.end - span.start):
                known = {"url": unwrapped(link.name)}  # the entry is a link and little else
            for name, value in known.items():
                told[placed[i].n].setdefault(name, set()).add(value)
    references = tuple(
        replace(r, parsed=_completed(r.parsed, told[r.n])) if r.n in told else r for r in article.references
    )
    return replace(article, references=references)


def _completed(parsed: ParsedReference, told: Mapping[str, set[str]]) -> ParsedReference:
    values = {name: next(iter(found)) for name, found in told.items() if len(found) == 1}
    better = {name: value for name, value in values.items() if _is_better(value, getattr(parsed, name))}
    return replace(parsed, **better)  # type: ignore[arg-type]


def _is_better(linked: str, printed: str) -> bool:
    """Whether what the link says goes before the print: that has none, or the same cut short or broken by a hyphen."""
    if not printed or linked == printed:
        return not printed
    bare_linked, bare_printed = (re.sub(r"[-\s]", "", value) for value in (linked, printed))
    return bare_linked == bare_printed or (len(bare_printed) > 7 and bare_linked.startswith(bare_printed))


def cite_by_addresses(article: Article) -> list[Citation]:
    """Links in the text to what a reference of the list is registered as: they cite it."""
    known = {(name, value): r.n for r in article.references for name in NAMES if (value := getattr(r.parsed, name))}
    found = []
    for link in outward(article.pointers):
        n = next((known[pair] for pair in identifiers_of(link.name).items() if pair in known), 0)
        found += _citation(article, link, n) if n else []
    return found


def with_linked_works(article: Article) -> Article:
    """An article without a list: each link of it that leads to a published work is a reference of its sentence."""
    references: list[Reference] = []
    citations: list[Citation] = []
    numbers: dict[object, int] = {}
    for link in outward(article.pointers):
        if not is_of_work(link.name):
            continue
        address = unwrapped(link.name)
        known = identifiers_of(address)
        key = tuple(known.items()) or address
        cited = _citation(article, link, numbers.get(key, len(references) + 1))
        if cited and key not in numbers:
            numbers[key] = len(references) + 1
            parsed = ParsedReference(address, url=address, **known)  # type: ignore[arg-type]
            references.append(Reference(numbers[key], parsed))
        citations += cited
    return replace(article, references=tuple(references), citations=tuple(citations)) if references else article


def _citation(article: Article, link: Pointer, n: int) -> list[Citation]:
    starts = [sentence.start for sentence in article.sentences]
    at = bisect_right(starts, link.start) - 1
    if at < 0 or link.start >= article.sentences[at].end:
        return []
    return [Citation(article.text[link.start : link.end], Span(link.start, link.end), at, (n,))]
