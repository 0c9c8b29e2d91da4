"""What a search needs of the indexes; the database room and the faiss sub-room have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from refdb.model import Field, Filters, Term

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
Chunks = Callable[[], Iterable[tuple[Ids, Vectors]]]  # all vectors, piece by piece; asked twice
Weights = Mapping[Field, float]


class KeywordIndex(Protocol):
    """Passages by the words in them and in their works' titles, authors and journals."""

    def search_words(
        self,
        terms: Sequence[Term],
        limit: int,
        weights: Weights | None = None,
        among: Sequence[int] | None = None,
        near: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Passages with any of the terms by BM25, best first: (passage id, score, higher is better).

        Args:
            terms: none finds nothing.
            limit: how many passages at most.
            weights: how much a word counts in each field; 1 where none is given.
            among: the passages that may be found, None for all.
            near: passages that were found otherwise; where they are given, others that have but usual words, which
                come last, may be left out, so that a search takes as long in a large library as in a small one.
        """
        ...

    def word_faults(self) -> list[str]:
        """What is wrong with the index, one line each; nothing where all is well."""
        ...


class VectorIndex(Protocol):
    """Vectors [n, dimensions] of one model under int64 ids."""

    @property
    def state(self) -> str:
        """Of which state of the database they are."""
        ...

    def __len__(self) -> int: ...

    @property
    def kind(self) -> str:
        """How it is built, in the words of its maker."""
        ...

    def ids(self) -> Ids:
        """All ids in the index, sorted."""
        ...

    def search(self, queries: Vectors, k: int, among: Ids | None = None) -> tuple[Vectors, Ids]:
        """For each query the ``k`` nearest: (cosines [q, k], ids [q, k]), best first; id -1 where there are fewer.

        ``among`` are the ids that may be found, sorted; None for all.
        """
        ...

    def search_filtered(self, queries: Vectors, k: int, filters: Filters, passages: Ids) -> tuple[Vectors, Ids]:
        """The same among the passages that the filters leave; ``passages`` are those, sorted."""
        ...

    def change(self, added: Ids, vectors: Vectors, removed: Ids) -> None:
        """Take vectors out and put new ones in, in memory; ``save`` makes it last."""
        ...

    def must_be_built(self) -> bool:
        """Whether so much has changed that it has to be made anew: see ``build``."""
        ...

    def build(self, count: int, chunks: Chunks) -> None:
        """Make the index anew from all vectors, which ``chunks`` gives, ordered by id."""
        ...

    def save(self, state: str) -> None:
        """Write what changed; a crash at any moment leaves the old index or the new one."""
        ...
