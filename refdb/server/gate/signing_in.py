"""How fast somebody may guess passwords: not fast."""

from __future__ import annotations

import time
from collections import deque

import anyio

from refdb.library import Library

WINDOW = 300.0  # seconds in which wrong passwords are counted
# Wrong passwords in that time: of one address for one name, of one address, for one name.
MOST = (5, 20, 50)
_KNOWN = 10_000  # counters that are kept


class Guesses:
    """Wrong passwords of the last minutes."""

    def __init__(self) -> None:
        self._failed: dict[tuple[str, str], deque[float]] = {}
        self._two_at_once = anyio.CapacityLimiter(2)  # a hash takes 64 MB

    def wait(self, name: str, address: str) -> int:
        """How many seconds to wait before the next try; 0 for none."""
        now, waits = time.monotonic(), [0.0]
        for key, most in zip(_keys(name, address), MOST, strict=True):
            times = self._failed.get(key, deque())
            while times and now - times[0] > WINDOW:
                times.popleft()
            if len(times) >= most:
                waits.append(times[-most] + WINDOW - now)
        return round(max(waits) + 0.5) if max(waits) > 0 else 0

    def failed(self, name: str, address: str) -> None:
        """Count a wrong password."""
        if len(self._failed) > _KNOWN:
            self._failed.pop(next(iter(self._failed)))
        for key in _keys(name, address):
            self._failed.setdefault(key, deque()).append(time.monotonic())

    async def sign_in(self, library: Library, name: str, password: str) -> str:
        """The secret of a new session, beside the event loop."""
        return await anyio.to_thread.run_sync(library.sign_in, name, password, limiter=self._two_at_once)


def _keys(name: str, address: str) -> tuple[tuple[str, str], ...]:
    plain = " ".join(name.split())[:100]
    return (plain, address), ("", address), (plain, "")
