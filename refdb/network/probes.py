"""Libraries that try the network while they are imported, kept from it: ``--offline`` opens no socket at all."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_probes() -> Iterator[None]:
    """Within, urllib3 is imported without binding a socket to see whether there is IPv6; refdb asks nothing by it."""
    known, socket.has_ipv6 = socket.has_ipv6, False
    try:
        yield
    finally:
        socket.has_ipv6 = known
