"""What is changed in a file's text, and where: pieces replaced from the last to the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from refdb.model import Person, Work

Field = Literal["authors", "title", "container_title", "year", "volume", "issue", "pages", "doi", "pmid"]


@dataclass(frozen=True, slots=True)
class Patch:
    """A field of the entry with this number (from 0, in the file's order), which becomes what ``work`` has for it."""

    entry: int
    field: Field
    work: Work


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


def replaced(text: str, pieces: Iterable[Piece]) -> str:
    """The text with the pieces in their places; those put in at one place stand in the order given.

    >>> replaced("a1b2", [Piece(1, 2, "9"), Piece(4, 4, "!"), Piece(4, 4, "?")])
    'a9b2!?'
    """
    out, done = [], 0
    for piece in sorted(pieces, key=lambda one: (one.start, one.end)):
        out += [text[done : piece.start], piece.new]
        done = piece.end
    return "".join((*out, text[done:]))


def value_of(work: Work, field: Field) -> str:
    """What a work has for a field, in plain text; persons as ``Family, Given; …``."""
    values = {
        "authors": "; ".join(map(name_of, work.authors)),
        "title": work.full_title,
        "container_title": work.container_title or work.container_title_short,
        "year": "" if work.year is None else str(work.year),
        "pages": work.pages or work.article_number,
    }
    return values[field] if field in values else str(getattr(work, field))


def name_of(person: Person) -> str:
    """``Family, Given, Suffix``, or the name of an institution."""
    return ", ".join(filter(None, (person.sort_name, person.given, person.suffix)))
