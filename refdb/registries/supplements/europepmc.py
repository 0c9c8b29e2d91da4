"""Europe PMC: PubMed's records with abstracts, identifiers and notices, and open-access full texts as JATS.

RESTful API: https://europepmc.org/RestfulWebService. It documents no limit; ten questions a second are usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2

from refdb.model import Record
from refdb.network.http import LARGEST_ANSWER, Http
from refdb.network.json_api import JsonApi, encoded, require, within
from refdb.registries.catalogues.sought import Sought
from refdb.registries.fields import abstract_of
from refdb.text.patterns import DOI, MONTH, MONTH_NUMBERS, PMCID, PMID, TEXT_YEAR

URL = "https://www.ebi.ac.uk/europepmc/webservices/rest"
_BEFALLS = re.compile(r"(?i)(?<!\s)\s++in$")  # "Retraction in": a notice about this work
_IS_NOTICE = re.compile(r"(?i)(?<!\s)\s++(?:of|for)$")  # "Retraction of": this work is the notice
_NOTICE = re.compile(r"(?i)retract|erratum|errata|correct|concern|withdraw|removal|reinstate")
_DATE = re.compile(rf"\b({TEXT_YEAR})(?:[ -]({MONTH.pattern})\.?(?:[ -](\d{{1,2}})\b)?)?", re.IGNORECASE)
_RANK = {"MED": 0, "PMC": 1, "PPR": 2}  # which of several records of one work is the fullest


class EuropePmc:
    """Europe PMC's RESTful API."""

    name = "europepmc"

    def __init__(
        self, base_url: str = URL, *, mailto: str = "", timeout: float = 20.0, http: Http | None = None
    ) -> None:
        """Make the client; nothing is asked yet. ``mailto`` lets Europe PMC write before it blocks.

        Raises:
            InputError: ``base_url`` is no http(s) address.
        """
        self._params = {"email": mailto} if mailto else {}
        self._api = JsonApi(base_url, public=URL, spacing=0.1, says_absent=_says_absent, timeout=timeout, http=http)
        self._api.http.largest = LARGEST_ANSWER  # full texts are larger than records

    def work(self, doi: str = "", *, pmid: str = "", pmcid: str = "") -> Record | None:
        """The work with this DOI, else this PMID, else this PMCID; None where Europe PMC has no record of it."""
        if doi:
            question = f'DOI:"{_quoted(doi.strip())}"'
        elif PMID.fullmatch(pmid):
            question = f"EXT_ID:{pmid} AND SRC:MED"
        elif PMCID.fullmatch(pmcid):
            question = f"PMCID:{pmcid.upper()}"
        else:
            return None

        def read(answer: Any) -> Record | None:
            own = [result for result in _results(answer) if _is_asked_for(result, doi, pmid, pmcid)]
            best = min(own, key=lambda result: _RANK.get(str(result.get("source")), 9), default=None)
            return None if best is None else self._record(best)

        return self._api.ask("/search", read, self._question(question, 10))

    def search(self, sought: Sought, rows: int = 5) -> list[Record]:
        """The works with most of these words in their title, likeliest first."""
        if not sought.words:
            return []
        author = f' AND AUTH:"{sought.author}"' if sought.author else ""
        question = f"TITLE:({' OR '.join(sought.words)}){author}"
        return self._api.listed(
            "/search", lambda answer: [self._record(one) for one in _results(answer)], self._question(question, rows)
        )

    def _question(self, text: str, rows: int) -> dict[str, str]:
        fixed = {"query": text, "resultType": "core", "format": "json", "pageSize": str(rows)}
        return {**fixed, **self._params}

    def _record(self, result: Mapping[str, Any]) -> Record:
        return Record(self.name, f"{result.get('source')}:{result.get('id')}", item_of(result))

    def full_text(self, pmcid: str) -> bytes | None:
        """The open-access full text with this PMCID as JATS, None where Europe PMC gives none out."""
        if not PMCID.fullmatch(pmcid):
            return None

        def read(body: bytes) -> bytes:
            require(re.search(rb"<article[\s>]", body[:20_000]), "no article")
            require(b"</article>" in body[-2000:], "an article cut short")
            return body

        return self._api.ask_bytes(f"/{encoded(pmcid.upper())}/fullTextXML", read, self._params)

    def close(self) -> None:
        """Close the connections."""
        self._api.close()


def _says_absent(response: httpx2.Response) -> bool:
    # Searches answer with an empty list. A full text that is not given out is a 404 in words of several kinds; it is
    # asked for only where a search just told of it, at the same address.
    return response.request.url.path.endswith("/fullTextXML")


def _results(answer: Any) -> list[Mapping[str, Any]]:
    results = answer["resultList"]["result"]
    require(isinstance(results, list) and isinstance(answer["hitCount"], int), "no list of works")
    require(all(isinstance(result, Mapping) for result in results), "no works")
    return list(results)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _is_asked_for(result: Mapping[str, Any], doi: str, pmid: str, pmcid: str) -> bool:
    if doi:
        return str(result.get("doi") or "").strip().lower() == doi.strip().lower()
    if pmid:
        return str(result.get("pmid") or result.get("id")) == pmid
    return str(result.get("pmcid") or "").upper() == pmcid.upper()


def item_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """Europe PMC's core record as a CSL-JSON item in Crossref's flavour.

    ``custom.open-access`` says whether its full text is given out.
    """
    journal = within(result, "journalInfo")
    titles = within(journal, "journal")
    types = [str(kind) for kind in _listed(within(result, "pubTypeList").get("pubType"))]
    notices = list(_notices(result))
    befalls = [entry for entry, own in notices if not own]
    if any(t.lower() == "retracted publication" for t in types) and not _has_retraction(befalls):
        befalls.append({"type": "retraction", "source": "europepmc"})
    item = {
        "DOI": str(result.get("doi") or "").lower(),
        "PMID": result.get("pmid"),
        "PMCID": result.get("pmcid"),
        "type": "posted-content" if result.get("source") == "PPR" else "journal-article",
        "title": [str(result["title"]).removesuffix(".")] if result.get("title") else [],
        "author": [_person(row) for row in _listed(within(result, "authorList").get("author"))],
        "container-title": [titles["title"]] if titles.get("title") else [],
        "short-container-title": [titles["isoabbreviation"]] if titles.get("isoabbreviation") else [],
        "ISSN": [titles[name] for name in ("issn", "essn") if titles.get(name)],
        "volume": journal.get("volume"),
        "issue": journal.get("issue"),
        "page": result.get("pageInfo"),
        "issued": {"raw": str(result.get("firstPublicationDate") or result.get("pubYear") or "")},
        "published-print": {"raw": str(journal.get("printPublicationDate") or journal.get("yearOfPublication") or "")},
        "language": result.get("language"),
        "abstract": abstract_of(result.get("abstractText")),
        "updated-by": befalls,
        "update-to": [entry for entry, own in notices if own],
    }
    kept = {name: value for name, value in item.items() if value}
    is_open = result.get("isOpenAccess") == "Y" and result.get("inEPMC") == "Y"
    return kept | ({"custom": {"open-access": True}} if is_open else {})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _person(row: Any) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        return {}
    if row.get("lastName"):
        return {"family": row["lastName"], "given": row.get("firstName") or row.get("initials") or ""}
    return {"name": row.get("collectiveName") or row.get("fullName") or ""}


def _notices(result: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each notice in PubMed's list, and whether the work itself is that notice. Comments are none."""
    for row in _listed(within(result, "commentCorrectionList").get("commentCorrection")):
        kind = str(row.get("type") or "").strip() if isinstance(row, Mapping) else ""
        if not _NOTICE.search(kind):
            continue
        own = bool(_IS_NOTICE.search(kind))
        bare = _IS_NOTICE.sub("", kind) if own else _BEFALLS.sub("", kind)
        reference = str(row.get("reference") or "")
        doi = DOI.search(reference)
        entry = {
            "type": bare.lower(),
            "DOI": doi.group().rstrip(".,;") if doi else "",
            "source": "europepmc",
            "date": _date(reference),
        }
        yield {name: value for name, value in entry.items() if value}, own


def _has_retraction(entries: list[dict[str, Any]]) -> bool:
    return any("retract" in entry["type"] and "partial" not in entry["type"] for entry in entries)


def _date(reference: str) -> str:
    """The date of a notice, from PubMed's line about it: "Lancet. 2010 Feb 6;375(9713):445"."""
    match = _DATE.search(DOI.sub(" ", reference))
    if not match:
        return ""
    year, month, day = match.groups()
    parts = [year] + ([f"{MONTH_NUMBERS[month.lower()]:02}"] if month else []) + ([f"{int(day):02}"] if day else [])
    return "-".join(parts)
