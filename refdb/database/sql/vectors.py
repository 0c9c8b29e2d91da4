"""Embeddings as the library keeps them: one row per passage and model; the files in indexes/ come from these.

A row holds the vectors of a passage's windows one after the other, float32.

A vector lives and dies with its passage (a foreign key), so none is ever without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refdb.database.ports import VectorState
from refdb.database.sql.reading import PASSAGES, Reading, in_parts, passage_from_columns
from refdb.model import Passage

if TYPE_CHECKING:
    from refdb.database.postgresql.vectors import DatabaseVectors

_PRIME = 1_000_003  # keeps the squares of ids within 64 bits


class VectorReading(Reading):
    """The embeddings of a library, read."""

    def vector_state(self, model: str) -> VectorState:
        """Which vectors of this model (fingerprint) there are; some milliseconds for a hundred thousand."""
        short = f"(CAST(passage_id AS BIGINT) % {_PRIME})"
        query = (
            f"SELECT count(*), coalesce(sum(passage_id), 0), coalesce(sum({short} * {short}), 0) "
            "FROM vector WHERE model = :model"
        )
        count, total, squares = self.rows(query, model=model)[0]
        return VectorState(int(count), int(total), int(squares))

    def vector_bytes(self, model: str) -> int:
        """How many bytes all embeddings of this model have."""
        query = "SELECT coalesce(sum(length(vector)), 0) FROM vector WHERE model = :model"
        return int(self.rows(query, model=model)[0][0])

    def count_unembedded(self, model: str) -> int:
        """How many passages this model has not embedded yet: a vector never lacks its passage."""
        query = "SELECT (SELECT count(*) FROM passage) - (SELECT count(*) FROM vector WHERE model = :model)"
        return int(self.rows(query, model=model)[0][0])

    def unembedded(self, model: str, limit: int = -1, after: int = 0) -> list[Passage]:
        """Passages with an id above ``after`` that this model has not embedded yet, lowest id first."""
        query = (
            f"{PASSAGES} WHERE p.id > :after "
            "AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.passage_id = p.id AND v.model = :model) "
            "ORDER BY p.id"
        )
        some = f"{query} LIMIT {int(limit)}" if limit >= 0 else query
        return [passage_from_columns(row) for row in self.rows(some, after=after, model=model)]

    def vector_ids(self, model: str) -> list[int]:
        """Passages that this model has embedded, lowest id first."""
        query = "SELECT passage_id FROM vector WHERE model = :model ORDER BY passage_id"
        return [int(id_) for (id_,) in self.rows(query, model=model)]

    def vectors_of(self, model: str, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The embeddings of these passages by this model."""
        query = "SELECT passage_id, vector FROM vector WHERE model = :model AND passage_id IN"
        for part in in_parts(wanted):
            yield from ((int(id_), vector) for id_, vector in self.rows(f"{query} ({part})", model=model))

    def vector_index(self, model: str, dimensions: int, slots: int) -> DatabaseVectors | None:
        """The index of this model's vectors in the database: none, files serve; see the port."""
        del model, dimensions, slots
        return None
