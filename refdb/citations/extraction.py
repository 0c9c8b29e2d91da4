"""Article -> the same article with its references, its citations, and what is odd about them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from refdb.citations.addresses import cite_by_addresses, with_addresses, with_linked_works
from refdb.citations.linking import cite_by_markers
from refdb.citations.lists.compounds import works_of
from refdb.citations.lists.entries import Entry, split_entries
from refdb.citations.lists.link_lists import linked_entries, with_address
from refdb.citations.lists.merging import merge, renumbered
from refdb.citations.lists.places import find_list
from refdb.citations.lists.repeating import with_repeated
from refdb.citations.lists.segmenting import segment
from refdb.citations.notes import cite_by_notes
from refdb.citations.parsing.parser import load_parser
from refdb.citations.pointing import cite_by_pointers
from refdb.model import Article, Block, Citation, ParsedReference, Reference, Sentence, Span
from refdb.text.headings import is_reference_heading
from refdb.text.patterns import HALF_WIDTH

LONGEST_LINE = 130  # characters of a line that was broken at a margin
REACH = 30  # entries before a block that may reach into it: the works of one entry may lie in one another
MOSTLY = 0.7  # share of a list's entries
LEAST_PRINTED = 0.3  # share of a printed list that a file's own references must be found in
# "For reviews, see:", "See also", "cf." in front of a work; the title of a book may begin with "See".
_LEADS_IN = re.compile(
    r"^(?:(?:for|on)\s(?:[\w-]+\s){0,5}(?:reviews?|examples?|discussions?|details|work|overviews?|reports?|background)\b"
    r"[^:;.]{0,60}?,?\s?(?:see|cf\.)(?:\salso)?:?|"
    r"(?:see also|see,? for example|see,? e\.\s?g\.|see|reviewed in|cf\.),?:\s?|"
    r"(?:see also|see,? for example,|see,? e\.\s?g\.,|cf\.))\s+(?-i:(?=[^\W\d_a-z]))",
    re.I,
)
_PLAIN_FIGURE = re.compile(r"[^\d^]*\d")  # of a marker that is neither raised nor linked: of headings and items, too
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
        article = _noted(article) or _with_references(article)
    elif any(reference.span for reference in article.references):
        article = _completed(article)
    else:
        article = _merged(article)
    article = with_addresses(article) if article.references else with_linked_works(article)
    if not article.citations:
        article = replace(article, citations=tuple(_citations(article)))
    return replace(article, warnings=(*article.warnings, *_warnings(article)))


def _noted(article: Article) -> Article | None:
    """The article by its notes, unless figures that may number anything point at them and it has a longer list."""
    noted = cite_by_notes(article)
    linked = {pointer.start for pointer in article.pointers}
    if noted is None or any(c.span.start in linked or not _PLAIN_FIGURE.match(c.marker) for c in noted.citations):
        return noted
    notes = [block for block in noted.blocks if block.kind == "reference"]
    starts = [block.start for block in notes]
    _, entries = _entries(article)
    ends = [notes[i].end if (i := bisect_right(starts, e.span.start) - 1) >= 0 else 0 for e in entries]
    apart = sum(e.span.start >= end for e, end in zip(entries, ends, strict=True))
    return None if apart > len(noted.references) else noted


def _merged(article: Article) -> Article:
    """References that stand outside the text (Word fields), and the list in the text that prints them."""
    listed = _with_references(article)
    references, numbers = merge(article.references, listed.references)
    printed = sum(1 for n in numbers.values() if n <= len(listed.references))
    if printed < LEAST_PRINTED * len(listed.references):  # what looked like a list is none: it prints nothing cited
        return article
    return replace(listed, references=references, pointers=renumbered(article.pointers, numbers))


def _citations(article: Article) -> list[Citation]:
    """By links and markers; an address tells what a marker that is not read cites ("a 2019 trial")."""
    found = _linked_and_marked(article)
    read = [citation.span for citation in found if citation.reference_numbers]
    by_address = [c for c in cite_by_addresses(article) if not any(_overlap(c.span, span) for span in read)]
    return sorted([*found, *by_address], key=lambda citation: citation.span)


def _linked_and_marked(article: Article) -> list[Citation]:
    """By the file's own links where it has them, and by the markers in the text that no link covers."""
    linked = cite_by_pointers(article)
    marked = cite_by_markers(article)
    # What a link leads elsewhere with (a note's number, a heading's) is no marker of a reference.
    taken = [other.span for other in linked] + [Span(p.start, p.end) for p in article.pointers if p.at >= 0]
    free = [c for c in marked if not any(_overlap(c.span, other) for other in taken)]
    # Markers of another kind than those that are linked (years, exponents) are none.
    if linked and len(marked) - len(free) < len(linked) / 2:
        return linked
    return sorted([*linked, *free], key=lambda citation: citation.span)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _completed(article: Article) -> Article:
    """References that the reader gave as a string alone get their fields; identifiers that it knew stay."""
    bare = [r for r in article.references if not (r.parsed.title or r.parsed.authors or r.parsed.container_title)]
    if not bare:
        return article
    parsed = load_parser().parse_many([r.raw for r in bare])
    fields = {r.n: _with_known(p, r.parsed) for r, p in zip(bare, parsed, strict=True)}
    references = tuple(replace(r, parsed=fields.get(r.n, r.parsed)) for r in article.references)
    return replace(article, references=references)


def _with_known(parsed: ParsedReference, known: ParsedReference) -> ParsedReference:
    names = ("doi", "pmid", "pmcid", "arxiv", "isbn", "url")
    return replace(parsed, **{name: getattr(known, name) for name in names if getattr(known, name)})


def _with_references(article: Article) -> Article:
    heading, listed = _entries(article)
    entries = [work for entry in listed for work in works_of(article.text, entry)]
    linked = linked_entries(article)
    if len(linked) > len(entries):  # of an ordinary list each entry is one work at least, whatever it links to
        heading, entries = None, [entry for entry, _ in linked]
    else:
        linked = []
    if not entries:
        return replace(article, references=())
    parser = load_parser()
    parsed = with_repeated(parser.parse_many([_as_parsed(entry.raw) for entry in entries]), parser.parse)
    read = [replace(fields, raw=entry.raw) for entry, fields in zip(entries, parsed, strict=True)]
    if linked:
        read = [with_address(fields, fields.raw, to) for fields, (_, to) in zip(read, linked, strict=True)]
    references = tuple(
        Reference(n, fields, entry.label, entry.span)
        for n, (entry, fields) in enumerate(zip(entries, read, strict=True), 1)
    )
    begins = [entry.span.start for entry in entries]
    blocks = tuple(
        replace(block, kind="reference_heading") if i == heading else _listed(block, entries, begins)
        for i, block in enumerate(article.blocks)
    )
    return replace(
        article, blocks=blocks, sentences=_outside(article.sentences, blocks, entries), references=references
    )


def _as_parsed(raw: str) -> str:
    """The entry as the parser knows entries: without what leads in to it, signs of full width at half of it."""
    raw = _LEADS_IN.sub("", raw, count=1)
    return raw if raw.isascii() else raw.translate(HALF_WIDTH)


def _entries(article: Article) -> tuple[int | None, list[Entry]]:
    """(block of the list's heading, the list's entries): as the file marks them, as its blocks or as its lines look."""
    heading, members = find_list(article)
    by_blocks = split_entries(article.text, [Span(article.blocks[i].start, article.blocks[i].end) for i in members])
    marked = any(block.kind == "reference" for block in article.blocks)
    if marked or (by_blocks and not _is_wrapped(article.text)):
        return heading, by_blocks
    entries = _without_heads(segment(article.text))
    numbered = len(by_blocks) > len(entries) and all(entry.label for entry in by_blocks)
    if len(entries) < 2 or numbered:
        return heading, by_blocks
    above = [i for i, block in enumerate(article.blocks) if block.end <= entries[0].span.start]
    return above[-1] if above and is_reference_heading(_text(article, above[-1])) else None, entries


def _without_heads(entries: list[Entry]) -> list[Entry]:
    """Without the heads of pages in a numbered list: they have no number, and no small letters."""
    numbered = sum(bool(entry.label) for entry in entries)
    return [e for e in entries if e.label or numbered < MOSTLY * len(entries) or not e.raw.isupper()]


def _is_wrapped(text: str) -> bool:
    """Whether lines end at a margin, so that an entry is many lines; a paragraph to a line is told by its blocks."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    return bool(lengths) and lengths[int(0.9 * (len(lengths) - 1))] <= LONGEST_LINE


def _text(article: Article, block: int) -> str:
    return article.text[article.blocks[block].start : article.blocks[block].end]


def _listed(block: Block, entries: Sequence[Entry], begins: Sequence[int]) -> Block:
    """The block, as a reference where most of it is entries, which begin at ``begins``, one behind the other."""
    near = entries[max(0, bisect_right(begins, block.start) - REACH) : bisect_right(begins, block.end)]
    covered = sum(max(0, min(e.span.end, block.end) - max(e.span.start, block.start)) for e in near)
    return replace(block, kind="reference") if covered > 0.5 * (block.end - block.start) else block


def _outside(
    sentences: tuple[Sentence, ...], blocks: tuple[Block, ...], entries: Sequence[Entry]
) -> tuple[Sentence, ...]:
    begins = [entry.span.start for entry in entries]

    def listed(sentence: Sentence) -> bool:
        i = bisect_right(begins, sentence.start) - 1
        return i >= 0 and sentence.start < entries[i].span.end

    return tuple(
        s for s in sentences if blocks[s.block].kind not in ("reference", "reference_heading") and not listed(s)
    )


def _warnings(article: Article) -> list[str]:
    warnings = []
    if not article.references:
        warnings.append(NO_LIST)
    linked = {n for citation in article.citations for n in citation.reference_numbers}
    if article.references and not article.sentences:  # a file of references: there is no text to cite them
        return warnings
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
