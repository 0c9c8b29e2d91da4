"""A library in a schema of a PostgreSQL database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from refdb.database.postgresql import journal
from refdb.database.postgresql.address import place_of
from refdb.database.postgresql.engine import AS_OWNER, LACKING, cleaned, is_lost, open_engine, told
from refdb.database.postgresql.readers import Readers
from refdb.database.postgresql.vectors import MOST_DIMENSIONS, DatabaseVectors, table_of, write_vectors
from refdb.database.postgresql.words import WordReading, index_words
from refdb.database.sql.stores import StoreRows
from refdb.database.tables import Base, JournalRow, VectorRow
from refdb.errors import LibraryError

VectorsIn = Literal["auto", "database", "files"]
T = TypeVar("T")
ASKED = 300  # times, ten a second, before it is given up to find out whether a transaction ended well
WAITS = (0.1, 1.0, 5.0)  # seconds before a lost transaction is tried again: a server that starts anew takes some


class TransactionLost(LibraryError):
    """A transaction came to nothing through no fault of its own: the same may go well the next time."""


class Store(WordReading, StoreRows):
    """All that a library remembers (``refdb.database.ports.Database``), in one schema."""

    def __init__(
        self, address: str, *, create: bool = False, unfinished: bool = False, vectors: VectorsIn = "auto"
    ) -> None:
        """Open it.

        Args:
            address: postgresql://USER@HOST/DATABASE?schema=NAME.
            create: whether schema and tables are made where there are none.
            unfinished: whether also a library is opened into which a copy was begun that is not complete.
            vectors: where they are searched: "database" by pgvector, "files" on each machine, "auto" in the database
                where it has pgvector.
        """
        self._place = place_of(address)
        self._vectors: VectorsIn = vectors
        super().__init__(str(self._place), open_engine(self._place, create=create, unfinished=unfinished))
        self._readers = Readers(self._engine)
        self._number: ContextVar[str | None] = ContextVar("number", default=None)

    def close(self) -> None:
        """Let go of the database."""
        self._readers.close()
        super().close()

    def rows(self, query: str, **values: object) -> list[Sequence[Any]]:
        """The rows of a query in SQL with ``:names`` for its values; inside a transaction as that one sees them."""
        if self._session.get() is not None:
            return super().rows(query, **values)
        try:
            return self._readers.rows(query, cleaned(values))
        except OperationalError as error:
            raise self._unusable(error) from error

    def in_one(self, unit: Callable[[], T]) -> T:
        """What ``unit`` gives, all of whose calls commit together, or not at all; again where the transaction is lost.

        Where the connection was lost while it committed, the database is asked whether it did.
        """
        if self._session.get() is not None:
            return unit()
        for wait in (*WAITS, None):
            self._number.set(None)
            try:
                with self._writing():
                    found = unit()
            except TransactionLost:
                if wait is None:
                    raise
                time.sleep(wait)
                if not self._was_committed():
                    continue
                self._ended()
            return found
        raise AssertionError("the last try ends in one way or the other")

    def _ending(self, session: Session) -> None:
        super()._ending(session)
        self._number.set(session.scalar(text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")))

    def _was_committed(self) -> bool:
        """Whether this thread's last transaction ended well, which a lost connection leaves open."""
        number = self._number.get()
        if number is None:
            return False
        for _ in range(ASKED):
            with suppress(TransactionLost):
                ((state,),) = self.rows("SELECT pg_xact_status(CAST(:number AS xid8))", number=number)
                if state != "in progress":  # else the server has not noticed yet that nobody listens
                    return bool(state == "committed")
            time.sleep(0.1)
        raise LibraryError(f"{self._place}: the connection was lost as all was done; see whether what you did is there")

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        try:
            with super()._writing() as session:
                yield session
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == LACKING:
                raise LibraryError(f"{self._place} may only be read by you; ask its owner for the right") from error
            if isinstance(error, OperationalError):  # no connection is had
                raise self._unusable(error) from error
            raise

    def _unusable(self, error: DatabaseError) -> LibraryError:
        said = f"{self._place}: {told(error)}; see that the server runs and can be reached"
        return TransactionLost(said) if is_lost(error) else LibraryError(said)

    def _watch(self, session: Session, change: int) -> None:
        journal.watch(session, change)

    def _take_back(self, session: Session, row: JournalRow) -> None:
        journal.take_back(session, row)

    def _index_words(self, session: Session, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            index_words(session, rows)

    def _forget_words(self, session: Session, work_id: int) -> None:
        statement = text("DELETE FROM passage_words WHERE passage_id IN (SELECT id FROM passage WHERE work_id = :id)")
        session.execute(statement, {"id": work_id})

    def _forget_all_words(self, session: Session) -> None:
        for table in ("passage_words", "posting", "word_segment", "word_gone"):
            session.execute(text(f"DELETE FROM {table}"))

    def version(self) -> int | None:
        """The transaction that last changed passages or vectors: each leaves its number in this row."""
        return int(self.rows("SELECT CAST(CAST(xmin AS text) AS bigint) FROM word_total")[0][0])

    def vector_index(self, model: str, dimensions: int, slots: int) -> DatabaseVectors | None:
        """The index of this model's vectors in the database; None where files serve instead; see the port."""
        if self._vectors == "files":
            return None
        query = (
            "SELECT nspname, has_schema_privilege(:schema, 'CREATE') "
            "FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector'"
        )
        found = self.rows(query, schema=self._place.schema)
        if not found or dimensions > MOST_DIMENSIONS:
            if self._vectors == "database":
                why = f"vectors of {dimensions} numbers" if found else "no pgvector; a DBA says CREATE EXTENSION vector"
                raise LibraryError(f'vectors = "database" cannot be: {self._place} has {why}')
            return None
        extension, may_build = found[0]
        index = DatabaseVectors(self, model, dimensions, slots, extension, may_build=bool(may_build))
        return index if may_build or index.is_complete else None

    def save_vectors(self, model: str, ids: Sequence[int], vectors: Sequence[bytes]) -> int:
        """Keep the embeddings (float32 bytes) of these passages by this model, and let them be found; how many."""
        with self._writing() as session:
            count = super().save_vectors(model, ids, vectors)
            query = text(
                "SELECT atttypmod FROM pg_attribute WHERE attrelid = to_regclass(:name) AND attname = 'vector'"
            )
            dimensions = session.scalar(query, {"name": table_of(model)})
            if dimensions is not None:
                kept = select(VectorRow.passage_id).where(VectorRow.model == model, VectorRow.passage_id.in_(ids))
                here = set(session.scalars(kept))
                known = f"DELETE FROM {table_of(model)} WHERE passage_id = ANY(:ids)"
                session.execute(text(known), {"ids": list(here)})
                some = [(id_, vector) for id_, vector in zip(ids, vectors, strict=True) if id_ in here]
                write_vectors(session, table_of(model), dimensions, [one for one, _ in some], [one for _, one in some])
            session.execute(text("UPDATE word_total SET passages = passages"))  # for ``version``
            return count

    def forget_other_vectors(self, model: str) -> int:
        """Drop the vectors of every other model, and their tables; how many there were."""
        with self._writing() as session:
            query = text(
                "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(:schema) AND relkind = 'r' "
                "AND relname LIKE 'vectors\\_%' AND relname != :kept"
            )
            values = {"schema": self._place.schema, "kept": table_of(model)}
            for name in session.scalars(query, values).all():
                session.execute(text(f"DROP TABLE {name}"))
            return super().forget_other_vectors(model)

    @contextmanager
    def as_owner(self) -> Iterator[Session]:
        """A transaction in which tables are made."""
        with self._writing() as session:
            session.execute(AS_OWNER, {"schema": self._place.schema})
            yield session

    @property
    def lock(self) -> int:
        """The number of the lock under which one program builds an index: that of writers, and one more."""
        return self._place.lock + 1 if self._place.lock < 2**63 - 1 else 0

    @contextmanager
    def alone(self) -> Iterator[Callable[[str], Any]]:
        """Runs statements that PostgreSQL takes outside of transactions alone; gives their first value."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

            def run(statement: str) -> Any:  # noqa: ANN401
                found = connection.execute(text(statement))
                return found.scalar() if found.returns_rows else None

            try:
                yield run
            finally:
                connection.invalidate()  # its settings and locks go with it

    def last_passage_id(self) -> int:
        """The highest id that any passage ever had."""
        ((last, used),) = self.rows("SELECT last_value, is_called FROM passage_id_seq")
        return int(last) if used else 0

    def go_on_from(self, passage_id: int) -> None:
        """Give new rows numbers behind those that are there, and new passages ids above this one."""
        with self._writing() as session:
            for name, table in Base.metadata.tables.items():
                if "id" in table.columns:
                    last = session.scalar(text(f'SELECT coalesce(max(id), 0) FROM "{name}"')) or 0
                    last = max(last, passage_id) if name == "passage" else last
                    sequence = f"pg_get_serial_sequence('\"{name}\"', 'id')"
                    session.execute(text(f"SELECT setval({sequence}, {max(last, 1)}, {last > 0})"))

    def forget_all_rows(self, session: Session) -> None:
        """Empty every table."""
        names = ", ".join(f'"{name}"' for name in Base.metadata.tables)
        session.execute(text(f"TRUNCATE {names}, passage_words, posting, word_segment, word_gone RESTART IDENTITY"))
        session.execute(text("UPDATE word_total SET passages = 0, tokens = 0"))

    _one_moment = MappingProxyType({"isolation_level": "REPEATABLE READ"})
