"""All rows of one library into another that has none, some at a time; killed, it goes on where it was.

Ids stay as they are. Words and vector indexes are not copied but follow from the rows. What is read is the source at
one moment, whatever is written to it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from refdb.database.moving.sameness import Digest, as_kept_in, digest_of
from refdb.database.sql.stores import StoreRows
from refdb.database.tables import Base, PassageRow
from refdb.errors import InputError, LibraryError
from refdb.model.running import Progress, silent

AT_ONCE = 500  # rows in a transaction: a work can have a full text of a megabyte
TABLES: Sequence[Table] = Base.metadata.sorted_tables  # what others mean comes before them
MARK = "copying"  # a table that is there as long as a copy is not complete, with where it comes from


@dataclass(frozen=True, slots=True)
class Copied:
    """What is in each table, the same in both libraries."""

    tables: Mapping[str, Digest]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(digest.rows for digest in self.tables.values())


def copy_rows(source: StoreRows, target: StoreRows, progress: Progress = silent) -> Copied:
    """Copy all rows, and read them again to compare.

    Args:
        source: the library that is read.
        target: a library without rows, or one into which a copy of this source was begun.
        progress: told how many rows were copied.

    Raises:
        InputError: there are rows of something else in ``target``.
        LibraryError: what was written is not what was read.
    """
    _begin(source, target)
    try:
        with source.unmoved() as reading:
            total = sum(_count(reading, table) for table in TABLES)
            known = _known(reading, target)
            done = sum(digest.rows for digest in known.values())
            for table in TABLES:
                for rows in _chunks(reading, table, _last(target, table)):
                    _write(target, table, rows)
                    known[table.name] += digest_of(table.name, rows)
                    done += len(rows)
                    progress("copying", done, total)
            target.go_on_from(source.last_passage_id())
    except IntegrityError as error:
        raise LibraryError(f"{target.path}: another program wrote into it; copy again into an empty one") from error
    _compare(target, known)
    with target._writing() as session:
        session.execute(text(f"DROP TABLE {MARK}"))
    return Copied(known)


def is_unfinished(connection: Connection) -> bool:
    """Whether a copy into this library was begun and is not complete."""
    return inspect(connection).has_table(MARK)


def _begin(source: StoreRows, target: StoreRows) -> None:
    """Mark the target as one that is being filled from this source; of another unfinished copy nothing is kept."""
    with target._writing() as session:
        connection = session.connection()
        if is_unfinished(connection):
            begun = session.scalar(text(f"SELECT source FROM {MARK}"))
            if begun != str(source.path):
                target.forget_all_rows(session)
                session.execute(text(f"UPDATE {MARK} SET source = :source"), {"source": str(source.path)})
            return
        if any(_count(connection, table) for table in TABLES):
            raise InputError(f"there is a library in {target.path} already; copy into an empty one")
        session.execute(text(f"CREATE TABLE {MARK} (source VARCHAR NOT NULL)"))
        session.execute(text(f"INSERT INTO {MARK} VALUES (:source)"), {"source": str(source.path)})


def _known(reading: Connection, target: StoreRows) -> dict[str, Digest]:
    """What of each table is in the target already; nothing, and none of it, where the source has changed since."""
    known = {}
    for table in TABLES:
        last = _last(target, table)
        with target._reading() as session:
            there = _digest(session.connection(), table, last)
        if there.rows and there != _digest(reading, table, last):
            with target._writing() as session:
                target.forget_all_rows(session)
            return {table.name: Digest() for table in TABLES}
        known[table.name] = there
    return known


def _write(target: StoreRows, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    with target._writing() as session:
        dialect = session.connection().dialect.name
        session.execute(insert(table), [as_kept_in(dialect, table.name, row) for row in rows])
        if table.name == PassageRow.__tablename__:
            target.index_passages(session, rows[0]["id"], rows[-1]["id"])


def _compare(target: StoreRows, wanted: Mapping[str, Digest]) -> None:
    for table in TABLES:
        with target._reading() as session:
            found = _digest(session.connection(), table)
        if found != wanted[table.name]:
            raise LibraryError(
                f"{target.path}: of {wanted[table.name].rows} rows in {table.name!r} {found.rows} are there, or not as "
                "they were read; give the same command again"
            )
    faults = target.word_faults()
    if faults:
        raise LibraryError(f"{target.path}: {faults[0]}")


def _number(table: Table) -> ColumnElement[int]:
    """The column by which a table is read some at a time: its own id, or that of what a row belongs to."""
    return next(table.c[name] for name in ("id", "work_id", "passage_id") if name in table.c)


def _chunks(connection: Connection, table: Table, last: int, most: int | None = None) -> Iterator[list[dict[str, Any]]]:
    """The rows with a number above ``last``, up to ``most``; those of one number come together."""
    number = _number(table)
    while True:
        below = select(number).where(number > last).order_by(number).limit(AT_ONCE)
        if most is not None:
            below = below.where(number <= most)
        end = connection.scalar(select(func.max(below.subquery().c[0])))
        if end is None:
            return
        rows = connection.execute(select(table).where(number > last, number <= end).order_by(number))
        yield [dict(row) for row in rows.mappings()]
        last = end


def _digest(connection: Connection, table: Table, most: int | None = None) -> Digest:
    found = (digest_of(table.name, rows) for rows in _chunks(connection, table, -1, most))
    return sum(found, Digest())


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _last(target: StoreRows, table: Table) -> int:
    with target._reading() as session:
        found = session.scalar(select(func.max(_number(table))))
        return -1 if found is None else int(found)
