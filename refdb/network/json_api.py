"""A server's JSON API: one question by GET, its answer checked before it counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

import httpx2

from refdb import __version__
from refdb.errors import RegistryUnavailable
from refdb.network.http import Http, Passing
from refdb.network.pace import DocumentedPace

LARGEST_JSON = 8 * 2**20  # bytes of one work's metadata
T = TypeVar("T")


class JsonApi:
    """One server's JSON API; may be asked by many threads at once."""

    def __init__(
        self,
        base_url: str,
        *,
        public: str,
        spacing: float,
        says_absent: Callable[[httpx2.Response], bool],
        timeout: float = 20.0,
        http: Http | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Make the client; nothing is asked yet.

        Args:
            base_url: address of the API, ``public`` or one that stands in for it.
            public: the server's own address; only there does its documented ``spacing`` hold.
            spacing: seconds between two questions.
            says_absent: see Http.
            timeout: seconds that one question may take.
            http: a client to use instead of one made from all this.
            headers: sent with each question.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        pace = DocumentedPace({"single": spacing if base_url.rstrip("/") == public else 0.0})
        self.http = http or Http(base_url, timeout, largest=LARGEST_JSON, says_absent=says_absent, pace=pace)
        self._headers = {"user-agent": f"refdb/{__version__}", **(headers or {})}

    def ask(self, path: str, read: Callable[[Any], T], params: Mapping[str, str] | None = None) -> T | None:
        """What ``read`` makes of the answer; None where the server says that it has no such thing.

        ``read`` may fail with ValueError, TypeError, KeyError, IndexError or AttributeError: the answer is not sound.

        Raises:
            RegistryUnavailable, RegistryRefused: see Http.
        """
        return self.ask_bytes(path, lambda body: read(json.loads(body)), params)

    def ask_bytes(self, path: str, read: Callable[[bytes], T], params: Mapping[str, str] | None = None) -> T | None:
        """As ``ask``, with the answer as its bytes."""

        def attempt() -> T:
            response = self.http.get(f"{self.http.base_url}{path}", params=params, headers=self._headers)
            try:
                return read(response.content)
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
                raise Passing("an answer that is not as its documentation says") from error

        return self.http.ask(attempt)

    def listed(self, path: str, read: Callable[[Any], list[T]], params: Mapping[str, str]) -> list[T]:
        """What ``read`` makes of the answer to a search; a server that has no such list is not asked rightly.

        Raises:
            RegistryUnavailable, RegistryRefused: see Http.
        """
        return self.listed_bytes(path, lambda body: read(json.loads(body)), params)

    def listed_bytes(self, path: str, read: Callable[[bytes], list[T]], params: Mapping[str, str]) -> list[T]:
        """As ``listed``, with the answer as its bytes."""
        found = self.ask_bytes(path, read, params)
        if found is None:
            raise RegistryUnavailable(f"{self.http.host} says there is nothing to search: is the address right?")
        return found

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


def encoded(identifier: str) -> str:
    """An identifier as one segment of an address, ``/``, ``#``, ``?`` and ``%`` included."""
    return quote(identifier.strip(), safe=":", errors="replace")


def json_says_absent(*words: str) -> Callable[[httpx2.Response], bool]:
    """Tells a 404 by which a registry speaks for itself: a JSON answer that has one of these words."""

    def says_absent(response: httpx2.Response) -> bool:
        text = response.text[:2000].lower()
        return text.lstrip().startswith("{") and any(word in text for word in words)

    return says_absent


def within(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under a name of foreign JSON, empty where there is none or something else."""
    inner = value.get(name)
    return inner if isinstance(inner, Mapping) else {}


def require(sound: object, what: str) -> None:
    """Raise ValueError where an answer has not what it must have."""
    if not sound:
        raise ValueError(what)
