"""What every part of the server has: the library that is served, and how."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import ParamSpec, TypeVar

import anyio

from refdb.library import Library

P = ParamSpec("P")
T = TypeVar("T")

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How a library is served."""

    host: str = "127.0.0.1"
    port: int = 8300
    workers: int = 1  # processes that do jobs
    largest_upload: int = 60_000_000  # bytes of one request
    local_user: str = ""  # who is asking where there are no accounts

    @property
    def is_local(self) -> bool:
        """Whether only this machine can ask."""
        return is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class Site:
    """The library that is served, and how. ``library`` may be used by several threads at once."""

    library: Library
    settings: ServerSettings
    # As many searches at once as there are cores: more would share them, and all would be late.
    searches: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(os.cpu_count() or 1))

    async def in_turn(self, function: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """What a search answers, beside the event loop, when its turn comes."""
        return await anyio.to_thread.run_sync(partial(function, *args, **named), limiter=self.searches)


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine alone."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
