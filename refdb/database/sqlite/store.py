"""A library in an SQLite file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from refdb.database.sql.stores import StoreRows
from refdb.database.sqlite import journal
from refdb.database.sqlite.engine import open_engine
from refdb.database.sqlite.reader import Reader
from refdb.database.sqlite.watching import read_only_connection
from refdb.database.sqlite.words import WordReading
from refdb.database.tables import Base, JournalRow

_INSERT = text(
    "INSERT INTO passage_fts (rowid, title, text, authors, container) VALUES (:id, :title, :text, :authors, :container)"
)


class Store(WordReading, StoreRows):
    """All that a library remembers (``refdb.database.ports.Database``), in one file."""

    def __init__(self, path: Path, patience: float = 30.0) -> None:
        """``patience`` is how many seconds to wait for another program that writes."""
        super().__init__(path, open_engine(path, patience))
        self._reader = Reader(path, read_only_connection(path, patience), patience)

    def rows(self, query: str, **values: object) -> list[Sequence[Any]]:
        """The rows of a query in SQL with ``:names`` for its values.

        Outside of a transaction they are read without SQLAlchemy, which takes longer than most of a search's questions.
        """
        return self._reader.rows(query, **values) if self._session.get() is None else super().rows(query, **values)

    def version(self) -> int | None:
        """A number that is another one after each change; None within a transaction, whose changes nobody sees yet."""
        return self._reader.version() if self._session.get() is None else None

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
        super().close()

    def _watch(self, session: Session, change: int) -> None:
        if change:
            journal.begin(session, change)
        else:
            journal.end(session)

    def _take_back(self, session: Session, row: JournalRow) -> None:
        journal.take_back(session, row)

    def _index_words(self, session: Session, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            session.execute(_INSERT, rows)

    def _forget_words(self, session: Session, work_id: int) -> None:
        statement = text("DELETE FROM passage_fts WHERE rowid IN (SELECT id FROM passage WHERE work_id = :id)")
        session.execute(statement, {"id": work_id})

    def _forget_all_words(self, session: Session) -> None:
        session.execute(text("DELETE FROM passage_fts"))

    def last_passage_id(self) -> int:
        """The highest id that any passage ever had."""
        found = self.rows("SELECT seq FROM sqlite_sequence WHERE name = 'passage'")
        return int(found[0][0]) if found else 0

    def go_on_from(self, passage_id: int) -> None:
        """Give new passages ids above this one; other tables number their rows by what is there."""
        with self._writing() as session:
            session.execute(text("DELETE FROM sqlite_sequence WHERE name = 'passage'"))
            session.execute(text("INSERT INTO sqlite_sequence VALUES ('passage', :id)"), {"id": passage_id})

    def forget_all_rows(self, session: Session) -> None:
        """Empty every table."""
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('decision', 'remark')"
        kept = session.execute(text(query)).all()  # they let nobody take rows out
        for name, _ in kept:
            session.execute(text(f"DROP TRIGGER {name}"))
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        for _, statement in kept:
            session.execute(text(statement))
        self._forget_all_words(session)
