"""Embeddings as the library keeps them: one row per passage and model; the files in indexes/ come from these.

A row holds the vectors of a passage's windows one after the other, float32.

A vector lives and dies with its passage (a foreign key), so none is ever without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refdb.database.reading import PASSAGES, Reading, in_parts, passage_from_columns
from refdb.model import Passage

if TYPE_CHECKING:
    from refdb.database.store import Store

_PRIME = 1_000_003  # keeps the squares of ids within 64 bits


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


def state(library: Reading, model: str) -> VectorState:
    """Which vectors of this model (fingerprint) there are; some milliseconds for a hundred thousand."""
    short = f"(passage_id % {_PRIME})"
    query = (
        f"SELECT count(*), coalesce(sum(passage_id), 0), coalesce(sum({short} * {short}), 0) "  # noqa: S608  (a number)
        "FROM vector WHERE model = :model"
    )
    count, total, squares = library.rows(query, model=model)[0]
    return VectorState(int(count), int(total), int(squares))


def size(library: Reading, model: str) -> int:
    """How many bytes all embeddings of this model have."""
    query = "SELECT coalesce(sum(length(vector)), 0) FROM vector WHERE model = :model"
    return int(library.rows(query, model=model)[0][0])


def count_missing(library: Reading, model: str) -> int:
    """How many passages this model has not embedded yet: a vector never lacks its passage."""
    query = "SELECT (SELECT count(*) FROM passage) - (SELECT count(*) FROM vector WHERE model = :model)"
    return int(library.rows(query, model=model)[0][0])


def without_vector(library: Reading, model: str, limit: int = -1, after: int = 0) -> list[Passage]:
    """Passages with an id above ``after`` that this model has not embedded yet, lowest id first."""
    query = (
        f"{PASSAGES} WHERE p.id > :after "  # noqa: S608  (our own words)
        "AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.passage_id = p.id AND v.model = :model) "
        "ORDER BY p.id LIMIT :limit"
    )
    return [passage_from_columns(row) for row in library.rows(query, after=after, model=model, limit=limit)]


def save(store: Store, model: str, ids: Sequence[int], vectors: Sequence[bytes]) -> int:
    """Keep the embeddings (float32 bytes) of these passages by this model; how many.

    One whose passage another program took away in the meantime is left out.
    """
    from sqlalchemy import insert, select  # not before something is written: see reading.py

    from refdb.database.tables import PassageRow, VectorRow

    with store._writing() as session:
        here = set(session.scalars(select(PassageRow.id).where(PassageRow.id.in_(ids))))
        rows = [
            {"passage_id": id_, "model": model, "vector": vector}
            for id_, vector in zip(ids, vectors, strict=True)
            if id_ in here
        ]
        if rows:
            session.execute(insert(VectorRow).prefix_with("OR REPLACE", dialect="sqlite"), rows)
        return len(rows)


def ids(library: Reading, model: str) -> list[int]:
    """Passages that this model has embedded, lowest id first."""
    query = "SELECT passage_id FROM vector WHERE model = :model ORDER BY passage_id"
    return [int(id_) for (id_,) in library.rows(query, model=model)]


def of(library: Reading, model: str, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The embeddings of these passages by this model."""
    query = "SELECT passage_id, vector FROM vector WHERE model = :model AND passage_id IN"
    for part in in_parts(wanted):
        yield from ((int(id_), vector) for id_, vector in library.rows(f"{query} ({part})", model=model))


def forget_others(store: Store, model: str) -> int:
    """Drop the vectors of every other model; how many there were."""
    from sqlalchemy import delete

    from refdb.database.tables import VectorRow

    with store._writing() as session:
        result = session.execute(delete(VectorRow).where(VectorRow.model != model))
        return int(getattr(result, "rowcount", 0))
