"""A library's file as SQLite is to open it: one that may not be written is read all the same."""

from __future__ import annotations

import os
from pathlib import Path

READ_ONLY = "may not be written here"
DAMAGED = (
    "if it is damaged, put a copy of the library back (`refdb restore BACKUP`), or save what is left with "
    "sqlite3's .recover"
)
_OF_DAMAGE = ("malformed", "not a database", "no such table", "no such column", "decode", "disk I/O error")


def advice(said: str) -> str:
    """What to do where SQLite says this of a library that was open.

    >>> advice("no such table: passage") == DAMAGED, advice("database is locked")
    (True, 'see that no other program holds it and the disk is not full')
    """
    if any(sign in said for sign in _OF_DAMAGE):
        return DAMAGED
    return "see that no other program holds it and the disk is not full"


def is_read_only(path: Path) -> bool:
    """Whether the database is there and cannot be changed: another user's, on a CD, on a share.

    SQLite writes beside the database, too: its folder counts.
    """
    return path.is_file() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def address(path: Path) -> str:
    """The URI under which such a database is read.

    Where nobody has it open for writing there is no log beside it, and SQLite, which would make one, has to be told
    that nothing will change.
    """
    written = path.with_name(f"{path.name}-wal").exists()
    return f"{path.resolve().as_uri()}?{'mode=ro' if written else 'immutable=1'}"
