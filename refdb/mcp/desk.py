"""The library that an assistant's calls share, and how what goes wrong is told."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from mcp.server.mcpserver.exceptions import ToolError

from refdb.errors import LibraryError, RefdbError
from refdb.library import Library, find_library, open_library

if TYPE_CHECKING:
    from refdb.mcp.shapes import Holding
    from refdb.model import Account

F = TypeVar("F", bound=Callable[..., Any])


class Desk:
    """A library, opened when it is first needed, for one call at a time.

    Args:
        folder: the library; None takes the one found from the current folder upward, or the user's own.
        files: folders whose files may be audited; None allows any.
        options: settings that go before environment and library.toml.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        files: tuple[Path, ...] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder, self.files, self.options = folder, files, options or {}
        self._lock, self._auditing, self._door = Lock(), Lock(), Lock()
        self._library: Library | None = None
        self._asked: Library | None = None

    @property
    def known_folder(self) -> str | Path | None:
        """The library whose earlier answers count, if there is one."""
        return self.folder or find_library()

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The library, for this call alone.

        Raises:
            LibraryError: there is none.
        """
        with self._lock:
            if self._library is None:
                self._library = open_library(self.folder, options=self.options)
            yield self._library

    @contextmanager
    def auditing(self) -> Iterator[Library]:
        """The library opened once more, made if need be, so that searches go on during an audit."""
        with self._auditing, open_library(self.folder, create=True, options=self.options) as library:
            yield library

    def account_with(self, token: str) -> Account | None:
        """Whose token this is; None where it is nobody's."""
        with self._at_the_door() as library:
            return library.who(token=token) if library and token else None

    def has_accounts(self) -> bool:
        """Whether the library's server has accounts: then nobody asks over HTTP without one."""
        with self._at_the_door() as library:
            return bool(library and library.accounts())

    @contextmanager
    def _at_the_door(self) -> Iterator[Library | None]:
        """The library opened once more, so that nobody who comes in waits for another's search; None without one."""
        with self._door:
            if self._asked is None:
                with suppress(LibraryError):  # none was made yet: nobody has an account
                    self._asked = open_library(self.folder, options=self.options)
            yield self._asked

    def close(self) -> None:
        """Let go of the library."""
        with self._lock, self._door:
            for library in filter(None, (self._library, self._asked)):
                library.close()
            self._library = self._asked = None


def telling(function: F) -> F:
    """The function, whose errors that a user can mend reach the assistant in their own words."""

    @functools.wraps(function)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except RefdbError as error:
            raise ToolError(str(error)) from None

    return told  # type: ignore[return-value]


def holding(library: Library) -> Holding:
    """How many works the library has, and of how many there is something to read."""
    works, with_text = library.store.count_works()
    return {"works": works, "with_text": with_text, "without_text": works - with_text}
