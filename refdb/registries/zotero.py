"""A running Zotero, by its local API: the same as the web API, read alone.

API: https://www.zotero.org/support/dev/web_api/v3/basics; in Zotero's settings, Advanced, "Allow other applications …".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2

from refdb.errors import RegistryUnavailable
from refdb.network.http import Http
from refdb.network.json_api import JsonApi, require

URL = "http://127.0.0.1:23119"
PAGE = 100  # rows an answer
MOST = 1_000_000  # rows in all


class ZoteroApi:
    """Zotero's local API of the user's own library."""

    def __init__(self, base_url: str = URL, *, timeout: float = 20.0, http: Http | None = None) -> None:
        """Make the client; nothing is asked yet."""
        headers = {"Zotero-API-Version": "3", "Zotero-Allowed-Request": "1"}
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
        return self._api.listed(f"/api/users/0/{kind}", read, params)

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def _says_absent(_response: httpx2.Response) -> bool:
    return False
