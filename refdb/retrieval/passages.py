"""A work's abstract and full text -> passages, cut between sentences and sized for the embedder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from refdb.model import Origin, Passage, Span, Work

Split = Callable[[str], list[Span]]

# About 200 word pieces of English, which leaves room for the title in the embedder's 256.
MOST_CHARACTERS = 1100
# The last passage of a text is joined to the one before where it would be shorter than this.
LEAST_CHARACTERS = 250

_REFERENCE_HEADING = re.compile(
    r"^\s*(?:\d+\.?\s*)?(?:references?(?: list| cited)?|bibliography|literature cited|works cited|"
    r"literatur(?:verzeichnis)?|bibliographie|referencias|referências)\s*:?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_BOILERPLATE = re.compile(
    r"(?:©|\(c\)\s*\d{4}|copyright\s|all rights reserved|published by |is protected by copyright|"
    r"for permissions|creative commons|this article is licensed|trial registration:?\s*\S+\s*$)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^[A-Z][^.!?]{2,70}$")


def cut(work: Work, split: Split) -> list[Passage]:
    """The passages of a work, in order: abstract first, then full text.

    A work without either yields one passage of origin "title", so that it can be found; that is never evidence. A
    reference list at the end of a full text, and copyright lines, are left out.

    Args:
        work: what to cut.
        split: gives the sentences of a text as spans.
    """
    passages = [
        *_passages(work, work.abstract, "abstract", split),
        *_passages(work, _without_references(work.full_text), "full_text", split),
    ]
    if passages or not work.full_title:
        return passages
    title = work.full_title
    return [Passage(work.key, title, (Span(0, len(title)),), origin="title", title=title)]


def _passages(work: Work, text: str, origin: Origin, split: Split) -> Iterator[Passage]:
    section = ""
    for paragraph in _paragraphs(text, origin):
        if origin == "full_text" and _HEADING.match(paragraph) and len(paragraph.split()) <= 9:
            section = paragraph
            continue
        sentences = [paragraph[slice(*span)] for span in split(paragraph)]
        for group in _groups([s for s in sentences if not _BOILERPLATE.search(s) or len(s) > 300]):
            spans, at = [], 0
            for sentence in group:
                spans.append(Span(at, at + len(sentence)))
                at += len(sentence) + 1
            yield Passage(
                work.key, " ".join(group), tuple(spans), section=section, origin=origin, title=work.full_title
            )


def _paragraphs(text: str, origin: Origin) -> list[str]:
    # An abstract is one thing even where it has headed paragraphs; a full text is cut at its paragraphs.
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    joined = [" ".join(part.split()) for part in parts]
    return [" ".join(joined)] if origin == "abstract" and joined else joined


def _groups(sentences: Sequence[str]) -> Iterator[list[str]]:
    """Neighbouring sentences that fit into one passage."""
    groups: list[list[str]] = []
    size = 0
    for sentence in sentences:
        if not groups or size + len(sentence) > MOST_CHARACTERS:
            groups.append([])
            size = 0
        groups[-1].append(sentence)
        size += len(sentence) + 1
    if len(groups) > 1 and sum(map(len, groups[-1])) < LEAST_CHARACTERS:
        tail = groups.pop()
        groups[-1].extend(tail)
    yield from groups


def _without_references(text: str) -> str:
    headings = list(_REFERENCE_HEADING.finditer(text))
    # A heading in the first half is a table of contents, not the list.
    return text[: headings[-1].start()] if headings and headings[-1].start() > len(text) / 2 else text
