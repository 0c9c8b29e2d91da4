"""Transactions: what the modules of rows beside this one begin or join, and the time that they note."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from refdb.database.sqlite.files import advice
from refdb.errors import LibraryError

T = TypeVar("T")
P = ParamSpec("P")
S = TypeVar("S", bound="Sessions")

WRITE = {"write": True}  # execution option of connections that will write
_AT_ONCE = 500  # values in one IN ()


class Sessions:
    """A database's connections; a method inside ``transaction()`` joins it, any other is one by itself."""

    def __init__(self, path: Path | str, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._session: ContextVar[Session | None] = ContextVar("session", default=None)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All calls inside commit together, or not at all."""
        with self._writing():
            yield

    def in_one(self, unit: Callable[[], T]) -> T:
        """What ``unit`` gives, all of whose calls commit together, or not at all.

        Where a database can lose a transaction, it is called again: it changes nothing but the database.
        """
        with self._writing():
            return unit()

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        outer = self._session.get()
        if outer is not None:
            yield outer
            return
        with self._engine.connect().execution_options(**WRITE) as connection, Session(connection) as session:
            token = self._session.set(session)
            try:
                self._begun(session)
                yield session
                self._ending(session)
                session.commit()
                self._ended()
            except DatabaseError as error:
                self._tell(error)
                raise
            finally:
                self._session.reset(token)

    def _begun(self, session: Session) -> None:
        """What is to be done when a transaction begins."""

    def _ending(self, session: Session) -> None:
        """What is to be done before it ends well."""

    def _ended(self) -> None:
        """What is to be done when it has ended well."""

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        outer = self._session.get()
        if outer is not None:
            yield outer
            return
        try:
            with Session(self._engine) as session:
                yield session
        except DatabaseError as error:
            self._tell(error)
            raise

    def _tell(self, error: DatabaseError) -> None:
        """Say what is wrong with the file; a row that may not be there is the caller's matter."""
        if isinstance(error, OperationalError) or type(error) is DatabaseError:
            raise self._unusable(error) from error

    def _unusable(self, error: DatabaseError) -> LibraryError:
        if "readonly database" in str(error.orig):
            return LibraryError(f"{self.path} may not be written here; to change it, copy the library")
        return LibraryError(f"{self.path}: {error.orig}; {advice(str(error.orig))}")


def whole(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Let a method be a transaction of its own, or a part of the one around it."""

    @wraps(method)
    def in_one(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.in_one(lambda: method(self, *args, **kwargs))

    return in_one


def parts(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """Values as one IN () takes them, some at a time."""
    every = list(values)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))


def now() -> str:
    """The time in UTC, ISO 8601 to the second, as rows tell when they were written; sorts as it is."""
    return datetime.now(UTC).isoformat(timespec="seconds")
