"""An article as read -> the abstract and full text of a work: what it states, without its reference list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from refdb.model import Article
from refdb.text.headings import is_heading_of
from refdb.text.paging import FORWARD, page_at, page_marks

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
    paragraphs = list(_paragraphs(article))
    abstract = "\n\n".join(" ".join(text for text, _ in said) for kind, said in paragraphs if kind == "abstract")
    body = [(kind, said) for kind, said in paragraphs if kind != "abstract"]
    kept = [
        said
        for n, (kind, said) in enumerate(body)
        if kind != "heading" or (n + 1 < len(body) and body[n + 1][0] != "heading")
    ]
    return Texts(abstract if len(abstract) >= LEAST / 3 else "", _joined(kept) + (FORWARD if article.pages else ""))


_Said = Sequence[tuple[str, int]]  # sentences, each with its page, 0 where the file has none


def _joined(paragraphs: Iterable[_Said]) -> str:
    """The paragraphs as one text, with the marks of their pages."""
    parts: list[str] = []
    now, between = 1, ""
    for said in paragraphs:
        for text, page in said:
            if page:
                parts.append(page_marks(now, page))
                now = page
            parts += [between, text]
            between = " "
        between = "\n\n"
    return "".join(parts)


def _paragraphs(article: Article) -> Iterator[tuple[str, _Said]]:
    """("abstract" | "heading" | "text", its sentences) for each block that is worth reading."""
    sentences: dict[int, list[tuple[str, int]]] = {}
    for sentence in article.sentences:  # those of the reference list are gone from here
        page = page_at(article.pages, sentence.start)
        sentences.setdefault(sentence.block, []).append((sentence.text, page))
    begun = False  # the body: what stands below "1. Introduction" is no abstract, whatever section it is put to
    for n, block in enumerate(article.blocks):
        if is_heading_of("around", block.section):
            continue
        numbered = _is_numbered_heading(article, n)
        begun = begun or (numbered and not is_heading_of("abstract", _heading(article.text[block.start : block.end])))
        if block.kind == "heading" or numbered:
            heading = _heading(article.text[block.start : block.end])
            if heading and not is_heading_of("around", heading) and not is_heading_of("abstract", heading):
                yield "heading", [(heading, page_at(article.pages, block.start))]
        elif (block.kind == "abstract" or block.kind in _TEXT) and n in sentences:
            yield "abstract" if block.kind == "abstract" and not begun else "text", sentences[n]


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
