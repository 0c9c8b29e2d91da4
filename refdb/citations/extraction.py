"""Article -> the same article with its references, its citations, and what is odd about them."""

from __future__ import annotations

from dataclasses import replace

from refdb.citations.entries import split_entries
from refdb.citations.linking import link
from refdb.citations.markers import find_markers
from refdb.citations.parsing import load_parser
from refdb.citations.sections import find_list
from refdb.model import Article, Block, Citation, Reference, Sentence, Span

NO_LIST = (
    "No reference list was found, so no reference could be checked. If the article has one, see that its heading "
    "(References, Bibliography …) stands on a line of its own, one entry a line or paragraph."
)
NO_MARKERS = (
    "The text does not say which reference belongs to which sentence (no markers): claims are checked against the "
    "whole library instead."
)


def extract(article: Article) -> Article:
    """Add references and citations; what a reader found by itself is kept. Sentences inside the list go."""
    if not article.references:
        article = _with_references(article)
    if not article.citations:
        markers = find_markers(article.sentences, article.text, len(article.references))
        article = replace(article, citations=tuple(link(markers, article.references)))
    return replace(article, warnings=(*article.warnings, *_warnings(article)))


def _with_references(article: Article) -> Article:
    heading, members = find_list(article)
    if not members:
        return article
    spans = [Span(article.blocks[i].start, article.blocks[i].end) for i in members]
    entries = split_entries(article.text, spans)
    parsed = load_parser().parse_many([entry.raw for entry in entries])
    references = tuple(
        Reference(n, reference, entry.label, entry.span)
        for n, (entry, reference) in enumerate(zip(entries, parsed, strict=True), 1)
    )
    inside = set(members)
    blocks = tuple(
        replace(block, kind="reference")
        if i in inside
        else replace(block, kind="reference_heading")
        if i == heading
        else block
        for i, block in enumerate(article.blocks)
    )
    return replace(article, blocks=blocks, sentences=_outside(article.sentences, blocks), references=references)


def _outside(sentences: tuple[Sentence, ...], blocks: tuple[Block, ...]) -> tuple[Sentence, ...]:
    return tuple(s for s in sentences if blocks[s.block].kind not in ("reference", "reference_heading"))


def _warnings(article: Article) -> list[str]:
    warnings = []
    if not article.references:
        warnings.append(NO_LIST)
    linked = {n for citation in article.citations for n in citation.reference_numbers}
    if article.references and not linked:
        warnings.append(NO_MARKERS)
    elif len(linked) < len(article.references):
        missing = [str(r.n) for r in article.references if r.n not in linked]
        warnings.append(f"{_count(len(missing), 'reference')} never cited in the text: {_some(missing)}.")
    undefined = _undefined(article.citations)
    if undefined:
        warnings.append(f"{_count(len(undefined), 'marker')} without a reference: {_some(undefined)}.")
    return warnings


def _undefined(citations: tuple[Citation, ...]) -> list[str]:
    return list(dict.fromkeys(part for citation in citations for part in citation.undefined))


def _count(n: int, what: str) -> str:
    return f"{n} {what} is" if n == 1 else f"{n} {what}s are"


def _some(items: list[str]) -> str:
    return ", ".join(items[:10]) + (f" and {len(items) - 10} more" if len(items) > 10 else "")
