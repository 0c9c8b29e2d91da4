"""Who may ask over HTTP: a token where one is set, and pages of no other site (DNS rebinding)."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import TYPE_CHECKING

from refdb.errors import InputError

if TYPE_CHECKING:
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LEAST_TOKEN = 16  # characters


def bound(host: str, token: str) -> None:
    """Nothing where the address may be opened.

    Raises:
        InputError: others could reach it, and no token is asked of them; or the token could be guessed.
    """
    if token and len(token) < LEAST_TOKEN:
        raise InputError(f"the token has fewer than {LEAST_TOKEN} characters; make one with `openssl rand -hex 32`")
    if host not in LOOPBACK and not token:
        raise InputError(f"{host} can be reached by others: set a token in $REFDB_MCP_TOKEN, or leave --host away")


def allowed(host: str, port: int, names: Sequence[str]) -> TransportSecuritySettings:
    """The ``Host`` and ``Origin`` headers that are answered.

    Args:
        host: the address that is listened on.
        port: its port.
        names: under which else the server is reached, by a proxy in front of it.
    """
    from mcp.server.transport_security import TransportSecuritySettings

    own = [*LOOPBACK[:2], "[::1]", *([host] if host not in (*LOOPBACK, "0.0.0.0", "::") else [])]  # noqa: S104
    outside = [one for name in names for one in (name, f"{name}:{port}")]  # behind a proxy the port is its own
    hosts = [f"{name}:{port}" for name in own]
    origins = [f"http://{one}" for one in (*hosts, *outside)] + [f"https://{one}" for one in outside]
    return TransportSecuritySettings(allowed_hosts=[*hosts, *outside], allowed_origins=origins)


class Guarded:
    """An application that answers only those who know the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._expected = app, f"bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 401."""
        if scope["type"] != "http" or self._knows(scope):
            await self._app(scope, receive, send)
            return
        headers = [(b"www-authenticate", b'Bearer realm="refdb"'), (b"content-type", b"application/problem+json")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        body = b'{"title":"Unauthorized","status":401,"detail":"Send the token as a bearer token."}'
        await send({"type": "http.response.body", "body": body})

    def _knows(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) != 1:
            return False
        scheme, _, token = given[0].partition(b" ")
        return hmac.compare_digest(scheme.lower() + b" " + token.strip(), self._expected)
