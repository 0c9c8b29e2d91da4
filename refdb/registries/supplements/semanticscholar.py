"""Semantic Scholar: abstracts of many works, computer science above all.

Academic Graph API: https://api.semanticscholar.org/api-docs/graph. With a key one question a second; without one, all
users of the world share a pool, in which one question in three seconds is what it used to grant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refdb.model import Record
from refdb.network.http import Http
from refdb.network.json_api import JsonApi, encoded, json_says_absent, require, within
from refdb.registries.fields import abstract_of, person_of_name, same_doi
from refdb.text.patterns import PMCID, PMID

URL = "https://api.semanticscholar.org"
FIELDS = "title,year,publicationDate,publicationTypes,externalIds,abstract,journal,venue,authors"


class SemanticScholar:
    """Semantic Scholar's Academic Graph API."""

    name = "semanticscholar"

    def __init__(self, base_url: str = URL, *, key: str = "", timeout: float = 20.0, http: Http | None = None) -> None:
        """Make the client; nothing is asked yet.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._api = JsonApi(
            base_url,
            public=URL,
            spacing=1.0 if key else 3.0,
            says_absent=json_says_absent("not found"),
            timeout=timeout,
            http=http,
            headers={"x-api-key": key} if key else None,
        )

    def work(self, doi: str = "", *, pmid: str = "", pmcid: str = "") -> Record | None:
        """The work with this DOI, else this PMID, else this PMCID; None where Semantic Scholar has none."""
        if doi:
            asked = f"DOI:{doi.strip().lower()}"
        elif PMID.fullmatch(pmid):
            asked = f"PMID:{pmid}"
        elif PMCID.fullmatch(pmcid):
            asked = f"PMCID:{pmcid[3:]}"
        else:
            return None

        def read(answer: Any) -> Record | None:
            require(isinstance(answer["paperId"], str) and "title" in answer, "no work")
            own = same_doi(within(answer, "externalIds").get("DOI"), doi)
            return Record(self.name, answer["paperId"], item_of(answer)) if own else None

        return self._api.ask(f"/graph/v1/paper/{encoded(asked)}", read, {"fields": FIELDS})

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def item_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Semantic Scholar's paper as a CSL-JSON item in Crossref's flavour."""
    ids, journal = within(answer, "externalIds"), within(answer, "journal")
    container = journal.get("name") or answer.get("venue")
    types = answer.get("publicationTypes") or []
    authors = answer.get("authors")
    item = {
        "DOI": str(ids.get("DOI") or "").lower(),
        "PMID": ids.get("PubMed"),
        "PMCID": ids.get("PubMedCentral"),
        "arxiv": ids.get("ArXiv"),
        "type": "journal-article" if "JournalArticle" in types else "book" if "Book" in types else "",
        "title": [answer["title"]] if answer.get("title") else [],
        "author": [_person(row) for row in authors] if isinstance(authors, list) else [],
        "container-title": [container] if container else [],
        "volume": journal.get("volume"),
        "page": journal.get("pages"),
        "issued": {"raw": str(answer.get("publicationDate") or answer.get("year") or "")},
        "abstract": abstract_of(answer.get("abstract")),
    }
    return {name: value for name, value in item.items() if value}


def _person(row: Any) -> dict[str, Any]:
    return person_of_name(str(row.get("name") or "") if isinstance(row, Mapping) else "")
