"""What searching and indexing read of a database: works, passages, embeddings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from refdb.model import Filters, Identifier, Passage, TextOrigin, Work

if TYPE_CHECKING:
    from refdb.database.ports import Database
    from refdb.database.postgresql.vectors import DatabaseVectors


@dataclass(frozen=True, slots=True)
class Outline:
    """A work by what it is asked for and recognised by: names, numbers, abstract and notices, but no full text."""

    work: Work
    has_full_text: bool


@dataclass(frozen=True, slots=True)
class VectorState:
    """Which vectors of one model there are, in three numbers: two libraries or moments that differ have other ones.

    Ids are never used twice, so what is taken out and put in changes the sums.
    """

    count: int
    total: int
    squares: int

    def __str__(self) -> str:
        return f"{self.count}-{self.total}-{self.squares}"


class Works(Protocol):
    """The works of a library, read."""

    def works(self, keys: Iterable[str] | None = None) -> list[Work]:
        """All works in the order they came, or those with the given keys."""
        ...

    def each_work(self, fields: Sequence[str] | None = None) -> Iterator[Work]:
        """All works in the order they came, read some at a time: a library need not fit into memory.

        Each comes once, as it is when its turn comes; what others add meanwhile comes too. ``fields`` are what is read
        of them, None for all; other fields are as in a work that says nothing.
        """
        ...

    def work(self, key: str) -> Work | None:
        """The work with this key."""
        ...

    def work_by_doi(self, doi: str) -> Work | None:
        """The work with this DOI (bare, lower-case)."""
        ...

    def bearing(self, identifiers: Iterable[Identifier]) -> list[Work]:
        """The works that bear any of these identifiers, in their order, each once."""
        ...

    def year_span(self) -> tuple[int, int] | None:
        """The first and the last year of any work; None where no work has one."""
        ...

    def notices(self, dois: Iterable[str]) -> list[Work]:
        """The works that say of themselves to be notices about these DOIs, with their DOIs and updates alone."""
        ...

    def answered(self, keys: Iterable[str] | None = None) -> dict[str, dict[str, str]]:
        """For each of these works (None: all) the sources that answered about it, with the time of the last answer."""
        ...

    def text_origins(self, keys: Iterable[str] | None = None) -> dict[str, tuple[TextOrigin, ...]]:
        """For each of these works (None: all) who gave its texts, as far as that is known."""
        ...

    def keys(self) -> list[str]:
        """The keys of all works, in the order they came."""
        ...

    def listed(self, columns: Sequence[str], keys: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
        """These columns of all works in the order they came, or of those with the given keys; nothing else is read.

        They are read some at a time, while they are asked for. Beside the fields of ``Work`` there are ``created_at``,
        ``has_abstract`` and ``has_full_text``.
        """
        ...

    def work_count(self) -> int:
        """How many works there are."""
        ...

    def count_rest(self) -> dict[str, Any]:
        """How many articles, references by status, and passages there are."""
        ...

    def size(self) -> int:
        """How many bytes the database takes."""
        ...

    def faults(self) -> list[str]:
        """What is wrong with the database itself, one line each; nothing where all is well."""
        ...

    def stray_rows(self) -> list[str]:
        """That rows mean another row that is not there, in one line; nothing where none does."""
        ...

    def without_passages(self) -> list[str]:
        """The keys of works that have a title or a text, and no passage."""
        ...

    def word_faults(self) -> list[str]:
        """What is wrong with the word index, one line each; nothing where all is well."""
        ...

    def citing(self, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
        """For each of these works the articles that cite it: (number, title or file name)."""
        ...


class Passages(Protocol):
    """The passages of a library's works, read."""

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids."""
        ...

    def passages_of(self, keys: Iterable[str]) -> list[Passage]:
        """All passages of the works with these keys."""
        ...

    def works_of_passages(self, ids: Sequence[int]) -> dict[int, int]:
        """For each of these passages the row of its work."""
        ...

    def matching(self, filters: Filters) -> list[int]:
        """Ids of the passages that the filters leave, lowest first.

        Raises:
            InputError: the library has no such article.
        """
        ...


class Embeddings(Protocol):
    """Embeddings by model (fingerprint): the float32 vectors of a passage's windows, one after the other."""

    def vector_state(self, model: str) -> VectorState:
        """Which vectors of this model there are; some milliseconds for a hundred thousand."""
        ...

    def vector_bytes(self, model: str) -> int:
        """How many bytes all embeddings of this model have."""
        ...

    def vector_ids(self, model: str) -> list[int]:
        """Passages that this model has embedded, lowest id first."""
        ...

    def vectors_of(self, model: str, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The embeddings of these passages by this model."""
        ...

    def count_unembedded(self, model: str) -> int:
        """How many passages this model has not embedded yet."""
        ...

    def unembedded(self, model: str, limit: int = -1, after: int = 0) -> list[Passage]:
        """Passages with an id above ``after`` that this model has not embedded yet, lowest id first."""
        ...

    def vector_index(self, model: str, dimensions: int, slots: int) -> DatabaseVectors | None:
        """The index of this model's vectors, where the database has one itself or can make it; None where files serve.

        Args:
            model: fingerprint.
            dimensions: of its vectors.
            slots: an entry of the index is a passage's id times this, plus the window's number.

        Raises:
            LibraryError: the settings ask for one, and there can be none.
        """
        ...


class Searched(Works, Passages, Embeddings, Protocol):
    """What searching and indexing read."""

    def version(self) -> int | None:
        """A number that is another one after each change by anybody else; None where that is not known."""
        ...

    def writable(self, patience: float = 30.0) -> AbstractContextManager[Database]:
        """The database that writes where this one reads: itself, or one opened for as long as it is needed.

        That one waits no longer than ``patience`` seconds for another program that writes.
        """
        ...
