"""Which database a library's address means; the only place that chooses one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from refdb.errors import InputError, NoLibraryError
from refdb.model.running import Progress, silent

if TYPE_CHECKING:  # SQLAlchemy takes longer to import than a search takes
    from refdb.database.moving.copying import Copied
    from refdb.database.postgresql.store import Store as Schema
    from refdb.database.sqlite.reader import Reader
    from refdb.database.sqlite.store import Store


def open_database(
    path: Path | str, *, create: bool = False, unfinished: bool = False, vectors: str = "auto"
) -> Store | Schema:
    """The database in this file, made where there is none, and brought to the present tables; or the one at an address.

    Args:
        path: of the file; or postgresql://USER@HOST/DATABASE?schema=NAME.
        create: whether a schema is made, too.
        unfinished: whether also one is opened into which a copy was begun that is not complete.
        vectors: where those of a library in PostgreSQL are searched: "auto", "database" or "files".

    Raises:
        LibraryError: not a database, not writable, or made by a newer refdb.
    """
    if isinstance(path, str):
        from refdb.database.postgresql.store import Store as Schema
        from refdb.database.postgresql.store import VectorsIn

        if vectors not in get_args(VectorsIn):
            raise InputError(f"vectors = {vectors!r} should be one of {', '.join(get_args(VectorsIn))}")
        return Schema(path, create=create, unfinished=unfinished, vectors=cast("VectorsIn", vectors))
    from refdb.database.sqlite.store import Store

    return Store(path)


def load_code(address: str) -> None:
    """Import what it takes to open a library at an address, or in a file where that is empty; nothing is opened."""
    import_module("refdb.database.postgresql.store" if address else "refdb.database.sqlite.store")


def init_database(address: str) -> bool:
    """Make the tables of a library at an address in PostgreSQL; whether there were none.

    Raises:
        LibraryError: no such server, or no right to make them.
    """
    from refdb.database.postgresql.store import Store as Schema

    try:
        Schema(address).close()
        new = False
    except NoLibraryError:
        new = True
    Schema(address, create=True).close()  # where there is one, pgvector may still be made
    return new


def grant(address: str, role: str, user: str, *, only_say: bool = False) -> list[str]:
    """Give a user of the database a role in the library at an address; see ``database.postgresql.roles``."""
    from refdb.database.postgresql.address import place_of
    from refdb.database.postgresql.roles import grant, granting

    return (granting if only_say else grant)(place_of(address), role, user)


def open_for_reading(path: Path) -> Reader | None:
    """The same for reading alone, which opens quicker; None where it has first to be brought to the present tables."""
    from refdb.database.sqlite.reader import open_reader

    return open_reader(path)


def copy_rows(source: Store | Schema, target: Store | Schema, progress: Progress = silent) -> Copied:
    """All rows of one library into another that has none; see ``database.moving.copying``."""
    from refdb.database.moving import copying

    return copying.copy_rows(source, target, progress)
