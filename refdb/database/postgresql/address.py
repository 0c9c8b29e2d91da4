"""The address of a library in PostgreSQL: ``postgresql://USER@HOST/DATABASE?schema=NAME``."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from refdb.errors import InputError

SCHEMA = "refdb"  # where the address names none
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Place:
    """A database and the schema in it that is one library."""

    url: URL
    schema: str

    def __str__(self) -> str:
        """The address without its password."""
        return f"{self.url.set(drivername='postgresql').render_as_string()} (schema {self.schema})"

    @property
    def name(self) -> str:
        """How its connections are named in the server's own lists."""
        return f"refdb {self.schema}"

    @property
    def lock(self) -> int:
        """The number of the advisory lock under which this library is written, 64 bits with sign."""
        return int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:8], "big", signed=True)


def place_of(address: str) -> Place:
    """What an address means.

    Raises:
        InputError: it is none, or its schema has a name that PostgreSQL would have to be given in quotes.
    """
    try:
        url = make_url(address)
        named = url.query.get("schema", SCHEMA)
    except (ArgumentError, ValueError) as error:
        raise InputError(f"not an address of a library: {error}; write postgresql://USER@HOST/DATABASE") from None
    schema = named if isinstance(named, str) else named[0]
    if not _NAME.fullmatch(schema):
        raise InputError(f"schema {schema!r}: small letters, digits and _ alone")
    return Place(url.set(drivername="postgresql+psycopg").difference_update_query(["schema"]), schema)
