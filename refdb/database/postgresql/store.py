"""A library in a schema of a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from refdb.database.postgresql import journal
from refdb.database.postgresql.address import place_of
from refdb.database.postgresql.engine import open_engine, told
from refdb.database.postgresql.words import WordReading, index_words
from refdb.database.sql.stores import StoreRows
from refdb.database.tables import JournalRow
from refdb.errors import LibraryError


class Store(WordReading, StoreRows):
    """All that a library remembers (``refdb.database.ports.Database``), in one schema."""

    def __init__(self, address: str, *, create: bool = False) -> None:
        """``create`` makes the schema and its tables where there are none."""
        self._place = place_of(address)
        super().__init__(str(self._place), open_engine(self._place, create=create))

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        try:
            with super()._writing() as session:
                yield session
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == "42501":  # insufficient privilege
                raise LibraryError(f"{self._place} may only be read by you; ask its owner for the right") from error
            raise

    def _unusable(self, error: OperationalError) -> LibraryError:
        return LibraryError(f"{self._place}: {told(error)}; see that the server runs and can be reached")

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
        session.execute(text("DELETE FROM passage_words"))
