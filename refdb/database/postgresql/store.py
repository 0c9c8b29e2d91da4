"""A library in a schema of a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from refdb.database.postgresql import journal
from refdb.database.postgresql.address import place_of
from refdb.database.postgresql.engine import open_engine, told
from refdb.database.postgresql.words import WordReading, index_words
from refdb.database.sql.stores import StoreRows
from refdb.database.tables import Base, JournalRow
from refdb.errors import LibraryError


class Store(WordReading, StoreRows):
    """All that a library remembers (``refdb.database.ports.Database``), in one schema."""

    def __init__(self, address: str, *, create: bool = False, unfinished: bool = False) -> None:
        """``create`` makes the schema and its tables where there are none; ``unfinished`` goes on with a copy."""
        self._place = place_of(address)
        super().__init__(str(self._place), open_engine(self._place, create=create, unfinished=unfinished))

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
        session.execute(text(f"TRUNCATE {names}, passage_words RESTART IDENTITY"))
        session.execute(text("UPDATE word_total SET passages = 0, tokens = 0"))

    _one_moment = MappingProxyType({"isolation_level": "REPEATABLE READ"})
