"""Embeddings as the library keeps them: one row per passage and model; the files in indexes/ come from these.

A row holds the vectors of a passage's windows one after the other, float32.

A vector lives and dies with its passage (a foreign key), so none is ever without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Exists, delete, func, insert, select

from refdb.database.rows import passage_from_row
from refdb.database.store import PASSAGES, Store
from refdb.database.tables import PassageRow, VectorRow
from refdb.model import Passage

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


def state(store: Store, model: str) -> VectorState:
    """Which vectors of this model (fingerprint) there are; some milliseconds for a hundred thousand."""
    short = VectorRow.passage_id % _PRIME
    query = select(
        func.count(), func.coalesce(func.sum(VectorRow.passage_id), 0), func.coalesce(func.sum(short * short), 0)
    ).where(VectorRow.model == model)
    with store._reading() as session:
        count, total, squares = session.execute(query).one()
        return VectorState(int(count), int(total), int(squares))


def size(store: Store, model: str) -> int:
    """How many bytes all embeddings of this model have."""
    with store._reading() as session:
        query = select(func.coalesce(func.sum(func.length(VectorRow.vector)), 0)).where(VectorRow.model == model)
        return int(session.scalar(query) or 0)


def count_missing(store: Store, model: str) -> int:
    """How many passages this model has not embedded yet: a vector never lacks its passage."""
    with store._reading() as session:
        passages = session.scalar(select(func.count()).select_from(PassageRow)) or 0
        return passages - (session.scalar(select(func.count()).where(VectorRow.model == model)) or 0)


def without_vector(store: Store, model: str, limit: int | None = None, after: int = 0) -> list[Passage]:
    """Passages with an id above ``after`` that this model has not embedded yet, lowest id first."""
    with store._reading() as session:
        query = PASSAGES.where(PassageRow.id > after, ~_embedded(model)).order_by(PassageRow.id).limit(limit)
        return [passage_from_row(row, {"key": key, "title": title}) for row, key, title in session.execute(query)]


def _embedded(model: str) -> Exists:
    has = select(VectorRow.passage_id).where(VectorRow.passage_id == PassageRow.id, VectorRow.model == model)
    return has.exists()


def save(store: Store, model: str, ids: Sequence[int], vectors: Sequence[bytes]) -> int:
    """Keep the embeddings (float32 bytes) of these passages by this model; how many.

    One whose passage another program took away in the meantime is left out.
    """
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


def ids(store: Store, model: str) -> list[int]:
    """Passages that this model has embedded, lowest id first."""
    with store._reading() as session:
        query = select(VectorRow.passage_id).where(VectorRow.model == model).order_by(VectorRow.passage_id)
        return list(session.scalars(query))


def of(store: Store, model: str, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The embeddings of these passages by this model."""
    with store._reading() as session:
        for start in range(0, len(wanted), 500):
            query = select(VectorRow.passage_id, VectorRow.vector).where(
                VectorRow.model == model, VectorRow.passage_id.in_(wanted[start : start + 500])
            )
            yield from ((id_, vector) for id_, vector in session.execute(query))


def forget_others(store: Store, model: str) -> int:
    """Drop the vectors of every other model; how many there were."""
    with store._writing() as session:
        result = session.execute(delete(VectorRow).where(VectorRow.model != model))
        return int(getattr(result, "rowcount", 0))
