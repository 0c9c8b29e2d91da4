"""Crossref's REST API through habanero, made safe.

habanero builds the requests and checks their parameters. What it cannot do is done here and in ``network/http.py``: it
shows no headers, keeps no connections, does not retry or pace itself, and cuts a DOI at ``#`` and ``?``. So its request
class is subclassed, and the one method that sends anything sends it through our client.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from refdb import __version__
from refdb.errors import RegistryUnavailable
from refdb.model import Record
from refdb.network.http import Http, Passing
from refdb.network.probes import without_probes
from refdb.text.patterns import WHOLE_DOI

with without_probes():
    import habanero
    from habanero.habanero_utils import check_json, make_ua
    from habanero.request_class import Request

LONGEST_DOI = 1000
BATCH = 40  # DOIs a request
BATCH_CHARACTERS = 2500  # of a request's address
LONGEST_QUERY = 1500  # characters; more makes the address too long for the server


class CrossrefRegistry:
    """Crossref, or a server with its API; may be asked by many threads at once."""

    at_once = 8  # more than any pool of Crossref bears; its own limit is kept by the pace
    extent = ""

    def __init__(
        self, base_url: str, *, name: str = "", mailto: str = "", timeout: float = 20.0, http: Http | None = None
    ) -> None:
        """Make the client; nothing is asked yet.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._http = http or Http(base_url, timeout)
        self.name = name or self._http.host
        self._mailto = mailto

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
        for batch in _batches(
            [key for key in dict.fromkeys(keys.values()) if WHOLE_DOI.fullmatch(key) and "," not in key]
        ):
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
        if len(doi) > LONGEST_DOI or not WHOLE_DOI.fullmatch(doi):
            return None
        path = f"/works/{quote(doi, safe='', errors='replace')}{'/agency' if agency else ''}"

        def attempt() -> Mapping[str, Any]:
            message = self._request(path).message("single", {})
            sound = isinstance(message.get("agency"), dict) if agency else isinstance(message.get("DOI"), str)
            if not sound:
                raise Passing("an answer that is no work")
            return message

        return self._http.ask(attempt)

    def _items(self, **question: Any) -> list[Mapping[str, Any]]:
        def attempt() -> list[Mapping[str, Any]]:
            items: list[Mapping[str, Any]] = self._request("/works", **question).do_request()["message"]["items"]
            if not all(isinstance(item, dict) and isinstance(item.get("DOI"), str) for item in items):
                raise Passing("an answer that is no list of works")
            return items

        items = self._http.ask(attempt)
        if items is None:
            raise RegistryUnavailable(f"{self._http.host} says there is no list of works: is the address right?")
        return items

    def _request(self, path: str, **question: Any) -> _Request:
        return _Request(self._http, self._mailto, path, **question)

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


class _Request(Request):  # type: ignore[misc]  # habanero has no types
    """habanero's request, sent by our client.

    ``_req`` is no public name of habanero's: tests/registries/test_crossref_over_http.py fails where a release of it
    sends its requests elsewhere, and pyproject.toml keeps to the major version.
    """

    def __init__(self, http: Http, mailto: str, path: str, **question: Any) -> None:
        super().__init__(mailto or None, f"refdb/{__version__}", http.timeout, http.base_url, path, **question)
        self._http = http

    def message(self, kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What the answer says inside its envelope.

        Raises:
            Passing, Absent, RegistryRefused: see Http.
        """
        params = {**payload, "mailto": self.mailto} if self.mailto else payload
        response = self._http.get(self._url(), kind=kind, params=params, headers=make_ua(self.mailto, self.ua_string))
        try:
            check_json(response)
            message = response.json()["message"]
        except (ValueError, RecursionError) as error:
            raise Passing("an answer that is not JSON") from error
        except (habanero.RequestError, KeyError, TypeError) as error:  # KeyError: no Content-Type, no envelope
            raise Passing("an answer of another kind than the registry's JSON") from error
        if not isinstance(message, dict):
            raise Passing("an answer without the registry's envelope")
        return message

    def _req(self, payload: Mapping[str, Any], should_warn: bool) -> dict[str, Any]:
        message = self.message("list", payload)
        if not isinstance(message.get("items"), list):
            raise Passing("an answer that is no list of works")
        return {"message": {"total-results": len(message["items"]), **message}}  # habanero counts pages by it
