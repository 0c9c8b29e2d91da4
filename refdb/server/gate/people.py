"""Who has which session or token, remembered until anything in the library changes: each request asks it."""

from __future__ import annotations

import time

from refdb.library import Library
from refdb.model import Account

LONGEST = 5.0  # seconds: sessions end by themselves, which changes nothing in the library


class People:
    """The accounts of a library, as the gate asks for them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._version: int | None = None
        self._read_at = 0.0
        self._known: dict[tuple[str, str], Account | None] = {}

    def has_accounts(self) -> bool:
        """Whether anybody has an account."""
        return self._asked("", "") is not None

    def with_session(self, secret: str) -> Account | None:
        """Whose session this is; None where it is nobody's."""
        return self._asked("session", secret)

    def with_token(self, token: str) -> Account | None:
        """Whose token this is; None where it is nobody's."""
        return self._asked("token", token)

    def _asked(self, kind: str, secret: str) -> Account | None:
        version = self._library.version()  # before what is read: a change meanwhile is another version
        if version is None or version != self._version or time.monotonic() > self._read_at + LONGEST:
            self._version, self._read_at, self._known = version, time.monotonic(), {}
        if (kind, secret) not in self._known:
            self._known[kind, secret] = self._read(kind, secret)
        return self._known[kind, secret]

    def _read(self, kind: str, secret: str) -> Account | None:
        if kind == "session":
            return self._library.who(session=secret)
        return self._library.who(token=secret) if kind else next(iter(self._library.accounts()), None)
