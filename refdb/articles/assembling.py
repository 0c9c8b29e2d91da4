"""What all readers share: blocks of text -> an Article with sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from refdb.articles.sentences import split
from refdb.model import Article, Block, BlockKind, Sentence, Source

# Kinds of block whose text is sentences.
_PROSE: tuple[BlockKind, ...] = ("paragraph", "list_item", "abstract", "caption", "table", "glossary")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has a place in an article."""

    kind: BlockKind
    text: str


def article_from_pieces(pieces: Iterable[Piece], source: Source) -> Article:
    """Join pieces with blank lines between them."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        text = piece.text.strip()
        if not text:
            continue
        blocks.append(Block(piece.kind, at, at + len(text)))
        parts.append(text)
        at += len(text) + 2
    return article_from_blocks("\n\n".join(parts), blocks, source)


def article_from_blocks(text: str, blocks: Sequence[Block], source: Source) -> Article:
    """An article of blocks that lie in ``text``: sections, title and sentences are added."""
    placed = _with_sections(text, blocks)
    title = next((text[b.start : b.end] for b in placed if b.kind == "title"), "") or next(
        (text[b.start : b.end] for b in placed if b.kind == "heading"), ""
    )
    sentences = [
        Sentence(" ".join(text[block.start + a : block.start + b].split()), block.start + a, block.start + b, index)
        for index, block in enumerate(placed)
        if block.kind in _PROSE
        for a, b in split(text[block.start : block.end])
    ]
    return Article(" ".join(title.split()), text, tuple(placed), tuple(sentences), source=source)


def _with_sections(text: str, blocks: Sequence[Block]) -> list[Block]:
    section = ""
    placed = []
    for block in blocks:
        placed.append(replace(block, section=section))
        if block.kind in ("heading", "reference_heading"):
            section = " ".join(text[block.start : block.end].split())
        elif block.kind == "paragraph" and section.casefold().strip(" :.") in (
            "abstract",
            "summary",
            "zusammenfassung",
        ):
            placed[-1] = replace(placed[-1], kind="abstract")
    return placed
