"""DataCite: who registers data sets, software, preprints (arXiv, Zenodo …) and theses.

REST API: https://support.datacite.org/docs/api; metadata schema 4.6: https://schema.datacite.org/meta/kernel-4.6.
Limits (https://support.datacite.org/docs/is-there-a-rate-limit): 1,000 questions in 5 minutes for those who say who
they are, half of that for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from refdb.model import Record
from refdb.network.http import Http
from refdb.network.json_api import JsonApi, encoded, json_says_absent, require
from refdb.registries.catalogues.sought import Sought
from refdb.registries.fields import abstract_of, same_doi

URL = "https://api.datacite.org"
_TYPES = {  # resourceTypeGeneral -> Crossref's name
    "Book": "book", "BookChapter": "book-chapter", "ComputationalNotebook": "software", "Dataset": "dataset",
    "ConferencePaper": "proceedings-article", "ConferenceProceeding": "proceedings", "DataPaper": "journal-article",
    "Dissertation": "dissertation", "Journal": "journal", "JournalArticle": "journal-article", "Report": "report",
    "PeerReview": "peer-review", "Preprint": "posted-content", "Software": "software", "Standard": "standard",
}  # fmt: skip
_OLDER_TYPES = {  # types.citeproc, which older records have beside "Text"
    "article-journal": "journal-article", "chapter": "book-chapter", "thesis": "dissertation", "report": "report",
    "book": "book", "paper-conference": "proceedings-article", "article": "posted-content",
}  # fmt: skip


class DataCite:
    """DataCite's REST API."""

    name = "datacite"

    def __init__(
        self, base_url: str = URL, *, mailto: str = "", timeout: float = 20.0, http: Http | None = None
    ) -> None:
        """Make the client; nothing is asked yet. ``mailto`` is shown to DataCite, which then may be asked more often.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._params = {"mailto": mailto} if mailto else {}
        absent = json_says_absent("doesn't exist", "not found")
        self._api = JsonApi(
            base_url, public=URL, spacing=0.3 if mailto else 0.6, says_absent=absent, timeout=timeout, http=http
        )

    def work(self, doi: str = "", *, pmid: str = "", pmcid: str = "") -> Record | None:
        """The work with this DOI, None where it is not DataCite's. (It knows no other identifier.)"""
        if not doi:
            return None

        def read(answer: Any) -> Record | None:
            attributes = answer["data"]["attributes"]
            require(isinstance(attributes.get("titles"), list) or attributes.get("doi"), "no work")
            if not same_doi(attributes.get("doi"), doi):
                return None
            return Record(self.name, doi.strip().lower(), item_of(attributes))

        return self._api.ask(f"/dois/{encoded(doi.lower())}", read, self._params)

    def search(self, sought: Sought, rows: int = 5) -> list[Record]:
        """The works with these words in their titles, likeliest first."""
        if not sought.words:
            return []

        def read(answer: Any) -> list[Record]:
            rows = answer["data"]
            require(isinstance(rows, list) and isinstance(answer["meta"]["total"], int), "no list of works")
            return [Record(self.name, str(row["id"]).lower(), item_of(row["attributes"])) for row in rows]

        author = f' AND creators.name:"{sought.author}"' if sought.author else ""
        question = f"titles.title:({' AND '.join(sought.words)}){author}"
        return self._api.listed(
            "/dois", read, {"query": question, "page[size]": str(rows), "sort": "relevance", **self._params}
        )

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def item_of(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """DataCite's attributes of a work as a CSL-JSON item in Crossref's flavour."""
    titles = _rows(attributes, "titles")
    main = [t.get("title") for t in titles if not t.get("titleType")]
    others = [t.get("title") for t in titles if t.get("titleType") not in (None, "", "Subtitle")]
    container = attributes.get("container")
    container = container if isinstance(container, Mapping) else {}
    publisher = attributes.get("publisher")
    dates = {d.get("dateType"): d.get("date") for d in reversed(_rows(attributes, "dates"))}
    item = {
        "DOI": str(attributes.get("doi") or "").lower(),
        "type": _type(attributes.get("types")),
        "title": [*main, *others],
        "subtitle": [t.get("title") for t in titles if t.get("titleType") == "Subtitle"],
        "author": [_person(row) for row in _rows(attributes, "creators")],
        "editor": [_person(r) for r in _rows(attributes, "contributors") if r.get("contributorType") == "Editor"],
        "container-title": [container.get("title")] if container.get("title") else [],
        "volume": container.get("volume"),
        "issue": container.get("issue"),
        "page": _pages(container),
        "ISSN": [container["identifier"]] if container.get("identifierType") == "ISSN" else [],
        "publisher": publisher.get("name") if isinstance(publisher, Mapping) else publisher,
        "issued": {"raw": str(dates.get("Issued") or attributes.get("publicationYear") or "")},
        "published": {"raw": str(attributes.get("publicationYear") or "")},
        "language": attributes.get("language"),
        "URL": attributes.get("url"),
        "version": attributes.get("version"),
        "abstract": next((a for a in map(_abstract, _rows(attributes, "descriptions")) if a), ""),
        "relation": _relations(_rows(attributes, "relatedIdentifiers")),
        "updated-by": [
            {"type": "withdrawal", "updated": {"raw": str(dates[kind] or "")}, "source": "datacite"}
            for kind in ("Withdrawn",)
            if kind in dates
        ],
    }
    return {name: value for name, value in item.items() if value}


def _rows(attributes: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = attributes.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _type(types: Any) -> str:
    if not isinstance(types, Mapping):
        return ""
    general = str(types.get("resourceTypeGeneral") or "")
    if general in _TYPES:
        return _TYPES[general]
    older = _OLDER_TYPES.get(str(types.get("citeproc") or ""), "")
    return older if general in ("Text", "") else "other"


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    name = str(row.get("name") or "")
    if row.get("familyName"):
        return {"family": row["familyName"], "given": row.get("givenName") or ""}
    family, comma, given = name.partition(",")
    if comma and row.get("nameType") != "Organizational":
        return {"family": family.strip(), "given": given.strip()}
    return {"name": name}


def _pages(container: Mapping[str, Any]) -> str:
    first, last = str(container.get("firstPage") or ""), str(container.get("lastPage") or "")
    return f"{first}-{last}" if first and last and first != last else first


def _abstract(description: Mapping[str, Any]) -> str:
    return abstract_of(description.get("description")) if description.get("descriptionType") == "Abstract" else ""


def _relations(rows: list[Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """``IsVersionOf`` … under the names that Crossref has for them, ``is-version-of`` …; citations left out."""
    relations: dict[str, list[dict[str, str]]] = {}
    for kind, entry in _related(rows):
        relations.setdefault(kind, []).append(entry)
    return relations


def _related(rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, str]]]:
    for row in rows:
        kind, identifier = str(row.get("relationType") or ""), str(row.get("relatedIdentifier") or "").strip()
        if not kind or not identifier or kind in ("References", "IsReferencedBy", "Cites", "IsCitedBy"):
            continue
        id_type = str(row.get("relatedIdentifierType") or "").lower()
        if id_type == "doi":
            identifier = re.sub(r"(?i)^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", identifier).lower()
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).lower()
        yield name, {"id-type": id_type, "id": identifier, "asserted-by": "subject"}
