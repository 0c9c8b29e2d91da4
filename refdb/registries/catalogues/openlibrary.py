"""Open Library: books, by ISBN or by title and author.

Search API: https://openlibrary.org/dev/docs/api/search. One question a second, three for those who say who they are
in the User-Agent (https://openlibrary.org/developers/api).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refdb import __version__
from refdb.model import Record
from refdb.network.http import Http
from refdb.network.json_api import JsonApi, require
from refdb.registries.catalogues.sought import Sought
from refdb.registries.fields import person_of_name

URL = "https://openlibrary.org"
FIELDS = "key,title,subtitle,author_name,first_publish_year,publish_year,publisher,isbn"


class OpenLibrary:
    """Open Library's search API."""

    name = "openlibrary"

    def __init__(
        self, base_url: str = URL, *, mailto: str = "", timeout: float = 20.0, http: Http | None = None
    ) -> None:
        """Make the client; nothing is asked yet. With ``mailto``, which it is shown, it may be asked more often.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._api = JsonApi(
            base_url,
            public=URL,
            spacing=0.34 if mailto else 1.0,
            says_absent=lambda _: False,
            timeout=timeout,
            http=http,
            headers={"user-agent": f"refdb/{__version__} ({mailto})"} if mailto else None,
        )

    def search(self, sought: Sought, rows: int = 5) -> list[Record]:
        """The books with this ISBN, else with this title and author, likeliest first."""
        found = self._asked({"q": f"isbn:{sought.isbn}"}, sought, rows) if sought.isbn else []
        if found or not sought.words:
            return found
        author = {"author": sought.family} if sought.family else {}
        return self._asked({"title": " ".join(sought.words), **author}, sought, rows)

    def _asked(self, question: Mapping[str, str], sought: Sought, rows: int) -> list[Record]:
        def read(answer: Any) -> list[Record]:
            docs = answer["docs"]
            require(isinstance(docs, list) and isinstance(answer.get("numFound", answer.get("num_found")), int), "none")
            return [Record(self.name, str(doc["key"]), item_of(doc, sought)) for doc in docs]

        return self._api.listed("/search.json", read, {**question, "fields": FIELDS, "limit": str(rows)})

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def item_of(doc: Mapping[str, Any], sought: Sought) -> dict[str, Any]:
    """Open Library's work as a CSL-JSON item in Crossref's flavour: of its editions the one that is sought."""
    years = {str(year) for year in doc.get("publish_year") or []}
    isbns = [str(isbn) for isbn in doc.get("isbn") or []]
    publishers = doc.get("publisher") or []
    item = {
        "type": "book",
        "title": [doc["title"]] if doc.get("title") else [],
        "subtitle": [doc["subtitle"]] if doc.get("subtitle") else [],
        "author": [person_of_name(str(name)) for name in doc.get("author_name") or []],
        "publisher": publishers[0] if len(publishers) == 1 else "",
        "issued": {"raw": sought.year if sought.year in years else str(doc.get("first_publish_year") or "")},
        "ISBN": [sought.isbn] if sought.isbn in isbns else isbns[:2],
    }
    return {name: value for name, value in item.items() if value}
