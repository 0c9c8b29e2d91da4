"""Who may ask over HTTP: a token where one is set, and pages of no other site (DNS rebinding)."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import TYPE_CHECKING

import anyio.to_thread

from refdb.errors import InputError
from refdb.model import Account

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.types import ASGIApp, Receive, Scope, Send

    from refdb.mcp.desk import Desk

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LEAST_TOKEN = 16  # characters


def bound(host: str, token: str, *, has_accounts: bool = False) -> None:
    """Nothing where the address may be opened.

    Raises:
        InputError: others could reach it, and no token is asked of them; or the token could be guessed.
    """
    if token and len(token) < LEAST_TOKEN:
        raise InputError(f"the token has fewer than {LEAST_TOKEN} characters; make one with `openssl rand -hex 32`")
    if host not in LOOPBACK and not token and not has_accounts:
        raise InputError(
            f"{host} can be reached by others: set a token in $REFDB_MCP_TOKEN, make accounts (`refdb user add`), or "
            "leave --host away"
        )


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
    """An application that answers only those who know the token, or have one of an account of the library.

    Without a token and without accounts everybody is answered. Who asks stands in ``scope["state"]["account"]``.
    """

    def __init__(self, app: ASGIApp, token: str, desk: Desk) -> None:
        self._app, self._token, self._desk = app, token.encode(), desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 401."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        account = await anyio.to_thread.run_sync(self._whose, _sent(scope))
        if account:
            scope.setdefault("state", {})["account"] = account
            await self._app(scope, receive, send)
            return
        headers = [(b"www-authenticate", b'Bearer realm="refdb"'), (b"content-type", b"application/problem+json")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        body = b'{"title":"Unauthorized","status":401,"detail":"Send the token as a bearer token."}'
        await send({"type": "http.response.body", "body": body})

    def _whose(self, sent: bytes | None) -> Account | None:
        """Who sends this token; the one whose library it is, where the server's own is sent or none is needed."""
        if sent is not None and self._token and hmac.compare_digest(sent, self._token):
            return Account("", "owner")
        if sent:
            return self._desk.account_with(sent.decode("utf-8", "replace"))
        return None if self._token or self._desk.has_accounts() else Account("", "owner")


def may_change(context: Context) -> None:
    """Nothing where who asks may change the library; over standard input it is who started the program.

    Raises:
        InputError: they are a reader.
    """
    request = context.request_context.request
    if request is not None and not request.state.account.may("editor"):
        raise InputError(request.state.account.refused("editor"))


def _sent(scope: Scope) -> bytes | None:
    """The bearer token of a request; None where there is not one, and one alone."""
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
    return bytes(token.strip()) if scheme.lower() == b"bearer" else None
