"""arXiv: preprints of physics, mathematics, computer science and their neighbours, by title.

API: https://info.arxiv.org/help/api/user-manual.html. Its terms ask for one question in three seconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from refdb.model import Record
from refdb.network.http import Http
from refdb.network.json_api import JsonApi, require
from refdb.registries.catalogues.sought import Sought
from refdb.registries.fields import person_of_name

if TYPE_CHECKING:
    from lxml import etree

URL = "https://export.arxiv.org/api"
_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_ID = re.compile(r"arxiv\.org/abs/(.+?)(?:v\d+)?$")


class Arxiv:
    """arXiv's API."""

    name = "arxiv"

    def __init__(self, base_url: str = URL, *, timeout: float = 20.0, http: Http | None = None) -> None:
        """Make the client; nothing is asked yet.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._api = JsonApi(base_url, public=URL, spacing=3.0, says_absent=lambda _: False, timeout=timeout, http=http)

    def search(self, sought: Sought, rows: int = 5) -> list[Record]:
        """The preprints with these words in their title, likeliest first."""
        terms = [f"ti:{word}" for word in sought.words] + [f"au:{part}" for part in sought.author.split()[-1:]]
        if not sought.words:
            return []

        def read(body: bytes) -> list[Record]:
            feed = _parsed(body)
            require(feed.tag == f"{_ATOM}feed" and feed.find(f"{_OPENSEARCH}totalResults") is not None, "no feed")
            entries = feed.findall(f"{_ATOM}entry")
            require(not any("/api/errors" in _text(entry, "id") for entry in entries), "an error in a feed")
            found = ((match[1], entry) for entry in entries if (match := _ID.search(_text(entry, "id"))))
            return [Record(self.name, number, item_of(number, entry)) for number, entry in found]

        query = {"search_query": " AND ".join(terms), "start": "0", "max_results": str(rows), "sortBy": "relevance"}
        return self._api.listed_bytes("/query", read, query)

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def item_of(number: str, entry: etree._Element) -> dict[str, Any]:
    """An entry of arXiv's feed as a CSL-JSON item in Crossref's flavour."""
    names = [_text(author, "name") for author in entry.findall(f"{_ATOM}author")]
    item = {
        "DOI": f"10.48550/arxiv.{number.lower()}",
        "arxiv": number,
        "type": "posted-content",
        "title": [_text(entry, "title")],
        "author": [person_of_name(name) for name in names if name],
        "publisher": "arXiv",
        "issued": {"raw": _text(entry, "published")[:10]},
        "abstract": _text(entry, "summary"),
    }
    return {name: value for name, value in item.items() if value}


def _parsed(body: bytes) -> etree._Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("no XML") from error


def _text(element: etree._Element, name: str) -> str:
    return " ".join((element.findtext(f"{_ATOM}{name}") or "").split())
