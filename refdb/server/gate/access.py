"""Who is asking, and whether they may: the one gate through which every request comes.

- Without accounts only this machine may ask, under a name that means it (against DNS rebinding).
- With accounts a session's cookie or a token (``Authorization: Bearer``) is needed for all but the sign-in page.
- What changes something by a cookie's right needs that cookie's CSRF token and comes from a page of this server.
- What somebody's role may not do is refused, whichever way they come.
- No page runs a script, or shows a picture, of anybody else.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from refdb.model import Account
from refdb.server.gate.people import People
from refdb.server.gate.roles import SAFE, needed
from refdb.server.problems import problem
from refdb.server.site import LOOPBACK_NAMES, Site, is_loopback

OPEN = ("/sign-in", "/static/")  # what is answered to anybody
_FORM = 1_000_000  # bytes of a form that is looked into for its token
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer, browsers send our own forms with "Origin: null"
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def csrf_of(cookie: str) -> str:
    """The CSRF token of a session: nobody can tell it who does not know the cookie."""
    return sha256(f"csrf {cookie}".encode()).hexdigest()


def cookie_name(port: int) -> str:
    """Another one for each port: browsers keep the cookies of a machine's servers together."""
    return f"refdb-{port}"


class Access:
    """The gate. What is let through finds ``user``, ``account``, ``csrf`` and ``cookie`` in ``request.state``."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site
        self.cookie = cookie_name(site.settings.port)
        self.people = People(site.library)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookie, is_api = _cookie(headers, self.cookie), scope["path"].startswith("/api/")
        new = "" if cookie else secrets.token_urlsafe(32)
        state = scope.setdefault("state", {})
        state |= {
            "cookie": cookie or new,
            "csrf": csrf_of(cookie or new),
            "user": "",
            "account": Account("", "reader"),
            "by_token": False,
            "local": False,
        }
        refused = self._refused(scope, headers, cookie, state)
        if refused is None and scope["method"] not in SAFE and not state["by_token"]:
            csrf = "" if is_api and not cookie else csrf_of(cookie or new)
            refused, receive = await _forged(scope, headers, csrf, receive)
        limit = self.site.settings.largest_upload
        if refused is None and int(headers.get("content-length") or 0) > limit:
            refused = _said(scope, 413, f"at most {limit // 1_000_000} MB can be sent at once")
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        set_cookie = f"{self.cookie}={new}; HttpOnly; SameSite=Lax; Path=/{secure}" if new and not is_api else ""
        answer = refused or self.app
        await answer(scope, _limited(receive, limit), _with_headers(send, set_cookie))

    def _refused(self, scope: Scope, headers: Headers, cookie: str, state: dict[str, object]) -> Response | None:
        people, settings = self.people, self.site.settings
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            state["by_token"] = True
            account = people.with_token(token.strip())
            if account is None:
                return _said(scope, 401, "no account has this token; `refdb user token` makes one")
            return _known(scope, state, account)
        if not people.has_accounts():
            peer = (scope.get("client") or ("",))[0]
            if not is_loopback(peer) or _host(headers) not in LOOPBACK_NAMES:
                return _said(scope, 403, "without accounts only this machine may ask; `refdb user add` makes one")
            state["local"] = True
            return _known(scope, state, Account(settings.local_user, "owner"))
        account = people.with_session(cookie)
        if account:
            return _known(scope, state, account)
        if any(scope["path"].startswith(path) for path in OPEN):
            return None
        if scope["path"].startswith("/api/") or scope["method"] not in SAFE:
            return _said(scope, 401, "sign in, or send a token: Authorization: Bearer …")
        return RedirectResponse("/sign-in", 303)


def _known(scope: Scope, state: dict[str, object], account: Account) -> Response | None:
    """Note who asks; the refusal, where their role may not do this."""
    state["user"], state["account"] = account.name, account
    wanted = needed(scope["method"], scope["path"])
    return None if account.may(wanted) else _said(scope, 403, account.refused(wanted))


def _host(headers: Mapping[str, str]) -> str:
    return urlsplit(f"//{headers.get('host', '')}").hostname or ""


def _cookie(headers: Headers, name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


async def _forged(scope: Scope, headers: Headers, csrf: str, receive: Receive) -> tuple[Response | None, Receive]:
    """Whether a request that changes something may come from a page of somebody else; and what it receives.

    A program at this machine sends no cookie and has no CSRF token to send (``csrf`` is ``""``): where it comes from is
    looked at alone.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none") or (origin and urlsplit(origin).netloc != headers.get("host")):
        return _said(scope, 403, "this request comes from a page of another server"), receive
    if not csrf:
        return None, receive
    told = headers.get("x-csrf-token", "")
    if not told and headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        body = b""
        while len(body) <= _FORM:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        told = parse_qs(body.decode("utf-8", "replace")).get("csrf", [""])[0]
        receive = _replayed(body, receive)
    if not hmac.compare_digest(told.encode(), csrf.encode()):
        return _said(scope, 403, "the page is too old, or not of this server; load it again"), receive
    return None, receive


def _replayed(body: bytes, rest: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else await rest()

    return receive


def _limited(receive: Receive, most: int) -> Receive:
    """The same, until more than ``most`` bytes came: then the one who asks is taken for gone."""
    got = 0

    async def limited() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        return {"type": "http.disconnect"} if got > most else message

    return limited


def _with_headers(send: Send, cookie: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"
            if cookie and "set-cookie" not in headers:
                headers.append("set-cookie", cookie)
        await send(message)

    return sending


def _said(scope: Scope, status: int, detail: str) -> Response:
    if scope["path"].startswith("/api/"):
        answer: Response = problem(status, detail)
        if status == 401:
            answer.headers["www-authenticate"] = "Bearer"
        return answer
    return PlainTextResponse(detail, status)
