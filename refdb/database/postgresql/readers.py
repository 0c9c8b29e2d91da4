"""Connections that read one statement each, outside of transactions: nothing is sent but the statement.

Through SQLAlchemy's pool each question would take four ways to the server and back: is the connection alive, begin, the
statement, roll back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    import psycopg

MOST_IDLE = 4  # connections kept for the next question; more at once are made and closed


class Readers:
    """The connections of one library; threads may share them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._process = os.getpid()
        self._idle: list[psycopg.Connection[Any]] = []

    def rows(self, query: str, values: Mapping[str, object]) -> list[Sequence[Any]]:
        """The rows of a statement with ``:names`` for its values; over a new connection where the last one is lost.

        Raises:
            sqlalchemy.exc.DBAPIError: as by SQLAlchemy.
        """
        import psycopg

        statement = translated(query)
        while True:
            connection, known = self._taken()
            try:
                with connection.cursor(binary=True) as cursor:
                    found = cast("list[Sequence[Any]]", cursor.execute(statement, values).fetchall())
            except psycopg.Error as error:
                lost = connection.closed
                connection.close()
                if lost and known:
                    continue
                raise DBAPIError.instance(
                    query, dict(values), error, psycopg.Error, dialect=self._engine.dialect
                ) from error
            except BaseException:
                connection.close()
                raise
            if len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
            else:
                connection.close()
            return found

    def _taken(self) -> tuple[psycopg.Connection[Any], bool]:
        """(A connection, whether it was there before)."""
        if self._process != os.getpid():  # another process has those
            self._process, self._idle = os.getpid(), []
        try:
            return self._idle.pop(), True
        except IndexError:
            made = self._engine.raw_connection()
            connection = cast("psycopg.Connection[Any]", made.driver_connection)
            made.detach()
            connection.autocommit = True
            return connection, False

    def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop().close()


@lru_cache(512)
def translated(query: str) -> str:
    """A statement with ``:names`` as psycopg takes it.

    >>> translated("SELECT :a, CAST(:b AS text) LIKE 'x%'")
    "SELECT %(a)s, CAST(%(b)s AS text) LIKE 'x%%'"
    """
    return re.sub(r"(?<![:\w\\]):(\w+)", r"%(\1)s", query.replace("%", "%%")).replace("\\:", ":")
