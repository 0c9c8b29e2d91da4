"""Crossref's REST API through habanero, made safe.

habanero builds the requests and checks their parameters. What it cannot do is done beside it, here and in http.py: it
shows no headers, keeps no connections, does not retry or pace itself, and cuts a DOI at ``#`` and ``?``. All its
requests go through the name ``httpx2`` of its module ``habanero.request``; this adapter runs habanero's own request
function with a client of ours under that name (``_with_client``). habanero itself is not changed, so that others in the
same process may use it as ever.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import habanero
import habanero.request
import httpx2

from refdb import __version__
from refdb.errors import RegistryUnavailable
from refdb.model import Record
from refdb.network.http import Http, Passing

DOI = re.compile(r"10\.\d{3,9}(?:\.\d+)*/\S.*", re.DOTALL)
LONGEST_DOI = 1000
BATCH = 40  # DOIs a request
BATCH_CHARACTERS = 2500  # of a request's address
LONGEST_QUERY = 1500  # characters; more makes the address too long for the server


class CrossrefRegistry:
    """Crossref, or a server with its API; may be asked by many threads at once."""

    at_once = 8  # more than any pool of Crossref bears; its own limit is kept by the pace

    def __init__(
        self, base_url: str, *, name: str = "", mailto: str = "", timeout: float = 20.0, http: Http | None = None
    ) -> None:
        """Make the client; nothing is asked yet.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._http = http or Http(base_url, timeout)
        self.name = name or self._http.host
        self._habanero = habanero.Crossref(
            base_url=self._http.base_url, mailto=mailto or None, ua_string=f"refdb/{__version__}", timeout=timeout
        )
        self._single = _with_client(self._http, "single", mailto)
        self._list = _with_client(self._http, "list", mailto)

    def work(self, doi: str) -> Record | None:
        """The work with this DOI; None where it is no DOI at all, or Crossref says it has no such DOI."""
        message = self._about(doi, agency=False)
        return None if message is None else self._record(message)

    def works(self, dois: Sequence[str]) -> dict[str, Record]:
        """The works with these DOIs, by the DOI as given, asked for in batches.

        One that is missing from a list is asked for by itself: only its own 404 says that it does not exist.
        """
        keys = {doi: doi.strip().lower() for doi in dois}
        found: dict[str, Record] = {}
        for batch in _batches([key for key in dict.fromkeys(keys.values()) if DOI.fullmatch(key) and "," not in key]):
            if len(batch) > 1:
                items = self._items(filter={"doi": batch}, limit=len(batch))
                found.update((record.key, record) for record in map(self._record, items))
        records: dict[str, Record] = {}
        for doi, key in keys.items():
            record = found.get(key) or self.work(key)
            if record:
                found[key] = records[doi] = record
        return records

    def search(self, text: str, rows: int = 5) -> list[Record]:
        """What ``query.bibliographic`` finds for a printed reference, best first."""
        query = " ".join(text.split())[:LONGEST_QUERY]
        if not query or rows < 1:
            return []
        return [self._record(item) for item in self._items(query_bibliographic=query, limit=min(rows, 1000))]

    def agency(self, doi: str) -> str | None:
        """The agency that registered a DOI, in lower case; None where it is unregistered."""
        message = self._about(doi, agency=True)
        if message is None:
            return None
        return str(message["agency"].get("id") or message["agency"].get("label")).lower()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _about(self, doi: str, *, agency: bool) -> Mapping[str, Any] | None:
        doi = doi.strip()
        if len(doi) > LONGEST_DOI or not DOI.fullmatch(doi):
            return None
        encoded = quote(doi, safe="", errors="replace")

        def attempt() -> Mapping[str, Any]:
            message = _message(lambda: self._single(self._habanero, "/works/", encoded, agency=agency))
            sound = isinstance(message.get("agency"), dict) if agency else isinstance(message.get("DOI"), str)
            if not sound:
                raise Passing("an answer that is no work")
            return message

        return self._http.ask(attempt)

    def _items(self, **question: Any) -> list[Mapping[str, Any]]:
        def attempt() -> list[Mapping[str, Any]]:
            items = _message(lambda: self._list(self._habanero, "/works", **question)).get("items")
            if not isinstance(items, list) or not all(
                isinstance(i, dict) and isinstance(i.get("DOI"), str) for i in items
            ):
                raise Passing("an answer that is no list of works")
            return items

        items = self._http.ask(attempt)
        if items is None:
            raise RegistryUnavailable(f"{self._http.host} says there is no list of works: is the address right?")
        return items

    def _record(self, item: Mapping[str, Any]) -> Record:
        return Record(self.name, item["DOI"].strip().lower(), item)


def _batches(keys: Sequence[str]) -> list[list[str]]:
    batches: list[list[str]] = []
    size = 0
    for key in keys:
        length = len(quote(f"doi:{key},", safe=""))
        if not batches or len(batches[-1]) >= BATCH or size + length > BATCH_CHARACTERS:
            batches.append([])
            size = 0
        batches[-1].append(key)
        size += length
    return batches


def _message(request: Callable[[], Any]) -> Mapping[str, Any]:
    try:
        answer = request()
    except (ValueError, RecursionError) as error:
        raise Passing("an answer that is not JSON") from error
    except (habanero.RequestError, KeyError) as error:  # KeyError: no Content-Type
        raise Passing("an answer of another kind than JSON") from error
    message = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(message, dict):
        raise Passing("an answer without the registry's envelope")
    return message


def _with_client(http: Http, kind: str, mailto: str) -> Callable[..., Any]:
    """habanero's request function, with ``http`` where it would call httpx2 itself."""

    def get(url: str, params: Any = None, headers: Any = None, timeout: Any = None) -> httpx2.Response:
        extra = {"mailto": mailto} if mailto else {}
        return http.get(url, kind=kind, params={**(params or {}), **extra}, headers=headers)

    # The exceptions are named in habanero's except clauses; ours are none of them and pass through.
    stand_in = types.SimpleNamespace(get=get, HTTPError=httpx2.HTTPError, HTTPStatusError=httpx2.HTTPStatusError)
    function = habanero.request.request
    names = {**vars(habanero.request), "httpx2": stand_in}
    return types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
