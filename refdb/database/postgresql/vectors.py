"""The vector index of one model in PostgreSQL, by pgvector: a table of half-precision vectors, and HNSW over it.

The table is filled from the embeddings that the library keeps, and from then on changes with them in the same
transaction; a passage's vectors go with it. Until EXACT_UP_TO every vector is compared; beyond, HNSW is built beside
the searches, and PostgreSQL takes it from the moment on in which it is complete.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from refdb.database.postgresql.engine import CANDIDATES, copy_in
from refdb.model import Filters

if TYPE_CHECKING:
    from refdb.database.postgresql.store import Store

Ids = NDArray[np.int64]
Matrix = NDArray[np.float32]

EXACT_UP_TO = 20_000  # vectors that are all compared: some 10 ms
PIECE = 5_000  # passages whose vectors are written in one transaction
COMPLETE = "complete"  # the comment on a table that has all vectors
DENSE_FROM = 200_000  # vectors whose neighbourhoods are so full that a search finds no way out by HNSW's usual links
LEAST_FILTERED = 20  # the nearest that are asked for behind filters, of which the best are taken
AS_DEAR = 7  # vectors are found by their passages and compared in the time in which HNSW gives one candidate
MOST_DIMENSIONS = 4_000  # that HNSW takes of half-precision numbers
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"


class DatabaseVectors:
    """Vectors of one model (``refdb.retrieval.ports.VectorIndex``) in a table of the library's schema."""

    def __init__(
        self, store: Store, model: str, dimensions: int, slots: int, extension: str, *, may_build: bool
    ) -> None:
        """See the port; ``extension`` is the schema that pgvector is in, ``may_build`` whether tables can be made."""
        self._may_build = may_build
        self._store = store
        self._model = model
        self._dimensions = dimensions
        self._slots = slots
        self._type = f'"{extension}".halfvec'
        # The inner product, negative.
        self._farness = f'v.vector OPERATOR("{extension}".<#>) CAST(:asked AS {self._type})'
        self._operators = f'"{extension}".halfvec_ip_ops'
        self.table = table_of(model)

    def __len__(self) -> int:
        return self._count() if self.is_there else 0

    @property
    def state(self) -> str:
        """Of which state of the database the vectors are: of the present one, always."""
        return str(self._store.vector_state(self._model))

    @property
    def kind(self) -> str:
        """How it is built."""
        return (
            f"pgvector halfvec({self._dimensions}), {f'HNSW of {links} links' if (links := self._index()) else 'exact'}"
        )

    @property
    def is_there(self) -> bool:
        """Whether there is a table, complete or not."""
        return bool(self._store.rows("SELECT to_regclass(:name) IS NOT NULL", name=self.table)[0][0])

    @property
    def is_complete(self) -> bool:
        """Whether the table has all vectors of the library."""
        query = "SELECT obj_description(to_regclass(:name), 'pg_class')"
        return bool(self._store.rows(query, name=self.table)[0][0] == COMPLETE)

    def ids(self) -> Ids:
        """All entries, sorted."""
        if not self.is_there:
            return np.empty(0, dtype=np.int64)
        found = self._store.rows(f"SELECT passage_id, n FROM {self.table} ORDER BY passage_id, n")
        return np.array([passage * self._slots + n for passage, n in found], dtype=np.int64)

    def search(self, queries: Matrix, k: int, among: Ids | None = None) -> tuple[Matrix, Ids]:
        """For each query the ``k`` nearest: (cosines [q, k], entries [q, k]), best first; -1 where there are fewer.

        ``among`` are the entries that may be found; None for all.
        """
        if among is None:
            return self._found(queries, k, f"FROM {self.table} v", {}, k)
        where = f"v.passage_id * CAST({self._slots} AS bigint) + v.n = ANY(CAST(:among AS bigint[]))"
        passages = np.unique(among // self._slots)
        return self._compared(queries, k, passages, f"AND {where}", {"among": _array(among)})

    def search_filtered(self, queries: Matrix, k: int, filters: Filters, passages: Ids) -> tuple[Matrix, Ids]:
        """The same among the passages that the filters leave.

        Few are compared all; of many, PostgreSQL applies the filters to the candidates that HNSW gives.
        """
        most = max(k, LEAST_FILTERED)
        if len(passages) <= compared_up_to(self._count(), most):
            return self._compared(queries, k, passages)
        conditions, values = self._store._conditions(filters)
        if filters.required:
            words, value = self._store._with_words(filters.required, "words", every=True)
            conditions, values = [*conditions, f"v.passage_id IN ({words})"], values | value
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        tables = f"FROM {self.table} v JOIN passage p ON p.id = v.passage_id JOIN work w ON w.id = p.work_id"
        return self._found(queries, k, f"{tables} {where}", values, most)

    def _compared(
        self, queries: Matrix, k: int, passages: Ids, more: str = "", values: Mapping[str, Any] = MappingProxyType({})
    ) -> tuple[Matrix, Ids]:
        """The nearest among the vectors of these passages, all of which are compared."""
        # A query for the array spares the planner each of its numbers; + 0 spares it the thought of HNSW.
        array = "CAST((SELECT CAST(:passages AS integer[])) AS integer[])"
        where = f"FROM {self.table} v WHERE v.passage_id = ANY({array}) {more}"
        values = {**values, "passages": _array(passages)}
        return self._found(queries, k, where, values, k, farness=f"({self._farness}) + 0")

    def _found(
        self, queries: Matrix, k: int, where: str, values: Mapping[str, Any], most: int, farness: str = ""
    ) -> tuple[Matrix, Ids]:
        """For each query the ``k`` nearest of the ``most`` that PostgreSQL finds."""
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        farness = farness or self._farness
        statement = f"SELECT v.passage_id, v.n, {farness} {where} ORDER BY {farness} LIMIT :most"
        for row, query in enumerate(queries):
            asked = "[" + ",".join(f"{number:.6g}" for number in query.tolist()) + "]"
            rows = self._store.rows(statement, **values, asked=asked, most=most)
            found = sorted(rows, key=lambda one: (one[2], one[0], one[1]))[:k]  # the scan's order is nearly right
            scores[row, : len(found)] = [-far for _, _, far in found]
            ids[row, : len(found)] = [passage * self._slots + n for passage, n, _ in found]
        return scores, ids

    def change(self, added: Ids, vectors: Matrix, removed: Ids) -> None:
        """Nothing is to be done: what is embedded and what is taken out comes and goes here by itself."""

    def must_be_built(self) -> bool:
        """Whether the table lacks vectors, or is so large that it wants HNSW."""
        return self._may_build and (not self.is_complete or (self._count() > EXACT_UP_TO and not self._index()))

    def build(self, count: int, chunks: Callable[[], Iterable[tuple[Ids, Matrix]]]) -> None:
        """Make table and index anew; the vectors are read from the library's own rows."""
        del count, chunks
        with self._store._writing() as session:
            session.execute(text(f"DROP TABLE IF EXISTS {self.table}"))
        self.complete()

    def save(self, state: str) -> None:
        """Nothing is to be done: what is here lasts."""

    def complete(self, progress: Callable[[str, int, int], None] = lambda *_: None) -> None:
        """Bring in what is not in the table yet, and build HNSW where there are many; killed, it goes on."""
        if not self.is_complete:
            with self._store.as_owner() as session:
                session.execute(text(self._table()))
            self._fill(progress)
            with self._store._writing() as session:
                session.execute(text(f"COMMENT ON TABLE {self.table} IS '{COMPLETE}'"))
        with self._store.alone() as run:
            run(f"ANALYZE {self.table}")
        if self._count() > EXACT_UP_TO and not self._index():
            progress("building the vector index", 0, 1)
            self._build_index()

    def _table(self) -> str:
        return (
            f"CREATE TABLE IF NOT EXISTS {self.table} (passage_id integer REFERENCES passage ON DELETE CASCADE, "
            f"n smallint, vector {self._type}({self._dimensions}) NOT NULL, PRIMARY KEY (passage_id, n))"
        )

    def _fill(self, progress: Callable[[str, int, int], None]) -> None:
        total, done, last = self._store.vector_state(self._model).count, 0, -1
        query = text(
            "SELECT passage_id, vector FROM vector WHERE model = :model AND passage_id > :last "
            f"AND NOT EXISTS (SELECT 1 FROM {self.table} t WHERE t.passage_id = vector.passage_id) "
            "ORDER BY passage_id LIMIT :most"
        )
        while True:
            with self._store._writing() as session:
                rows = session.execute(query, {"model": self._model, "last": last, "most": PIECE}).all()
                if not rows:
                    return
                self.put(session, [row[0] for row in rows], [row[1] for row in rows])
            last, done = rows[-1][0], done + len(rows)
            progress("building the vector index", min(done, total), total)

    def put(self, session: Session, passages: Sequence[int], vectors: Sequence[bytes]) -> None:
        """Write the vectors (float32, the windows' one after the other) of passages that have none here."""
        write_vectors(session, self.table, self._dimensions, passages, vectors)

    def _build_index(self) -> None:
        count = self._count()
        links, candidates = density(count)
        each = 2 * self._dimensions + 36 * links + 250  # bytes
        memory = min(8192, max(64, count * each // 900_000))  # MB; more would not help
        with self._store.alone() as run:
            # The number of the library's lock and one more: of two who would build it, one does.
            if not run(f"SELECT pg_try_advisory_lock({self._store.lock})"):
                return
            run("SET lock_timeout = 0")
            run(f"SET maintenance_work_mem = '{memory}MB'")
            run(f"DROP INDEX IF EXISTS {self.table}_hnsw")  # one whose building was broken off
            statement = (
                f"CREATE INDEX CONCURRENTLY {self.table}_hnsw ON {self.table} "
                f"USING hnsw (vector {self._operators}) WITH (m = {links}, ef_construction = {candidates})"
            )
            try:
                run(statement)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", "") != "53100":
                    raise
                run("SET max_parallel_maintenance_workers = 0")  # a container has little memory that processes share
                run(f"DROP INDEX IF EXISTS {self.table}_hnsw")
                run(statement)

    def _index(self) -> int:
        """How many links a vector has in HNSW; 0 where there is none, or none that is complete."""
        query = (
            "SELECT CAST(substring(array_to_string(c.reloptions, ' ') FROM 'm=([0-9]+)') AS integer) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indexrelid = to_regclass(:name) AND i.indisvalid"
        )
        found = self._store.rows(query, name=f"{self.table}_hnsw")
        return int(found[0][0]) if found else 0

    def _count(self) -> int:
        ((known,),) = self._store.rows("SELECT reltuples FROM pg_class WHERE oid = to_regclass(:name)", name=self.table)
        return int(known) if known > 0 else int(self._store.rows(f"SELECT count(*) FROM {self.table}")[0][0])


def density(vectors: int) -> tuple[int, int]:
    """(HNSW's links a vector, candidates that are looked at for them) in an index of so many vectors."""
    return (32, 200) if vectors > DENSE_FROM else (16, 100)


def compared_up_to(vectors: int, most: int) -> int:
    """Of how many vectors that filters leave, of so many in all, comparing all costs less than what HNSW would.

    To find ``most`` among a tenth of all vectors, HNSW has to give ten times as many candidates.

    >>> compared_up_to(10**5, 20), compared_up_to(10**6, 20), compared_up_to(10**6, 300)
    (4900, 11832, 45825)
    """
    return max(AS_DEAR * CANDIDATES, math.isqrt(AS_DEAR * most * vectors))


def _array(numbers: Ids) -> str:
    """Numbers as PostgreSQL writes an array."""
    return f"{{{','.join(map(str, numbers.tolist()))}}}"


def table_of(model: str) -> str:
    """The name of a model's table."""
    return f"vectors_{hashlib.sha256(model.encode()).hexdigest()[:16]}"


def write_vectors(
    session: Session, table: str, dimensions: int, passages: Sequence[int], vectors: Sequence[bytes]
) -> None:
    """Write vectors into a model's table, by PostgreSQL's binary COPY: as text they would take ten times as long."""
    counts = [len(vector) // (4 * dimensions) for vector in vectors]
    matrix = np.frombuffer(b"".join(vectors), dtype="<f4").reshape(-1, dimensions)
    row = np.dtype(
        [
            ("fields", ">i2"),
            *(("bytes of passage", ">i4"), ("passage", ">i4"), ("bytes of n", ">i4"), ("n", ">i2")),
            *(("bytes of vector", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"), ("vector", ">f2", (dimensions,))),
        ]
    )
    rows = np.zeros(len(matrix), dtype=row)
    rows["fields"], rows["bytes of passage"], rows["bytes of n"] = 3, 4, 2
    rows["bytes of vector"], rows["dimensions"] = 4 + 2 * dimensions, dimensions
    rows["passage"] = np.repeat(np.array(passages, dtype=np.int64), counts)
    rows["n"] = [n for count in counts for n in range(count)]
    rows["vector"] = matrix
    copy_in(session, table, _HEAD + rows.tobytes() + _END, "(FORMAT BINARY)")
