"""Unpaywall: where an article can be read openly. API: https://unpaywall.org/products/api (100,000 questions a day)."""

from __future__ import annotations

from typing import Any

from refdb.network.http import Http
from refdb.network.json_api import JsonApi, encoded, json_says_absent, require, within
from refdb.registries.fields import same_doi

URL = "https://api.unpaywall.org"


class Unpaywall:
    """Unpaywall's API; it wants an e-mail address with each question."""

    name = "unpaywall"

    def __init__(
        self, base_url: str = URL, *, mailto: str = "", timeout: float = 20.0, http: Http | None = None
    ) -> None:
        """Make the client; nothing is asked yet.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        absent = json_says_absent("isn't in unpaywall", "not found", "invalid doi")
        self._params = {"email": mailto}
        self._api = JsonApi(base_url, public=URL, spacing=0.1, says_absent=absent, timeout=timeout, http=http)

    def places(self, doi: str) -> tuple[str, ...]:
        """Addresses of the open full text, PDFs first; empty where none is known."""

        def read(answer: Any) -> tuple[str, ...]:
            require(same_doi(answer["doi"], doi) and isinstance(answer["is_oa"], bool), "no work")
            best = within(answer, "best_oa_location")
            found = [best.get(name) for name in ("url_for_pdf", "url_for_landing_page", "url")]
            return tuple(dict.fromkeys(str(one) for one in found if one))

        return self._api.ask(f"/v2/{encoded(doi)}", read, self._params) or ()

    def close(self) -> None:
        """Close the connections."""
        self._api.close()
