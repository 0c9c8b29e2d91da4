"""How fast a server may be asked: its own limit headers, shared by all threads, and a breaker for one that is down."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

_INTERVAL = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*$")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}
FULL = math.inf  # as many questions are under way as may be
LONGEST_SPACING = 60.0  # seconds; a limit that says less than a request a minute is not believed


@dataclass(slots=True)
class Pace:
    """Spaces requests evenly, one spacing for each kind of route, and bounds how many are under way.

    Crossref limits single works and lists differently and tells each answer's own limit, so a spacing is learned for
    each kind; the bound on requests under way is one for all.
    """

    spacing: dict[str, float] = field(
        default_factory=lambda: {"single": 0.2, "list": 1.0}
    )  # seconds; Crossref's public pool
    concurrency: int = 1
    _next: dict[str, float] = field(default_factory=dict)
    _under_way: int = 0
    _paused_until: float = 0.0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def turn(self, kind: str) -> Iterator[None]:
        """Wait for a turn to ask and hold it while asking."""
        with self._changed:
            while wait := self.begin(kind):
                self._changed.wait(None if wait == FULL else wait)
        try:
            yield
        finally:
            self.end()

    def begin(self, kind: str) -> float:
        """Take a turn, which ``end`` gives back: 0; where there is none the seconds to wait, FULL until one ends."""
        with self._changed:
            if self._under_way >= self.concurrency:
                return FULL
            now = time.monotonic()
            wait = max(self._next.get(kind, 0.0), self._paused_until) - now
            if wait > 0:
                return wait
            self._under_way += 1
            self._next[kind] = now + self.spacing[kind]
            return 0.0

    def end(self) -> None:
        """Give a turn back."""
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def learn(self, kind: str, headers: Mapping[str, str]) -> None:
        """Take over the limits an answer tells, under either of the names Crossref has used; others are ignored."""
        limit = _number(headers.get("x-rate-limit-limit") or headers.get("x-ratelimit-limit") or "")
        interval = _INTERVAL.match(headers.get("x-rate-limit-interval") or headers.get("x-ratelimit-interval") or "1s")
        at_once = _number(headers.get("x-concurrency-limit") or "")
        with self._changed:
            if limit and interval:
                seconds = float(interval[1]) * _UNITS[interval[2]]
                spacing = min(seconds / limit, LONGEST_SPACING)
                if kind in self._next:
                    self._next[kind] += spacing - self.spacing[kind]
                self.spacing[kind] = spacing
            if at_once:
                self.concurrency = int(at_once)
            self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Let no thread ask before ``seconds`` have gone by."""
        with self._changed:
            self._paused_until = max(self._paused_until, time.monotonic() + seconds)


class DocumentedPace(Pace):
    """A pace that a server's documents give; its headers can only slow it down.

    Some give a day's allowance under the name that Crossref uses for a second's.
    """

    def learn(self, kind: str, headers: Mapping[str, str]) -> None:
        """Take over a limit that an answer tells with the interval it is meant for, where it is the slower one."""
        if headers.get("x-rate-limit-interval") or headers.get("x-ratelimit-interval"):
            documented = self.spacing[kind]
            super().learn(kind, headers)
            self.spacing[kind] = max(documented, self.spacing[kind])


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\s*\d{1,9}\s*", text) else 0.0


@dataclass(slots=True)
class Breaker:
    """Keeps a run from waiting for a dead server again and again.

    After a question failed with all its retries, the next one gets a single short try (one bad record must not
    condemn the rest); if that fails too, nobody asks for ``rest`` seconds.
    """

    rest: float = 30.0
    doubtful: bool = False
    reason: str = ""
    _closed_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refusal(self) -> str:
        """Why the server is not asked now, or ``""``."""
        with self._lock:
            left = self._closed_until - time.monotonic()
            return f"{self.reason}; not asked again for {left:.0f} s" if left > 0 else ""

    def failed(self, reason: str, *, rest: float = 0.0) -> None:
        """A question failed; ``rest`` seconds of silence where the server itself asked for them."""
        with self._lock:
            if self.doubtful or rest:
                self._closed_until = time.monotonic() + (rest or self.rest)
            self.doubtful, self.reason = True, reason

    def answered(self) -> None:
        """A question was answered."""
        with self._lock:
            self.doubtful, self._closed_until = False, 0.0
