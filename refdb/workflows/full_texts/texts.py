"""An article as read -> the abstract and full text of a work: what it states, without its reference list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from refdb.model import Article
from refdb.text.headings import is_heading_of

_TEXT = ("paragraph", "list_item", "caption", "glossary")
_NUMBER = re.compile(r"^\s*(?:(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*[.)]?\s+)(?=\S{2})")
LEAST = 300  # characters of a text that is worth keeping


@dataclass(frozen=True, slots=True)
class Texts:
    """What an article gives a work; ``""`` for what it has not."""

    abstract: str = ""
    full_text: str = ""


def texts_of(article: Article) -> Texts:
    """The abstract and the body of an article as paragraphs divided by blank lines, its headings among them.

    ``article`` is one that went through ``refdb.citations.extraction.extract``, which has told the reference list from
    the text. Title, tables, navigation, and sections like acknowledgements are left out as well.
    """
    abstract = "\n\n".join(text for kind, text in _paragraphs(article) if kind == "abstract")
    body = [(kind, text) for kind, text in _paragraphs(article) if kind != "abstract"]
    kept = [
        text
        for n, (kind, text) in enumerate(body)
        if kind != "heading" or (n + 1 < len(body) and body[n + 1][0] != "heading")
    ]
    return Texts(abstract if len(abstract) >= LEAST / 3 else "", "\n\n".join(kept))


def _paragraphs(article: Article) -> Iterator[tuple[str, str]]:
    """("abstract" | "heading" | "text", its text) for each block that is worth reading."""
    sentences: dict[int, list[str]] = {}
    for sentence in article.sentences:  # those of the reference list are gone from here
        sentences.setdefault(sentence.block, []).append(sentence.text)
    begun = False  # the body: what stands below "1. Introduction" is no abstract, whatever section it is put to
    for n, block in enumerate(article.blocks):
        if is_heading_of("around", block.section):
            continue
        numbered = _is_numbered_heading(article, n)
        begun = begun or (numbered and not is_heading_of("abstract", _heading(article.text[block.start : block.end])))
        if block.kind == "heading" or numbered:
            heading = _heading(article.text[block.start : block.end])
            if heading and not is_heading_of("around", heading) and not is_heading_of("abstract", heading):
                yield "heading", heading
        elif block.kind == "abstract" or block.kind in _TEXT:
            text = " ".join(sentences.get(n, ()))
            if text:
                yield "abstract" if block.kind == "abstract" and not begun else "text", text


def _is_numbered_heading(article: Article, n: int) -> bool:
    """Whether what looks like an item of a list ("2. Methods") stands alone above a paragraph."""
    block = article.blocks[n]
    if block.kind not in ("list_item", "heading") or n + 1 == len(article.blocks):
        return False
    if article.blocks[n + 1].kind not in ("paragraph", "abstract"):
        return False
    text = article.text[block.start : block.end]
    return bool(_NUMBER.match(text) and _heading(text)) and text.rstrip()[-1] not in ".:;,!?"


def _heading(text: str) -> str:
    """A heading as passages know one: a few words without a full stop; ``""`` where it has none of that shape."""
    bare = _NUMBER.sub("", " ".join(text.split())).strip(" .:")
    bare = bare[:1].upper() + bare[1:]
    return bare if 3 < len(bare) <= 70 and len(bare.split()) <= 9 and not re.search(r"[.!?]", bare) else ""
