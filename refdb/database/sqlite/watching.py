"""Whether a library's file is as it was, asked of SQLite in microseconds."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock

from refdb.database.sqlite.files import address, is_read_only


def read_only_connection(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that changes nothing, for any thread.

    Raises:
        sqlite3.Error: the file cannot be opened.
    """
    uri = is_read_only(path)
    connection = sqlite3.connect(
        address(path) if uri else path, timeout=patience, isolation_level=None, check_same_thread=False, uri=uri
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


class Watch:
    """Sees what everybody else commits, this program's other connections among them: it changes nothing itself.

    SQLite counts for each connection by itself, so all that is watched is asked of one.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path, self._patience = path, patience
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    def version(self) -> int:
        """A number that is another one after each change.

        Raises:
            sqlite3.Error: the file cannot be read.
        """
        with self._lock:
            self._connection = self._connection or read_only_connection(self._path, self._patience)
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection:
                self._connection.close()
            self._connection = None
