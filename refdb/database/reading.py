"""What searching reads of a library, by SQL alone: SQLAlchemy takes longer to import than a search takes.

``Store`` reads so too; a ``Reader`` stands in for it as long as nothing is written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from refdb.database.head import HEAD
from refdb.errors import LibraryError
from refdb.model import Passage, Person, Span, Update, Work

if TYPE_CHECKING:
    from refdb.database.store import Store

WORK_FIELDS = tuple(f.name for f in fields(Work))
TUPLE_FIELDS = ("years", "date", "isbn", "issn", "other_titles", "aliases", "tags", "collections", "notes", "files")
_WORKS = f"SELECT {', '.join(f'w.{name}' for name in WORK_FIELDS)} FROM work w"  # noqa: S608  (our own names)
# Passages with what they take from their works.
PASSAGES = (
    "SELECT p.id, w.key, w.title, p.text, p.sentences, p.section, p.page, p.origin "
    "FROM passage p JOIN work w ON w.id = p.work_id"
)
_AT_ONCE = 500  # values in one IN ()


class Reading:
    """A library's works and passages, read."""

    path: Path

    def rows(self, query: str, **values: Any) -> list[Sequence[Any]]:  # noqa: ANN401  (what SQL can hold)
        """The rows of a query in SQL with ``:names`` for its values.

        Raises:
            LibraryError: the database cannot be read.
        """
        raise NotImplementedError

    def version(self) -> int | None:
        """A number that is another one after each change by anybody else; None where that is not known."""
        return None

    def works(self, keys: Iterable[str] | None = None) -> list[Work]:
        """All works in the order they came, or those with the given keys."""
        if keys is None:
            return [work_from_columns(row) for row in self.rows(f"{_WORKS} ORDER BY w.id")]
        wanted = list(keys)
        found: list[Work] = []
        for start in range(0, len(wanted), _AT_ONCE):
            part = {f"k{n}": key for n, key in enumerate(wanted[start : start + _AT_ONCE])}
            names = ", ".join(f":{name}" for name in part)
            found += map(work_from_columns, self.rows(f"{_WORKS} WHERE w.key IN ({names}) ORDER BY w.id", **part))
        return found

    def work(self, key: str) -> Work | None:
        """The work with this key."""
        return next(map(work_from_columns, self.rows(f"{_WORKS} WHERE w.key = :key", key=key)), None)

    def work_by_doi(self, doi: str) -> Work | None:
        """The work with this DOI (bare, lower-case)."""
        return next(map(work_from_columns, self.rows(f"{_WORKS} WHERE w.doi = :doi", doi=doi)), None)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids."""
        found = (row for part in in_parts(ids) for row in self.rows(f"{PASSAGES} WHERE p.id IN ({part})"))
        return {row[0]: passage_from_columns(row) for row in found}

    def passages_of(self, keys: Iterable[str]) -> list[Passage]:
        """All passages of the works with these keys."""
        wanted = dict.fromkeys(keys)
        values = {f"k{n}": key for n, key in enumerate(wanted)}
        names = ", ".join(f":{name}" for name in values)
        query = f"{PASSAGES} WHERE w.key IN ({names}) ORDER BY w.id, p.n"
        return [passage_from_columns(row) for row in self.rows(query, **values)] if wanted else []

    def works_of_passages(self, ids: Sequence[int]) -> dict[int, int]:
        """For each of these passages the row of its work."""
        query = "SELECT id, work_id FROM passage WHERE id IN"
        return {int(id_): int(work) for part in in_parts(ids) for id_, work in self.rows(f"{query} ({part})")}


class Reader(Reading):
    """Reads a library's SQLite file by itself; see ``open_reader``."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = Lock()  # threads of a server may share it

    def rows(self, query: str, **values: Any) -> list[Sequence[Any]]:  # noqa: ANN401
        """The rows of a query in SQL with ``:names`` for its values.

        Raises:
            LibraryError: the database cannot be read.
        """
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise LibraryError(
                f"{self.path}: {error}; see that no other program holds it and the disk is not full"
            ) from error

    def version(self) -> int | None:
        """A number that is another one after each change; a Reader makes none itself."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def open_reader(path: Path, patience: float = 30.0) -> Reader | None:
    """A reader of the SQLite file ``path``; None where it has not the present tables: a ``Store`` brings it to them."""
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA query_only = ON")
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:  # no library, or a damaged one: a Store says what is wrong
        version = None
    if version != (HEAD,):
        connection.close()
        return None
    return Reader(path, connection)


@contextmanager
def writable(library: Reading) -> Iterator[Store]:
    """The store that writes where ``library`` reads: itself, or one opened for as long as it is needed."""
    from refdb.database.store import Store

    if isinstance(library, Store):
        yield library
        return
    store = Store(library.path)
    try:
        yield store
    finally:
        store.close()


def in_parts(ids: Sequence[int]) -> Iterator[str]:
    """Ids as SQL's IN takes them, some at a time."""
    for start in range(0, len(ids), _AT_ONCE):
        yield ",".join(str(int(id_)) for id_ in ids[start : start + _AT_ONCE])


def passage_from_columns(row: Sequence[Any]) -> Passage:
    """The passage of a row of ``PASSAGES``."""
    id_, key, title, text, sentences, section, page, origin = row
    spans = tuple(Span(*span) for span in from_column(sentences))
    return Passage(key, text, spans, section=section, page=page, origin=origin, title=title, id=id_)


def work_from_columns(row: Sequence[Any]) -> Work:
    """The work of a row with ``WORK_FIELDS``."""
    return work_from_values(dict(zip(WORK_FIELDS, row, strict=True)))


def work_from_values(columns: Mapping[str, Any]) -> Work:
    """The work whose columns these are, lists as such or in JSON."""
    values = dict(columns)
    values |= {name: tuple(from_column(values[name])) for name in TUPLE_FIELDS}
    values["authors"] = tuple(Person(**person) for person in from_column(values["authors"]))
    values["editors"] = tuple(Person(**person) for person in from_column(values["editors"]))
    values["updates"] = tuple(Update(**update) for update in from_column(values["updates"]))
    values["extra"] = tuple((name, value) for name, value in from_column(values["extra"]))
    return Work(**values)


def from_column(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """What a JSON column holds; SQLite gives its text."""
    return json.loads(value) if isinstance(value, str) else value
