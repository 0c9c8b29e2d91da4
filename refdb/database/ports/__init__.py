"""What the workflows need of a library's database, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from refdb.database.ports.kept import Answers, Articles, Decisions, History, Shelves, Texts
from refdb.database.ports.searched import Embeddings, Outline, Passages, Searched, VectorState, Works
from refdb.database.served import Served

T = TypeVar("T")

__all__ = [
    "FILE",
    "Answers",
    "Articles",
    "Database",
    "Decisions",
    "Embeddings",
    "History",
    "Outline",
    "Passages",
    "Searched",
    "Shelves",
    "Texts",
    "VectorState",
    "Works",
]

FILE = "file"  # the source of a text that the user attached


class Database(Searched, Shelves, Articles, Answers, Texts, Decisions, History, Served, Protocol):
    """All that a library remembers; every method is one transaction of its own, or joins the one around it."""

    def transaction(self) -> AbstractContextManager[None]:
        """All calls inside commit together, or not at all."""
        ...

    def in_one(self, unit: Callable[[], T]) -> T:
        """What ``unit`` gives, all of whose calls commit together, or not at all.

        It may be called again where the connection to the database is lost: it changes nothing else.
        """
        ...

    def save_vectors(self, model: str, ids: Sequence[int], vectors: Sequence[bytes]) -> int:
        """Keep the embeddings (float32 bytes) of these passages by this model; how many.

        One whose passage another program took away in the meantime is left out.
        """
        ...

    def forget_other_vectors(self, model: str) -> int:
        """Drop the vectors of every other model; how many there were."""
        ...

    def forget_stray_rows(self) -> int:
        """Do with rows that mean another that is not there what its removal would have done; how many there were."""
        ...

    def rebuild_words(self) -> int:
        """Make the word index anew from works and passages; how many passages it has."""
        ...
