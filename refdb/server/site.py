"""What every part of the server has: the library that is served, and how."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from refdb.library import Library

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


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine alone."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
