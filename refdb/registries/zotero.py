"""A running Zotero, by its local API; or Zotero's web API, which is the same and may be written to.

API: https://www.zotero.org/support/dev/web_api/v3/basics; in Zotero's settings, Advanced, "Allow other applications …".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import httpx2

from refdb.errors import RegistryUnavailable
from refdb.network.http import Http, Passing
from refdb.network.json_api import JsonApi, require

URL = "http://127.0.0.1:23119"
PAGE = 100  # rows an answer
MOST = 1_000_000  # rows in all
WRITTEN = 50  # objects of one writing


class ZoteroApi:
    """Zotero's local API of the user's own library."""

    def __init__(self, base_url: str = URL, *, key: str = "", timeout: float = 20.0, http: Http | None = None) -> None:
        """Make the client; nothing is asked yet.

        Args:
            base_url: of the local API; or of a library in the web API, https://api.zotero.org/users/NUMBER.
            key: an API key, where the server wants one.
            timeout: seconds that one question may take.
            http: a client to use instead of one made from all this.
        """
        headers = {"Zotero-API-Version": "3", "Zotero-Allowed-Request": "1"} | ({"Zotero-API-Key": key} if key else {})
        self._headers = headers
        self._library = "" if re.search(r"/(?:users|groups)/\d+/?$", base_url) else "/api/users/0"
        self._api = JsonApi(
            base_url, public=URL, spacing=0.0, says_absent=_says_absent, timeout=timeout, http=http, headers=headers
        )

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """All ``items`` or ``collections``, as their data.

        Raises:
            RegistryUnavailable, RegistryRefused: Zotero does not run, or does not let other programs ask.
        """
        found: list[dict[str, Any]] = []
        while len(found) < MOST:
            page = self._page(kind, len(found))
            found += page
            if len(page) < PAGE:
                return found
        raise RegistryUnavailable(f"{self._api.http.host} gives more than {MOST:,} {kind}")

    def _page(self, kind: str, start: int) -> list[dict[str, Any]]:
        def read(answer: Any) -> list[dict[str, Any]]:
            require(isinstance(answer, list), "no list")
            require(all(isinstance(row, Mapping) and isinstance(row["data"], Mapping) for row in answer), "no items")
            return [dict(row["data"]) for row in answer]

        params = {"format": "json", "limit": str(PAGE), "start": str(start)}
        return self._api.listed(f"{self._library}/{kind}", read, params)

    def write(self, objects: Sequence[Mapping[str, Any]]) -> list[str]:
        """Make items and change those that name their ``key`` and ``version``; what is not named of them stays.

        Returns:
            Why single ones were not written: somebody changed them meanwhile.

        Raises:
            RegistryUnavailable, RegistryRefused: nothing may be written, or nobody answers.
        """
        failed: list[str] = []
        for begin in range(0, len(objects), WRITTEN):
            some = [dict(one) for one in objects[begin : begin + WRITTEN]]
            # With one token for all tries an item is not made twice.
            headers = {**self._headers, "Zotero-Write-Token": uuid4().hex}

            def attempt(some: list[dict[str, Any]] = some, headers: dict[str, str] = headers) -> list[str]:
                response = self._api.http.post(f"{self._api.http.base_url}{self._library}/items", some, headers)
                try:
                    refused = response.json()["failed"]
                    return [f"{one.get('key') or 'new item'}: {one['message']}" for one in refused.values()]
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise Passing("an answer that is not as its documentation says") from error

            failed += self._api.http.ask(attempt) or []
        return failed

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def _says_absent(_response: httpx2.Response) -> bool:
    return False
