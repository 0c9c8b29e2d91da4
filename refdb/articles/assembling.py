"""What all readers share: blocks of text, with the links in them -> an Article with sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from refdb.articles.profiles.profile import mended, profile_of
from refdb.articles.titles import title_at
from refdb.model import Article, Block, BlockKind, ParsedReference, Pointer, Reference, Sentence, Source, Span
from refdb.text.budgets import within_paragraphs, within_text
from refdb.text.headings import is_heading_of
from refdb.text.paging import Pages
from refdb.text.sentences import split

# Kinds of block whose text is sentences.
_PROSE: tuple[BlockKind, ...] = ("paragraph", "list_item", "abstract", "caption", "table", "glossary")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a piece that leads to an anchor or address; ``cites``: to a reference, even a missing one."""

    start: int
    end: int
    target: str
    cites: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has a place in an article; without ``text`` where a ``reference`` stands outside the text."""

    kind: BlockKind
    text: str
    marks: tuple[Mark, ...] = ()
    anchors: tuple[str, ...] = ()  # names that marks may lead to
    reference: ParsedReference | None = None  # where the format keeps it as such
    label: str = ""
    pages: Pages = ()  # of a PDF


@dataclass(slots=True)
class PieceBuilder:
    """Collects the text of one piece, blanks drawn together, so that marks keep their places."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blank: bool = True  # whether what stands last is a blank, or nothing
    _open: list[int] = field(default_factory=list)  # the marks that are not ended yet, by their place in ``marks``
    marks: list[Mark] = field(default_factory=list)  # in the order in which they begin
    anchors: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add text; any run of blanks counts as one."""
        if not text:
            return
        drawn = re.sub(r"\s+", " ", text)
        if self._blank and drawn[0] == " ":
            drawn = drawn[1:]
        if drawn:
            self._parts.append(drawn)
            self._length += len(drawn)
            self._blank = drawn[-1] == " "

    def begin_mark(self, target: str, *, cites: bool = False) -> None:
        """What is added from here to ``end_mark`` leads to ``target``. Marks may lie in one another."""
        self._open.append(len(self.marks))
        self.marks.append(Mark(self._length, self._length, target, cites))

    def end_mark(self) -> None:
        """End the mark that was begun last."""
        if self._open:
            i = self._open.pop()
            self.marks[i] = replace(self.marks[i], end=self._length)

    @property
    def text(self) -> str:
        """What was collected, without a blank at its end."""
        return "".join(self._parts).rstrip()

    @property
    def tail(self) -> str:
        """The last characters, some twenty or so: what stands before what is added next."""
        return "".join(self._parts[-3:])[-20:]

    @property
    def last(self) -> str:
        """The last character, or nothing."""
        return self._parts[-1][-1] if self._parts else ""

    def piece(self, kind: BlockKind) -> Piece:
        """The piece, and begin anew; marks left open go on in the next."""
        again = [self.marks[i] for i in self._open]
        while self._open:
            self.end_mark()
        done = Piece(kind, self.text, tuple(self.marks), tuple(self.anchors))
        self._parts, self._length, self._blank, self.marks, self.anchors = [], 0, True, [], []
        for mark in again:
            self.begin_mark(mark.target, cites=mark.cites)
        return done


def article_from_pieces(pieces: Iterable[Piece], source: Source) -> Article:
    """Join pieces with blank lines between them; marks become pointers, references get their numbers.

    Raises:
        InputError: the text is longer than an article's.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    references: list[Reference] = []
    marks: list[Mark] = []
    places: dict[str, int] = {}
    numbers: dict[str, list[int]] = {}  # an anchor leads to every work of an entry
    pages: list[tuple[int, int]] = []
    at = 0
    waiting: list[str] = []  # anchors of pieces without text stand for the piece that follows
    for piece in pieces:
        text = piece.text.rstrip()
        if piece.reference is not None:
            n = len(references) + 1
            span = Span(at, at + len(text)) if text else None
            references.append(Reference(n, piece.reference, piece.label, span))
            for anchor in piece.anchors:
                numbers.setdefault(anchor, []).append(n)
        if not text:
            waiting += piece.anchors
            continue
        for anchor in (*waiting, *piece.anchors):
            places.setdefault(anchor, at)
        waiting.clear()
        marks += [replace(m, start=at + m.start, end=at + min(m.end, len(text))) for m in piece.marks]
        within_paragraphs(len(blocks), source.name)
        within_text(at + len(text), source.name)
        blocks.append(Block(piece.kind, at, at + len(text)))
        pages += [(at + place, page) for place, page in piece.pages]
        parts.append(text)
        at += len(text) + 2
    article = article_from_blocks("\n\n".join(parts), blocks, source)
    pointers = _pointers(marks, places, numbers)
    return replace(article, references=tuple(references), pointers=pointers, pages=tuple(pages))


def _pointers(
    marks: Sequence[Mark], places: Mapping[str, int], numbers: Mapping[str, Sequence[int]]
) -> tuple[Pointer, ...]:
    return tuple(
        Pointer(mark.start, mark.end, places.get(mark.target, -1), n, mark.target)
        for mark in marks
        for n in numbers.get(mark.target, (0,))
        if mark.end >= mark.start
        and (mark.cites or mark.target in places or mark.target in numbers or "://" in mark.target)
    )


def article_from_blocks(text: str, blocks: Sequence[Block], source: Source) -> Article:
    """An article of blocks that lie in ``text``: sections, title and sentences are added.

    Raises:
        InputError: the text is longer than an article's.
    """
    within_text(len(text), source.name)
    placed = _with_sections(text, blocks)
    texts = [mended(text[b.start : b.end]) for b in placed]
    found = title_at([b.kind for b in placed], texts, profile_of(text))
    title = texts[found] if found is not None else ""
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
        elif block.kind == "paragraph" and is_heading_of("abstract", section):
            placed[-1] = replace(placed[-1], kind="abstract")
    return placed
