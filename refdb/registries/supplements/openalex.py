"""OpenAlex: an open catalogue of works; its abstracts come as an inverted index.

API: https://developers.openalex.org. A single work by its DOI costs nothing; at most 100 questions a second, of which
a tenth is enough here. Some plans need a key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx2

from refdb.model import Record
from refdb.network.http import Http
from refdb.network.json_api import JsonApi, encoded, require, within
from refdb.registries.catalogues.sought import Sought
from refdb.registries.fields import LONGEST_ABSTRACT, person_of_name, same_doi
from refdb.text.patterns import PMID

URL = "https://api.openalex.org"
FIELDS = (
    "id,doi,ids,title,publication_year,publication_date,type,authorships,primary_location,biblio,language,"
    "is_retracted,best_oa_location,abstract_inverted_index"
)
MOST_WORDS = 20_000  # of an abstract
_TYPES = {
    "article": "journal-article", "review": "journal-article", "letter": "journal-article", "report": "report",
    "erratum": "journal-article", "editorial": "journal-article", "preprint": "posted-content", "book": "book",
    "dissertation": "dissertation", "dataset": "dataset", "book-chapter": "book-chapter", "standard": "standard",
    "peer-review": "peer-review",
}  # fmt: skip


class OpenAlex:
    """OpenAlex's API."""

    name = "openalex"

    def __init__(
        self,
        base_url: str = URL,
        *,
        mailto: str = "",
        key: str = "",
        timeout: float = 20.0,
        http: Http | None = None,
    ) -> None:
        """Make the client; nothing is asked yet.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        own = {"mailto": mailto, "api_key": key}
        self._params = {"select": FIELDS, **{name: value for name, value in own.items() if value}}
        self._api = JsonApi(base_url, public=URL, spacing=0.1, says_absent=_says_absent, timeout=timeout, http=http)

    def work(self, doi: str = "", *, pmid: str = "", pmcid: str = "") -> Record | None:
        """The work with this DOI, else this PMID; None where OpenAlex has none."""
        if not doi and not PMID.fullmatch(pmid):
            return None

        def read(answer: Any) -> Record | None:
            require(isinstance(answer["id"], str) and "is_retracted" in answer, "no work")
            return Record(self.name, answer["id"], item_of(answer)) if same_doi(answer.get("doi"), doi) else None

        asked = f"doi:{doi.strip().lower()}" if doi else f"pmid:{pmid}"
        return self._api.ask(f"/works/{encoded(asked)}", read, self._params)

    def search(self, sought: Sought, rows: int = 5) -> list[Record]:
        """The works with these words in their title, likeliest first."""
        if not sought.words:
            return []

        def read(answer: Any) -> list[Record]:
            require(
                isinstance(answer["results"], list) and isinstance(answer["meta"]["count"], int), "no list of works"
            )
            return [Record(self.name, str(result["id"]), item_of(result)) for result in answer["results"]]

        question = {"filter": f"title.search:{' '.join(sought.words)}", "per-page": str(rows)}
        return self._api.listed("/works", read, {**question, **self._params})

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def _says_absent(response: httpx2.Response) -> bool:
    # In JSON, or in the page of the web framework behind the API; a proxy's page is worded otherwise.
    text = response.text[:2000].lower()
    return "not found" in text and (
        text.lstrip().startswith("{") or "requested url was not found on the server" in text
    )


def item_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """OpenAlex's work as a CSL-JSON item in Crossref's flavour."""
    location = within(answer, "primary_location")
    source = within(location, "source")
    biblio, ids = within(answer, "biblio"), within(answer, "ids")
    first, last = str(biblio.get("first_page") or ""), str(biblio.get("last_page") or "")
    authorships, pdf = answer.get("authorships"), within(answer, "best_oa_location").get("pdf_url")
    item = {
        "DOI": str(answer.get("doi") or "").lower().split("doi.org/")[-1],
        "PMID": "".join(re.findall(r"(?<!\d)\d++$", str(ids.get("pmid") or ""))),
        "PMCID": "".join(re.findall(r"(?<!\d)\d++$", str(ids.get("pmcid") or "").rstrip("/"))),
        "type": _TYPES.get(str(answer.get("type")), ""),
        "title": [answer["title"]] if answer.get("title") else [],
        "author": [_person(row) for row in authorships] if isinstance(authorships, list) else [],
        "container-title": [source["display_name"]] if source.get("display_name") else [],
        "ISSN": source.get("issn") if isinstance(source.get("issn"), list) else [],
        "volume": biblio.get("volume"),
        "issue": biblio.get("issue"),
        "page": f"{first}-{last}" if last and last != first else first,
        "issued": {"raw": str(answer.get("publication_date") or answer.get("publication_year") or "")},
        "language": answer.get("language"),
        "link": [{"URL": str(pdf), "content-type": "application/pdf"}] if pdf else [],
        "abstract": rebuilt(answer.get("abstract_inverted_index")),
        "updated-by": [{"type": "retraction", "source": "openalex"}] if answer.get("is_retracted") is True else [],
    }
    return {name: value for name, value in item.items() if value}


def rebuilt(index: Any) -> str:
    """An abstract from its inverted index: word -> the places where it stands.

    Raises:
        ValueError: it is no such index, or one of more words than an abstract has.

    >>> rebuilt({"helps": [1], "Sleep": [0], "memory.": [2]})
    'Sleep helps memory.'
    """
    if not index:
        return ""
    require(isinstance(index, Mapping), "an abstract of another shape")
    require(sum(len(places) for places in index.values()) <= MOST_WORDS, "an abstract too long")
    require(sum((len(word) + 1) * len(places) for word, places in index.items()) <= LONGEST_ABSTRACT, "too long")
    words = sorted((int(place), word) for word, places in index.items() for place in places)
    return " ".join(word for _, word in words)


def _person(row: Any) -> dict[str, Any]:
    author = within(row, "author") if isinstance(row, Mapping) else {}
    return person_of_name(str(author.get("display_name") or ""))
