"""Which database a library's address means; the only place that chooses one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # SQLAlchemy takes longer to import than a search takes
    from refdb.database.sqlite.reader import Reader
    from refdb.database.sqlite.store import Store


def open_database(path: Path) -> Store:
    """The database in this file, made where there is none, and brought to the present tables.

    Raises:
        LibraryError: not a database, not writable, or made by a newer refdb.
    """
    from refdb.database.sqlite.store import Store

    return Store(path)


def open_for_reading(path: Path) -> Reader | None:
    """The same for reading alone, which opens quicker; None where it has first to be brought to the present tables."""
    from refdb.database.sqlite.reader import open_reader

    return open_reader(path)
