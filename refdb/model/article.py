"""What an article says: its text, its references as printed and as parsed, its citations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from refdb.model.showing import known_fields, shortened


class Span(NamedTuple):
    """A half-open stretch of characters, ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    """A name as CSL cuts it; ``literal`` alone holds an institution or a name that cannot be cut."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def sort_name(self) -> str:
        """The family name with its particle, or the literal name."""
        return self.literal or f"{self.particle} {self.family}".strip()

    def __repr__(self) -> str:
        return f"Person({known_fields(self)})"


ReferenceType = Literal[
    "",
    "article",
    "chapter",
    "book",
    "proceedings",
    "thesis",
    "report",
    "dataset",
    "software",
    "webpage",
    "preprint",
    "standard",
    "law",
    "patent",
]


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """One printed reference and the fields read from it; ``confidence`` is the chance that all of them are right."""

    raw: str
    type: ReferenceType = ""
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    title: str = ""
    container_title: str = ""
    year: int | None = None
    year_suffix: str = ""  # the "b" of 2019b
    volume: str = ""
    issue: str = ""
    pages: str = ""  # "1425-1437", an article number, or a first page alone
    publisher: str = ""
    doi: str = ""  # bare and lower-case, "10.1000/xyz"
    pmid: str = ""
    pmcid: str = ""
    arxiv: str = ""
    isbn: str = ""
    url: str = ""
    et_al: bool = False  # the printed author list was cut short
    confidence: float = 0.0

    def __repr__(self) -> str:
        return f"<ParsedReference {known_fields(self, leave_out='raw')}>"


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of an article's reference list; ``n`` counts from 1 in list order."""

    n: int
    parsed: ParsedReference
    label: str = ""  # as printed before the entry: "12", "Smi19"
    span: Span | None = None  # in Article.text; None where the reader had it from a structure outside the text

    @property
    def raw(self) -> str:
        """The entry as printed."""
        return self.parsed.raw


BlockKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list_item",
    "abstract",
    "caption",
    "table",
    "glossary",
    "boilerplate",
    "reference_heading",
    "reference",
]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like unit of the article: ``article.text[start:end]``."""

    kind: BlockKind
    start: int
    end: int
    section: str = ""  # text of the nearest heading above


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block that is prose (paragraph, list item, abstract, caption, table cell, glossary line)."""

    text: str
    start: int
    end: int
    block: int  # index into Article.blocks


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker in the text and the references it points at."""

    marker: str
    span: Span  # of the marker in Article.text
    sentence: int  # index into Article.sentences
    reference_numbers: tuple[int, ...]
    undefined: tuple[str, ...] = ()  # parts of the marker that no reference answers to


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in the text that the file itself links to another: a hyperlink, an ``xref``, a citation field.

    It leads to a place in the text (``at``), or to a reference that the reader knows (``reference``), or, with
    neither, to nothing that the file holds: ``name`` says what it asked for, or is the address that it leads out to.
    """

    start: int
    end: int
    at: int = -1
    reference: int = 0  # its n
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article came from: file name or ``-``, format, SHA-256 of its bytes, encoding of a text format."""

    name: str = ""
    format: str = ""
    sha256: str = ""
    encoding: str = ""


_SHOWN_AUTHORS = 10  # in a line


@dataclass(frozen=True, slots=True)
class Article:
    """The document under study. All offsets point into ``text``.

    A reader gives title, text, blocks, sentences, source and the links that the file keeps (``pointers``); one whose
    format keeps the references themselves (JATS, Word fields, LaTeX) gives those too, those it could not cut into
    fields with their ``raw`` alone. The citations room adds the rest.
    """

    title: str
    text: str
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    source: Source = Source()
    warnings: tuple[str, ...] = ()
    # (offset in text, the PDF's page that begins there); for what is read from a file, a library does not keep it
    pages: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    authors: tuple[str, ...] = ()  # as names are spoken, "Anna Weber"; where the format says them
    date: str = ""  # "2024-05-03", "2024-05" or "2024"

    @property
    def byline(self) -> str:
        """Who wrote it and when, in one line; empty where nothing is known."""
        shown = [*self.authors[:_SHOWN_AUTHORS], *(["et al."] if len(self.authors) > _SHOWN_AUTHORS else [])]
        return " · ".join(part for part in (", ".join(shown), self.date) if part)

    def __repr__(self) -> str:
        name = shortened(self.title) or self.source.name
        return f"<Article {name!r}: {len(self.references)} references, {len(self.citations)} citations>"
