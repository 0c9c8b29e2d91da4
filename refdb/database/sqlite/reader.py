"""A library's SQLite file, read without SQLAlchemy; a ``Store`` does all that and writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.database.sql.head import HEAD
from refdb.database.sql.vectors import VectorReading
from refdb.database.sqlite.files import advice
from refdb.database.sqlite.watching import Watch, read_only_connection
from refdb.database.sqlite.words import WordReading
from refdb.errors import LibraryError

if TYPE_CHECKING:
    from refdb.database.sqlite.store import Store


class Reader(WordReading, VectorReading):
    """Reads a library's SQLite file by itself; see ``open_reader``.

    Threads may share it: each has a connection for as long as it reads, so that nobody waits for another's search.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, patience: float) -> None:
        self.path = path
        self._patience = patience
        self._idle = [connection]
        self._watch = Watch(path, patience)

    def rows(self, query: str, **values: object) -> list[Sequence[Any]]:
        """The rows of a query in SQL with ``:names`` for its values.

        Raises:
            LibraryError: the database cannot be read.
        """
        with self._told():
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = read_only_connection(self.path, self._patience)
            try:
                return connection.execute(query, values).fetchall()
            finally:
                self._idle.append(connection)

    def version(self) -> int | None:
        """A number that is another one after each change; a Reader makes none itself."""
        with self._told():
            return self._watch.version()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite may repeat damaged bytes in its message
            raise LibraryError(f"{self.path}: {error}; {advice(str(error))}") from error

    @contextmanager
    def writable(self, patience: float = 30.0) -> Iterator[Store]:
        """A store for as long as it is needed; it waits ``patience`` seconds for another program that writes."""
        from refdb.database.sqlite.store import Store

        store = Store(self.path, patience)
        try:
            yield store
        finally:
            store.close()

    def close(self) -> None:
        """Let go of the file."""
        self._watch.close()
        for connection in self._idle:
            connection.close()


def open_reader(path: Path, patience: float = 30.0) -> Reader | None:
    """A reader of the SQLite file ``path``; None where it has not the present tables: a ``Store`` brings it to them."""
    try:
        connection = read_only_connection(path, patience)
    except sqlite3.Error:  # no right to read it: a Store says so
        return None
    try:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:  # no library, or a damaged one: a Store says what is wrong
        version = None
    if version != (HEAD,):
        connection.close()
        return None
    return Reader(path, connection, patience)
