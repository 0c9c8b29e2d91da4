"""DBLP: the bibliography of computer science, which has the proceedings that register no DOIs.

Search API: https://dblp.org/faq/13501473. It asks for one or two seconds between questions
(https://dblp.org/faq/1474706) and says Retry-After where they were too many.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from refdb.model import Record
from refdb.network.http import Http
from refdb.network.json_api import JsonApi, require, within
from refdb.registries.catalogues.sought import Sought
from refdb.registries.fields import person_of_name

URL = "https://dblp.org"
_TYPES = {
    "Conference and Workshop Papers": "proceedings-article", "Journal Articles": "journal-article",
    "Books and Theses": "book", "Parts in Books or Collections": "book-chapter", "Editorship": "proceedings",
    "Reference Works": "reference-book", "Data and Artifacts": "dataset",
    "Informal and Other Publications": "posted-content", "Informal Publications": "posted-content",
}  # fmt: skip
_NAMESAKE = re.compile(r" \d{4}$")  # "Wei Wang 0012"


class Dblp:
    """DBLP's search API."""

    name = "dblp"

    def __init__(self, base_url: str = URL, *, timeout: float = 20.0, http: Http | None = None) -> None:
        """Make the client; nothing is asked yet.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._api = JsonApi(base_url, public=URL, spacing=1.5, says_absent=lambda _: False, timeout=timeout, http=http)

    def search(self, sought: Sought, rows: int = 5) -> list[Record]:
        """The publications with these words in their record, likeliest first."""
        words = [*sought.words, *sought.author.split()]
        if not sought.words:
            return []

        def read(answer: Any) -> list[Record]:
            result = answer["result"]
            require(str(result["status"]["@code"]) == "200", "an error")
            hits = result["hits"]
            require(str(hits["@total"]).isdecimal(), "no list of hits")
            infos = [hit["info"] for hit in hits.get("hit", [])]
            return [Record(self.name, str(info["key"]), item_of(info)) for info in infos]

        query = {"q": " ".join(words), "format": "json", "h": str(rows), "c": "0"}
        return self._api.listed("/search/publ/api", read, query)

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def item_of(info: Mapping[str, Any]) -> dict[str, Any]:
    """DBLP's record of a publication as a CSL-JSON item in Crossref's flavour."""
    authors = within(info, "authors").get("author") or []
    names = [_name(row) for row in (authors if isinstance(authors, list) else [authors])]
    venue = info.get("venue")
    venue = venue[0] if isinstance(venue, list) and venue else venue
    preprint = venue == "CoRR"
    number = re.sub(r"^abs/", "", str(info.get("volume") or "")) if preprint else ""
    item = {
        "DOI": str(info.get("doi") or "").lower(),
        "arxiv": number,
        "type": "posted-content" if preprint else _TYPES.get(str(info.get("type")), ""),
        "title": [html.unescape(str(info["title"])).removesuffix(".")] if info.get("title") else [],
        "author": [person_of_name(name) for name in names if name],
        "container-title": [html.unescape(str(venue))] if venue and not preprint else [],
        "volume": "" if preprint else info.get("volume"),
        "issue": info.get("number"),
        "page": info.get("pages"),
        "publisher": info.get("publisher"),
        "issued": {"raw": str(info.get("year") or "")},
        "URL": info.get("ee") if isinstance(info.get("ee"), str) else "",
    }
    return {name: value for name, value in item.items() if value}


def _name(row: Any) -> str:
    text = row.get("text") if isinstance(row, Mapping) else row
    return _NAMESAKE.sub("", html.unescape(str(text or "")).strip())
