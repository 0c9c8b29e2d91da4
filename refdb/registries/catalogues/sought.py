"""What a work is looked for by in a catalogue: the words of its title, its first author, its year, its ISBN."""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol

from refdb.model import ParsedReference, Record
from refdb.text.words import small_words

MOST_WORDS = 10  # of a title: each must be there, and one may be misprinted
SHORT = 4  # words; a shorter title needs the author beside it
_WORD = re.compile(r"[^\W_]+")


class Sought(NamedTuple):
    """A work as it is looked for; ``line`` is the text of the question."""

    title: str = ""
    family: str = ""  # of the first author
    year: str = ""
    isbn: str = ""

    @property
    def line(self) -> str:
        """All in one line, under which the answer is kept."""
        return "\t".join(" ".join(value.split()) for value in self)

    @property
    def words(self) -> list[str]:
        """The words of the title that tell it from others, without signs that a query's language would read."""
        words = dict.fromkeys(_WORD.findall(self.title.lower()))
        small = small_words()
        return ([word for word in words if word not in small] or list(words))[:MOST_WORDS]

    @property
    def author(self) -> str:
        """The author's name where the title alone is too short to look for."""
        return " ".join(_WORD.findall(self.family)) if len(self.words) < SHORT else ""


def sought_in(line: str) -> Sought:
    """What a question's text asks for.

    >>> sought_in(Sought("Sleep and memory", "Ito", "2020").line)
    Sought(title='Sleep and memory', family='Ito', year='2020', isbn='')
    """
    return Sought(*line.split("\t"))


def sought_for(reference: ParsedReference) -> Sought | None:
    """What a reference is looked for by; None where it prints too little."""
    first = reference.authors[0] if reference.authors else None
    family = (first.family or first.literal) if first else ""
    isbn = re.sub(r"[^\dX]", "", reference.isbn.upper())
    found = Sought(reference.title, family, str(reference.year or ""), isbn if len(isbn) in (10, 13) else "")
    told = len(found.words) >= SHORT or (found.words and found.family)
    return found if told or found.isbn else None


class Catalogue(Protocol):
    """A registry that can be searched by title.

    ``search`` raises RegistryUnavailable where it could not be asked or gave no sound answer, RegistryRefused where it
    refused the question; an empty list is its own word that it has no such work.
    """

    name: str

    def search(self, sought: Sought, rows: int = 5) -> list[Record]:
        """The works that may be meant, likeliest first; each is a candidate, never a verdict."""
        ...

    def close(self) -> None:
        """Give connections back; the catalogue cannot be asked afterwards."""
        ...
