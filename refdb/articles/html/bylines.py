"""Who wrote a page and when, by its ``meta`` elements and its JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

from refdb.articles.bylines import dated, in_line, named

# Highwire's, Dublin Core's and the common names, the surest first.
_AUTHORS = (
    "citation_author", "citation_authors", "bepress_citation_author", "dc.creator", "dcterms.creator", "parsely-author",
    "article:author", "author",
)  # fmt: skip
_DATES = (
    "citation_publication_date", "citation_online_date", "citation_date", "prism.publicationdate",
    "article:published_time", "dc.date", "dcterms.issued", "dcterms.date", "dc.date.issued", "parsely-pub-date",
    "datepublished", "date",
)  # fmt: skip
_KINDS = ("article", "posting", "creativework", "report", "medicalwebpage", "webpage", "book", "chapter")
MOST_JSON, MOST_NODES = 2_000_000, 2_000


def byline(root: etree._Element) -> tuple[tuple[str, ...], str]:
    """The authors of a page and the day on which it came out, as far as it says them."""
    said: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if content := (meta.get("content") or "").strip():
            said.setdefault(name, []).append(content)
    authors = next((people for name in _AUTHORS if (people := _people(said.get(name, [])))), ())
    date = next((day for name in _DATES for text in said.get(name, []) if (day := dated(text))), "")
    if not authors or not date:
        for node in _nodes(root):
            authors = authors or named(_names(node.get("author") or node.get("creator")))
            published = node.get("datePublished")
            date = date or (dated(published) if isinstance(published, str) else "")
    return authors, date


def _people(contents: list[str]) -> tuple[str, ...]:
    return named(contents) if len(contents) > 1 else in_line(contents[0]) if contents else ()


def _nodes(root: etree._Element) -> Iterator[dict[str, Any]]:
    """The things that JSON-LD says are articles or pages, articles first."""
    found: list[tuple[int, int, dict[str, Any]]] = []
    for script in root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or len(script.text or "") > MOST_JSON:
            continue
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting and len(found) < MOST_NODES:
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting += one[:MOST_NODES]
            elif isinstance(one, dict):
                kind = str(one.get("@type")).lower()
                rank = next((n for n, name in enumerate(_KINDS) if name in kind), None)
                if rank is not None:
                    found.append((rank, len(found), one))
                waiting += [one[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in one]
    return (node for _, _, node in sorted(found, key=lambda each: each[:2]))


def _names(author: object) -> Iterator[str]:
    for one in author if isinstance(author, list) else [author]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name
        elif isinstance(name, list):
            yield from (each for each in name if isinstance(each, str))
