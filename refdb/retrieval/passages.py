"""A work's abstract and full text -> passages, cut between sentences and sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from refdb.model import Origin, Passage, Span, Work
from refdb.retrieval.boilerplate import is_boilerplate, without_references
from refdb.retrieval.pieces import Measure, count_pieces, fitting
from refdb.text.paging import is_paged, page_at, pages_of
from refdb.text.sentences import joined

Split = Callable[[str], list[Span]]

# Word pieces of a passage: most abstracts are one, for words are searched best in whole abstracts. What is embedded is
# smaller (windows.py).
MOST_PIECES = 450
# The last passage of a text is joined to the one before where it would be shorter than this and there is room.
LEAST_PIECES = 40

_HEADING = re.compile(r"^[A-Z][^.!?]{2,70}$")


def cut(work: Work, split: Split, measure: Measure = count_pieces) -> list[Passage]:
    """The passages of a work, in order: abstract first, then full text.

    A work without either yields one passage of origin "title", so that it can be found; that is never evidence. A
    reference list in a full text, and publishers' lines, are left out. A sentence longer than a passage is cut at
    white space.

    Args:
        work: what to cut.
        split: gives the sentences of a text as spans.
        measure: counts word pieces.
    """
    passages = [
        *_passages(work, work.abstract, "abstract", split, measure),
        *_passages(work, without_references(work.full_text), "full_text", split, measure),
    ]
    if passages or not work.full_title:
        return passages
    title = work.full_title
    return [Passage(work.key, title, (Span(0, len(title)),), origin="title", title=title)]


def _passages(work: Work, text: str, origin: Origin, split: Split, measure: Measure) -> Iterator[Passage]:
    section, page = "", 1
    paged = is_paged(text)
    for part in _paragraphs(text, origin):
        paragraph, pages = pages_of(part, page)
        page = pages[-1][1]
        if origin == "full_text" and _HEADING.match(paragraph) and len(paragraph.split()) <= 9:
            section = paragraph
            continue
        sentences = [paragraph[slice(*span)] for span in split(paragraph)]
        kept = [sentence for sentence in sentences if not is_boilerplate(sentence)]
        place = 0
        for group in _groups(kept, measure, MOST_PIECES):
            begins = place = paragraph.index(group[0], place)
            for piece in group:
                place = paragraph.index(piece, place) + len(piece)
            first, last = page_at(pages, begins), page_at(pages, place - 1)
            together, spans = joined(group)
            yield Passage(
                work.key,
                together,
                spans,
                section=section,
                page="" if not paged else f"{first}–{last}" if last > first else str(first),
                origin=origin,
                title=work.full_title,
            )


def _paragraphs(text: str, origin: Origin) -> list[str]:
    # An abstract is one thing even where it has headed paragraphs; a full text is cut at its paragraphs.
    if origin == "abstract":
        return [text] if text.strip() else []
    return [part for part in re.split(r"\n\s*?\n", text) if part]


def _groups(sentences: Sequence[str], measure: Measure, room: int) -> Iterator[list[str]]:
    """Neighbouring sentences that fit into one passage, the passages of one text about equally long."""
    pieces = [part for sentence in sentences for part in fitting(sentence, measure, room)]
    if not pieces:
        return
    sizes = measure(pieces)
    # Two passages of like size say more than a full one and a stub.
    passages = -(-sum(sizes) // room)
    aim = min(room, sum(sizes) / passages + max(sizes) / 2)
    group: list[str] = []
    size = 0
    left = sum(sizes)
    for piece, length in zip(pieces, sizes, strict=True):
        full = size + length > room or (size + length > aim and left >= LEAST_PIECES)
        if group and full:
            yield group
            group, size = [], 0
        group.append(piece)
        size += length
        left -= length
    yield group
