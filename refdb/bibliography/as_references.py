"""A work of a bibliographic file as a reference, for files that are read as the list of what an article cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from refdb.bibliography.bibtex.names import has_others
from refdb.bibliography.composing import compose
from refdb.model import ParsedReference, ReferenceType, Work

_TYPES: dict[str, ReferenceType] = {
    "journal-article": "article", "article-magazine": "article", "article-newspaper": "article", "book": "book",
    "book-set": "book", "pamphlet": "book", "reference-book": "book", "edited-book": "book", "monograph": "book",
    "book-chapter": "chapter", "reference-entry": "chapter", "proceedings-article": "proceedings",
    "proceedings": "proceedings", "dissertation": "thesis", "report": "report", "dataset": "dataset",
    "software": "software", "webpage": "webpage", "posted-content": "preprint", "standard": "standard",
    "legal_case": "law", "legislation": "law",
}  # fmt: skip


def references_of(works: Sequence[Work]) -> list[tuple[str, ParsedReference]]:
    """(key, or number where there is none, reference) of each work that says anything, in their order."""
    found = [(work.key, reference_of(work)) for work in works]
    return [
        (key or str(n), replace(fields, raw=raw))
        for n, (key, fields) in enumerate(found, 1)
        if (raw := fields.raw or compose(fields))
    ]


def reference_of(work: Work) -> ParsedReference:
    """The work's fields as a reference; ``raw`` only where a note is all that it holds."""
    noted = "" if work.title or work.authors else work.more("note") or work.more("medium")
    suffix = re.fullmatch(r"\d{4}([a-z])", work.more("bib:year") or work.more("tex:year"))
    return ParsedReference(
        noted,
        type=_TYPES.get(work.type, ""),
        authors=work.authors,
        et_al=has_others(work),
        editors=work.editors,
        title=work.title,
        container_title=work.container_title,
        year=work.year,
        year_suffix=suffix[1] if suffix else "",
        volume=work.volume,
        issue=work.issue,
        pages=work.pages or work.article_number,
        publisher=work.publisher,
        doi=work.doi,
        pmid=work.pmid,
        pmcid=work.pmcid,
        arxiv=work.arxiv,
        isbn=work.isbn[0] if work.isbn else "",
        url=work.url,
        confidence=1.0,
    )
