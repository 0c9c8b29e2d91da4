"""One HTTP client for all that refdb asks: pooled connections, the server's own pace, retries, size limits, a breaker.

Every way in which a server can fail to answer ends in RegistryUnavailable with one line that names the host.
"""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2

from refdb.errors import InputError, RegistryRefused, RegistryUnavailable
from refdb.network.answers import CutShort, body_of, retry_after
from refdb.network.pace import Breaker, Pace
from refdb.network.shared_pace import shared

LARGEST_ANSWER = 32 * 1024 * 1024  # bytes, unpacked
REDIRECTS = 4
NOT_FOUND = "Resource not found."
_AGAIN = {408, 425, 429}
T = TypeVar("T")


class Passing(Exception):
    """A failure that may pass: ask again. Never seen outside this room."""

    def __init__(self, reason: str, wait: float | None = None, *, slow_down: bool = False) -> None:
        super().__init__(reason)
        self.wait = wait  # seconds the server asked for
        self.slow_down = slow_down


class Absent(Exception):
    """The registry says, in its own words, that it has no such thing."""


def crossref_says_absent(response: httpx2.Response) -> bool:
    """Whether an answer with status 404 has the one line that Crossref's API gives."""
    return response.text.strip().strip('"') == NOT_FOUND


def _certificates(address: SplitResult) -> ssl.SSLContext | bool:
    """Whose certificates count: for a server on this machine nobody's, as it has none; to load all takes 20 ms."""
    here = address.scheme == "http" and address.hostname in ("127.0.0.1", "::1", "localhost")
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if here else True


@dataclass(slots=True)
class Http:
    """A client for one server.

    Args:
        base_url: http(s) address of the API.
        timeout: seconds that one question may take, retries included, waits for a turn and Retry-After not.
        a_try: the share of ``timeout`` that one try may take; half of it where the server failed before.
        largest: bytes an answer may have.
        tries: how often a question is put at most.
        first_wait: seconds before the first retry.
        longest_wait: seconds that a server may ask us to wait (Retry-After) before we give up.
        says_absent: tells whether an answer with status 404 is this registry's own word that it has no such thing, and
            not a proxy's or a wrong address's.
    """

    base_url: str
    timeout: float = 20.0
    a_try: float = 0.5
    largest: int = LARGEST_ANSWER
    tries: int = 4
    first_wait: float = 0.5
    longest_wait: float = 30.0
    says_absent: Callable[[httpx2.Response], bool] = crossref_says_absent
    pace: Pace = field(default_factory=Pace)
    breaker: Breaker = field(default_factory=Breaker)
    host: str = ""
    _client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            port = parts.port
        except ValueError as error:
            raise InputError(f"{self.base_url} is no address: {error}") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{self.base_url} is no http(s) address")
        self.base_url = self.base_url.rstrip("/")
        self.host = f"{parts.hostname}:{port}" if port else parts.hostname
        self.pace = shared(self.host, self.pace)
        self._client = httpx2.Client(
            follow_redirects=False, limits=httpx2.Limits(max_connections=64), verify=_certificates(parts)
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def ask(self, attempt: Callable[[], T]) -> T | None:
        """What ``attempt`` returns, tried until it succeeds; None where the registry says it has no such thing.

        Raises:
            RegistryUnavailable: no sound answer after all tries, or the server is down and rests.
            RegistryRefused: the request was understood and refused.
        """
        refusal = self.breaker.refusal()
        if refusal:
            raise RegistryUnavailable(refusal)
        start, asked_waits, done = time.monotonic(), 0.0, 0
        while True:
            done += 1
            try:
                answer = attempt()
            except Passing as failure:
                # Other threads may have found out meanwhile that the server is down: no more than this try, then.
                tries = 1 if self.breaker.doubtful else self.tries
                wait = (
                    failure.wait
                    if failure.wait is not None
                    else self.first_wait * 2 ** (done - 1) * random.uniform(0.8, 1.2)  # noqa: S311  (spreads retries, no secret)
                )
                spent = time.monotonic() - start - asked_waits
                told = asked_waits + (failure.wait or 0.0)
                if done >= tries or told > self.longest_wait or spent + (0 if failure.wait else wait) > self.timeout:
                    reason = f"{self.host}: {failure}, after {done} {'try' if done == 1 else 'tries'}"
                    self.breaker.failed(reason, rest=min(failure.wait or 0.0, 600.0))
                    raise RegistryUnavailable(reason) from failure
                asked_waits = told
                if failure.slow_down:
                    self.pace.pause(wait)
                time.sleep(wait)
            except Absent:
                self.breaker.answered()
                return None
            else:
                self.breaker.answered()
                return answer

    def get(self, url: str, *, kind: str = "single", params: Any = None, headers: Any = None) -> httpx2.Response:
        """One GET in its turn; only an answer with status 200 returns.

        Raises:
            Passing, Absent, RegistryRefused: see there.
        """
        with self.pace.turn(kind):
            for _ in range(REDIRECTS + 1):
                response = self._send("GET", url, params=params, headers=headers)
                self.pace.learn(kind, response.headers)
                if not response.is_redirect:
                    return self._judged(response)
                url, params = self._followed(response), None
        raise Passing(f"more than {REDIRECTS} redirects")

    def post(self, url: str, question: Any, headers: Any = None) -> httpx2.Response:
        """One POST of JSON in its turn; no redirect is followed, as what is sent would go to another place.

        Raises:
            Passing, Absent, RegistryRefused: see there.
        """
        with self.pace.turn("single"):
            response = self._send("POST", url, json=question, headers=headers)
            self.pace.learn("single", response.headers)
            return self._judged(response)

    def _send(self, method: str, url: str, *, headers: Any, params: Any = None, json: Any = None) -> httpx2.Response:
        share = self.timeout * self.a_try / (2 if self.breaker.doubtful else 1)
        timeout = httpx2.Timeout(share, connect=min(5.0, share))
        began = time.monotonic()
        try:
            with self._client.stream(
                method, url, params=params or None, json=json, headers=headers, timeout=timeout
            ) as response:
                body = body_of(response, self.largest, share, began)
                kept = [
                    (k, v) for k, v in response.headers.multi_items() if k not in ("content-encoding", "content-length")
                ]
                return httpx2.Response(response.status_code, headers=kept, content=body, request=response.request)
        except CutShort as error:
            raise Passing(str(error)) from error
        except httpx2.TimeoutException as error:
            raise Passing(f"no answer within {share:.3g} s") from error
        except httpx2.ConnectError as error:
            raise Passing(f"could not be reached ({error})") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Passing(f"{str(error) or type(error).__name__}") from error

    def _followed(self, response: httpx2.Response) -> str:
        here = str(response.request.url)
        target = urljoin(here, response.headers.get("location", ""))
        old, new = urlsplit(here), urlsplit(target)
        same = (old.scheme, old.netloc) == (new.scheme, new.netloc)
        made_safe = (new.scheme, new.hostname, new.port) == ("https", old.hostname, None)
        # Another host could be anything, a machine of the user's own network included.
        if not (same or made_safe):
            raise Passing(f"redirects to another server ({new.netloc[:60]})")
        return target

    def _judged(self, response: httpx2.Response) -> httpx2.Response:
        status = response.status_code
        if status == 200:
            return response
        if status == 404 and self.says_absent(response):
            raise Absent
        if status in _AGAIN or status >= 500 or status < 400:
            raise Passing(
                f"HTTP {status} {response.reason_phrase}".strip(),
                retry_after(response.headers),
                slow_down=status == 429,
            )
        if status == 404 and "json" not in response.headers.get("content-type", ""):
            raise Passing("HTTP 404 in words that are not the server's own")  # a proxy, a wrong address
        raise RegistryRefused(f"{self.host} refused the question: HTTP {status} {_refusal(response)}".strip())


def _refusal(response: httpx2.Response) -> str:
    """What a server says of its refusal, in the shapes that Crossref and OpenAI-compatible servers have for it."""
    try:
        body = response.json()
        said = body["error"] if "error" in body else body["message"]
        said = said[0] if isinstance(said, list) else said
        text = " ".join(str(said if isinstance(said, str) else said["message"]).split())
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return response.reason_phrase
    return "".join(c for c in text if c.isprintable())[:200]
