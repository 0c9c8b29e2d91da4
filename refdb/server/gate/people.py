"""Who has which session or token, remembered until anything in the library changes: each request asks it."""

from __future__ import annotations

import time

from refdb.library import Library

LONGEST = 5.0  # seconds: sessions end by themselves, which changes nothing in the library


class People:
    """The accounts of a library, as the gate asks for them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._version: int | None = None
        self._read_at = 0.0
        self._known: dict[tuple[str, str], str] = {}

    def has_accounts(self) -> bool:
        """Whether anybody has an account."""
        return bool(self._asked("", ""))

    def with_session(self, secret: str) -> str:
        """Whose session this is; ``""`` where it is nobody's."""
        return self._asked("session", secret)

    def with_token(self, token: str) -> str:
        """Whose token this is; ``""`` where it is nobody's."""
        return self._asked("token", token)

    def _asked(self, kind: str, secret: str) -> str:
        version = self._library.version()  # before what is read: a change meanwhile is another version
        if version is None or version != self._version or time.monotonic() > self._read_at + LONGEST:
            self._version, self._read_at, self._known = version, time.monotonic(), {}
        known = self._known.get((kind, secret))
        if known is None:
            known = self._known[kind, secret] = self._read(kind, secret)
        return known

    def _read(self, kind: str, secret: str) -> str:
        if kind == "session":
            return self._library.who(session=secret)
        return self._library.who(token=secret) if kind else next(iter(self._library.accounts()), "")
