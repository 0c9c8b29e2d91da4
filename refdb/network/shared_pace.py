"""One pace for a server that several processes ask: it is kept in one place, where each of them takes its turns.

The place answers at once and keeps nobody waiting, so that it may be a thread beside other work, or an actor of a
cluster; who finds no turn asks again.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from refdb.network.pace import FULL, Pace

ASK_AGAIN = 0.05  # seconds between two questions whether a turn has ended
_SENT = ("x-rate-limit", "x-ratelimit", "x-concurrency-limit")  # how the headers begin that tell a limit


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a server's pace before it has answered."""

    kind: type[Pace]
    spacing: Mapping[str, float]
    concurrency: int


Place = Callable[
    ..., Any
]  # place(method of PacePlace, *arguments but the first): what the place answers to this process
_place: ContextVar[Place | None] = ContextVar("pace_place", default=None)


class PacePlace:
    """The paces of all servers that are asked, and who holds turns: workers, by what they are called."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._paces: dict[str, Pace] = {}
        self._held: dict[str, Counter[str]] = {}

    def begin(self, who: str, host: str, terms: Terms, kind: str) -> float:
        """Take a turn: 0, else the seconds to wait; see ``Pace.begin``."""
        with self._lock:
            pace = self._paces.setdefault(host, terms.kind(dict(terms.spacing), terms.concurrency))
            wait = pace.begin(kind)
            if not wait:
                self._held.setdefault(who, Counter())[host] += 1
            return wait

    def end(self, who: str, host: str) -> None:
        """Give a turn back; one that was given back already is left alone."""
        with self._lock:
            if self._held.get(who, Counter())[host] > 0:
                self._held[who][host] -= 1
                self._paces[host].end()

    def learn(self, _who: str, host: str, kind: str, headers: Mapping[str, str]) -> None:
        """Take over the limits that an answer told to anyone."""
        self._paces[host].learn(kind, headers)

    def pause(self, _who: str, host: str, seconds: float) -> None:
        """Let nobody ask before ``seconds`` have gone by."""
        self._paces[host].pause(seconds)

    def lost(self, who: str) -> None:
        """Give back the turns of a worker that is gone."""
        with self._lock:
            for host, turns in self._held.pop(who, Counter()).items():
                for _ in range(turns):
                    self._paces[host].end()


class SharedPace(Pace):
    """A server's pace as a worker sees it: its turns are taken elsewhere."""

    def __init__(self, host: str, own: Pace, place: Place) -> None:
        super().__init__(dict(own.spacing), own.concurrency)
        self._place = place
        self._terms = Terms(type(own), dict(own.spacing), own.concurrency)
        self._host = f"{host} {type(own).__name__} {own.spacing}"  # two services of one host have a pace each
        # Of this process's threads one asks again and again, not each.
        self._first = {kind: threading.Lock() for kind in own.spacing}

    @contextmanager
    def turn(self, kind: str) -> Iterator[None]:
        """Wait for a turn to ask and hold it while asking."""
        with self._first[kind]:
            while wait := self._place("begin", self._host, self._terms, kind):
                time.sleep(ASK_AGAIN if wait == FULL else wait)
        try:
            yield
        finally:
            self._place("end", self._host)

    def learn(self, kind: str, headers: Mapping[str, str]) -> None:
        """Tell the place of an answer's limits."""
        told = {name.lower(): value for name, value in headers.items() if name.lower().startswith(_SENT)}
        if told:
            self._place("learn", self._host, kind, told)

    def pause(self, seconds: float) -> None:
        """Let no worker ask before ``seconds`` have gone by."""
        self._place("pause", self._host, seconds)


def shared(host: str, own: Pace) -> Pace:
    """The pace for a server: its own, or within ``kept_at`` that of the place."""
    place = _place.get()
    return own if place is None else SharedPace(host, own, place)


@contextmanager
def kept_at(place: Place | None) -> Iterator[None]:
    """Clients that are made within take their turns at this place; None: each keeps a pace of its own."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)
