"""Whether a server can be reached at all: asked once, before references wait for it one after the other."""

from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

PATIENCE = 4.0  # seconds in all; looking a name up knows no limit of its own


def unreachable(address: str, patience: float = PATIENCE) -> str:
    """Why nobody answers under an http(s) address, or under the proxy that leads there; ``""`` where somebody does."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    proxy = "" if proxy_bypass(host) else getproxies().get(parts.scheme, "")
    if proxy:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, port = parts.hostname or "", parts.port or 80
    said: list[str] = []
    trying = threading.Thread(target=lambda: said.append(_connect(host, port, patience)), daemon=True)
    trying.start()
    trying.join(patience)
    return said[0] if said else f"{host} does not answer within {patience:g} s"


def _connect(host: str, port: int, patience: float) -> str:
    try:
        socket.create_connection((host, port), patience).close()
    except OSError as error:
        return f"{host}: {(error.strerror or str(error)).lower()}"
    return ""
