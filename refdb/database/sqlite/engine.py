"""Opening a library's database: connection settings, and migration to the present tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from refdb.database.sessions import WRITE
from refdb.database.sql.head import HEAD as HEAD
from refdb.database.sql.migrating import migrate
from refdb.database.sqlite.files import DAMAGED, READ_ONLY, address, is_read_only
from refdb.errors import LibraryError


def open_engine(path: Path, patience: float = 30.0) -> Engine:
    """An engine for the SQLite file ``path``, made or brought to the present tables where needed.

    Raises:
        LibraryError: not a database, not writable, or made by a newer refdb.
    """
    read_only = is_read_only(path)
    # A URL made of its parts: in a text, a "?" of the path would begin options, and the file would lie elsewhere.
    where = {"database": address(path), "query": {"uri": "true"}} if read_only else {"database": str(path)}
    engine = create_engine(URL.create("sqlite", **where), connect_args={"timeout": patience})
    event.listen(engine, "connect", _leave_transactions if read_only else _set_pragmas)
    event.listen(engine, "begin", _begin)
    try:
        version = _version(engine)
        if version != HEAD and read_only:
            raise LibraryError(
                f"{path} {READ_ONLY}, and was made by another refdb; a copy of the library will be brought up to date"
            )
        if version != HEAD:
            with engine.connect().execution_options(**WRITE) as connection:
                migrate(connection, path, version)
    except DatabaseError as error:
        engine.dispose()
        advice = "" if isinstance(error, OperationalError) else f"; {DAMAGED}"
        raise LibraryError(f"{path} cannot be opened as a library: {error.orig}{advice}") from error
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:  # noqa: ANN401  (a DBAPI connection has no common type)
    _leave_transactions(connection)
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _leave_transactions(connection: Any, _record: Any = None) -> None:  # noqa: ANN401
    # sqlite3 would begin transactions by itself, and not before DDL; _begin does it instead.
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    # A reader that turns writer late is refused at once when another process wrote in between;
    # one that asks for the write lock first waits for it.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        known = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).scalar()
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
