"""What the clients beside Crossref share: one question by GET, its answer checked before it counts.

A registry's documents say how fast it may be asked. Its headers are believed only where they make that slower: some
give a day's allowance under the name that Crossref uses for a second's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import httpx2

from refdb import __version__
from refdb.model import Record
from refdb.network.http import Http, Passing
from refdb.network.pace import Pace

LARGEST_JSON = 8 * 2**20  # bytes of one work's metadata
LONGEST_ABSTRACT = 100_000  # characters; what is longer is no abstract
T = TypeVar("T")


class Source(Protocol):
    """A registry that knows a work by its identifiers: DataCite, Europe PMC, OpenAlex, Semantic Scholar.

    ``work`` raises RegistryUnavailable where it could not be asked or gave no sound answer, RegistryRefused where it
    refused the question; None is its own word that it has no such work.
    """

    name: str

    def work(self, doi: str = "", *, pmid: str = "", pmcid: str = "") -> Record | None:
        """The work with the first of these identifiers that is given and that the registry knows by."""
        ...

    def close(self) -> None:
        """Give connections back; the registry cannot be asked afterwards."""
        ...


class DocumentedPace(Pace):
    """A pace that a registry's documents give; its headers can only slow it down."""

    def learn(self, kind: str, headers: Mapping[str, str]) -> None:
        """Take over a limit that an answer tells with the interval it is meant for, where it is the slower one."""
        if headers.get("x-rate-limit-interval") or headers.get("x-ratelimit-interval"):
            documented = self.spacing[kind]
            super().learn(kind, headers)
            self.spacing[kind] = max(documented, self.spacing[kind])


class JsonApi:
    """One registry's JSON API; may be asked by many threads at once."""

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
            public: the registry's own address; only there does its documented ``spacing`` hold.
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
        """What ``read`` makes of the answer; None where the registry says that it has no such thing.

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
                raise Passing("an answer that is not as the registry documents it") from error

        return self.http.ask(attempt)

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


def same_doi(answered: object, asked: str) -> bool:
    """Whether an answer is about the work that was asked for; one that names no DOI is taken at its word."""
    text = str(answered or "").strip().lower()
    bare = text.split("doi.org/")[-1] if "doi.org/" in text else text
    return not bare or not asked or bare == asked.strip().lower()


def abstract_of(value: object) -> str:
    """An abstract out of foreign JSON: a text of believable length."""
    return value.strip() if isinstance(value, str) and len(value) <= LONGEST_ABSTRACT else ""


def within(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under a name of foreign JSON, empty where there is none or something else."""
    inner = value.get(name)
    return inner if isinstance(inner, Mapping) else {}


def require(sound: object, what: str) -> None:
    """Raise ValueError where an answer has not what it must have."""
    if not sound:
        raise ValueError(what)
