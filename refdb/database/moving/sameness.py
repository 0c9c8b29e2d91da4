"""When two rows are the same, whichever database keeps them, and a digest of many that shows it.

PostgreSQL keeps no NUL in a text, and the order of names in some of its JSON columns is its own: neither counts. The
journal holds rows as they were: SQLite's has their JSON columns as text, PostgreSQL's as JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON

from refdb.database.tables import Base, JournalRow
from refdb.text.encodings import without_nul

_JSON_COLUMNS = {
    name: {column.name for column in table.columns if isinstance(column.type, JSON)}
    for name, table in Base.metadata.tables.items()
}


@dataclass(frozen=True, slots=True)
class Digest:
    """How many rows, and the sum of their SHA-256: the same in whatever order they are read."""

    rows: int = 0
    total: int = 0

    def __add__(self, other: Digest) -> Digest:
        return Digest(self.rows + other.rows, (self.total + other.total) % 2**256)

    @property
    def sha256(self) -> str:
        """The sum, written as a digest is."""
        return f"{self.total:064x}"


def digest_of(table: str, rows: Iterable[Mapping[str, Any]]) -> Digest:
    """The digest of rows of a table."""
    total = count = 0
    for row in rows:
        total += int.from_bytes(hashlib.sha256(_canonical(table, row)).digest(), "big")
        count += 1
    return Digest(count, total % 2**256)


def as_kept_in(dialect: str, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row, read from any database, as this one keeps it."""
    values = dict(row)
    if table == JournalRow.__tablename__:
        columns = _JSON_COLUMNS[values["table"]]
        values["before"] = without_nul(
            json.dumps(
                {
                    name: json.dumps(value) if name in columns and dialect == "sqlite" else value
                    for name, value in _before(values).items()
                },
                ensure_ascii=False,
            )
        )
    return values


def _canonical(table: str, row: Mapping[str, Any]) -> bytes:
    values = dict(row)
    if table == JournalRow.__tablename__:
        values["before"] = _before(values)
    text = without_nul(json.dumps(values, ensure_ascii=False, sort_keys=True, default=bytes.hex))
    return text.encode("utf-8", "surrogatepass")


def _before(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row was: JSON columns as JSON, whether they are written so or as text."""
    columns = _JSON_COLUMNS[row["table"]]
    return {
        name: json.loads(value) if name in columns and isinstance(value, str) else value
        for name, value in json.loads(row["before"]).items()
    }
