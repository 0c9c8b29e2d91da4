"""Opening a library in PostgreSQL: connections to its schema, and migration to the present tables."""

from __future__ import annotations

import contextlib
import json
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from refdb.database.postgresql.address import Place
from refdb.database.sessions import WRITE
from refdb.database.sql.head import HEAD
from refdb.database.sql.migrating import migrate
from refdb.errors import LibraryError, NoLibraryError
from refdb.text.encodings import without_nul

if TYPE_CHECKING:
    import psycopg

CANDIDATES = 700  # that HNSW looks at together; it goes on where filters leave too few of them
SEARCHED = f"-chnsw.ef_search={CANDIDATES} -chnsw.iterative_scan=relaxed_order"
# What is made in a schema belongs to its owner, whoever of its members makes it: others keep their rights to it.
AS_OWNER = text(
    "SELECT CASE WHEN pg_has_role(nspowner, 'USAGE') THEN set_config('role', pg_get_userbyid(nspowner), true) END "
    "FROM pg_namespace WHERE nspname = :schema"
)
LOST = ("08", "57P0", "40001", "40P01")  # connection gone, server going, serialization failure, deadlock
LACKING = "42501"  # what PostgreSQL says where a right is lacking
# Questions are short, and their values tell how many rows there will be: nothing is compiled, nothing planned for all.
PLANNED = "-cjit=off -cplan_cache_mode=force_custom_plan -crandom_page_cost=1.1"
PATIENCE = 30  # seconds to wait for another writer


def open_engine(place: Place, *, create: bool = False, unfinished: bool = False) -> Engine:
    """An engine for the schema of ``place``; with ``create`` the schema is made where there is none.

    With ``unfinished`` also one into which a copy was begun that is not complete.

    Raises:
        LibraryError: no such server or library, no right to it, or it was made by a newer refdb.
    """
    try:
        import_module("psycopg")
    except ImportError:
        raise LibraryError("a library in PostgreSQL needs more packages: pip install 'refdb[postgresql]'") from None
    options = f"-csearch_path={place.schema},public -clock_timeout={PATIENCE}s -ctimezone=UTC {PLANNED} {SEARCHED}"
    given = {"options": options, "connect_timeout": 10, "application_name": place.name}
    engine = create_engine(place.url, connect_args=given, pool_pre_ping=True, json_serializer=_json)
    event.listen(engine, "begin", lambda connection: _begin(connection, place))
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    try:
        version, copying = _version(engine, place)
        if copying and not unfinished:
            raise LibraryError(f"a copy into {place} was begun and is not complete; give the same `refdb copy` again")
        if version is None and not create:
            raise NoLibraryError(f"there is no library at {place}; make one with `refdb init ADDRESS`")
        if version != HEAD:
            with engine.connect().execution_options(**WRITE) as connection:
                if connection.execute(AS_OWNER, {"schema": place.schema}).first() is None:
                    connection.execute(text(f"CREATE SCHEMA {place.schema}"))
                migrate(connection, place, version)
        if create:
            _make_extension(engine)
    except (DBAPIError, LibraryError) as error:
        engine.dispose()
        if isinstance(error, LibraryError):
            raise
        raise LibraryError(f"{place} cannot be opened: {told(error)}{_advice(error, place, create)}") from error
    return engine


def _advice(error: Exception, place: Place, create: bool) -> str:
    """What a DBA says so that this user may do what they wanted, where it is a right that they lack."""
    if getattr(getattr(error, "orig", None), "sqlstate", "") != LACKING:
        return ""
    user = quoted(place.url.username or "you")
    if create:
        return f"; a DBA says: CREATE SCHEMA IF NOT EXISTS {place.schema} AUTHORIZATION {user}"
    return f"; its owner says: refdb grant reader {user}"


def quoted(name: str) -> str:
    """A name as SQL takes any."""
    return '"' + name.replace('"', '""') + '"'


def _make_extension(engine: Engine) -> None:
    """Make pgvector, where it is installed and this user may; else vectors are searched on each machine."""
    with contextlib.suppress(DBAPIError), engine.begin() as connection:
        if not connection.scalar(text("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")):
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public"))


def told(error: DBAPIError) -> str:
    """The first line of what PostgreSQL said."""
    return str(error.orig).strip().partition("\n")[0]


def is_lost(error: DBAPIError) -> bool:
    """Whether a transaction came to nothing because its connection is gone, none is had, or for another one's sake."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # nothing that the server said
        return error.connection_invalidated or isinstance(error, OperationalError)
    return bool(error.connection_invalidated or state.startswith(LOST))


def copy_in(session: Session, table: str, data: str | bytes, options: str = "") -> None:
    """Data in a format of PostgreSQL's COPY into a table.

    Raises:
        sqlalchemy.exc.DBAPIError: as by SQLAlchemy.
    """
    import psycopg

    statement = f"COPY {table} FROM STDIN {options}"
    connection = session.connection()
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(data)
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate()
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, connection_invalidated=driver.closed, dialect=connection.dialect
        ) from error


def _begin(connection: Connection, place: Place) -> None:
    # One writer at a time, as in an SQLite file: what a transaction read before it wrote still holds, and none waits
    # for another that waits for it.
    if connection.get_execution_options().get("write"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({place.lock})")


def _without_nul(
    _connection: Any,
    _cursor: Any,
    statement: str,
    parameters: Any,
    _context: Any,
    many: bool,
) -> tuple[str, Any]:
    """PostgreSQL keeps no NUL in a text; SQLite does, and PDF files bring some."""
    rows = parameters if many else [parameters]
    if not any(_has_nul(value) for row in rows for value in _values(row)):
        return statement, parameters
    without = [cleaned(row) for row in rows]
    return statement, without if many else without[0]


def _json(value: Any) -> str:
    return "[]" if value == [] else without_nul(json.dumps(value, ensure_ascii=False))


def _values(row: Any) -> Any:
    return row.values() if isinstance(row, dict) else row


def _has_nul(value: Any) -> bool:
    return isinstance(value, str) and "\0" in value


def cleaned(row: Any) -> Any:
    """Values of a statement without NUL."""
    if isinstance(row, dict):
        return {name: value.replace("\0", "") if _has_nul(value) else value for name, value in row.items()}
    return tuple(value.replace("\0", "") if _has_nul(value) else value for value in row)


def _version(engine: Engine, place: Place) -> tuple[str | None, bool]:
    """(Which tables there are, whether a copy into them is not complete)."""
    with engine.connect() as connection:
        query = "SELECT to_regclass(:tables) IS NOT NULL, to_regclass(:mark) IS NOT NULL"
        names = {"tables": f"{place.schema}.alembic_version", "mark": f"{place.schema}.copying"}
        known, copying = connection.execute(text(query), names).one()
        if not known:
            return None, copying
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar(), copying
