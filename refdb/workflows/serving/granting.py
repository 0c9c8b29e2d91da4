"""Who may do what in a library in PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from refdb.errors import InputError
from refdb.settings import database_of


def grant(library: str | Path | None, role: str, user: str, *, only_say: bool = False) -> list[str]:
    """Give a user of the database a role in a library.

    Args:
        library: its address, or a folder whose settings name one; None takes the one here.
        role: "reader" searches and checks, "editor" changes works, too, "owner" brings the tables up to date and builds
            indexes, "none" takes all back.
        user: as PostgreSQL knows them.
        only_say: change nothing.

    Returns:
        What is said to the database, in SQL.

    Raises:
        InputError: the library is a folder; there is no such role or user.
        LibraryError: you have not the right to.
    """
    address = database_of(library)
    if not address:
        raise InputError("rights are given in PostgreSQL; a folder's are those of its files")
    from refdb.database.opening import grant as given

    return given(address, role, user, only_say=only_say)
