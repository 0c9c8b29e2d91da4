"""What a snapshot answers to a request of Crossref's REST API: the address of a GET to status, type and body.

The answers and refusals have the shapes of api.crossref.org. A DOI is looked up and nothing else: it never becomes a
path. Items are passed on as they are stored, without being read.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from refdb.errors import RegistryUnavailable
from refdb.registries.snapshot.lists.asked import Asked
from refdb.registries.snapshot.lists.journals import journal, journals
from refdb.registries.snapshot.lists.listing import QUERIES, page_of
from refdb.registries.snapshot.lists.refusing import Refused, refusal
from refdb.registries.snapshot.local import Found

MOST_FIELDS = 60
KNOWN = {*QUERIES, "rows", "offset", "filter", "select", "sort", "order", "facet", "sample", "cursor", "mailto"}
PLAIN = ("mailto", "query", "rows", "offset")  # of lists of journals
SCOPES = {"journals": "issn", "prefixes": "prefix", "members": "member", "funders": "funder", "types": "type"}
OTHERS = (*SCOPES, "licenses")  # routes of Crossref's that a snapshot has but in part, or not at all
SELECTS = frozenset(
    "DOI ISBN ISSN URL abstract accepted alternative-id approved archive article-number assertion author chair "
    "clinical-trial-number container-title content-created content-domain created degree deposited editor event "
    "funder group-title indexed is-referenced-by-count issn-type issue issued license link member original-title page "
    "posted prefix published published-online published-print publisher publisher-location reference references-count "
    "relation resource score short-container-title short-title standards-body subject subtitle title translator type "
    "update-policy update-to updated-by volume".split()
)
JSON = "application/json"
NOT_FOUND = "Resource not found."


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's status, content type and body."""

    status: int
    content_type: str
    body: bytes


def answer(snapshot: Asked, address: str) -> Answer:
    """The answer to ``GET address``; whatever was asked, there is one."""
    try:
        return _answer(snapshot, address)
    except Refused as refused:
        failure = {"status": "failed", "message-type": "validation-failure", "message": [refused.failure]}
        return Answer(400, JSON, json.dumps(failure).encode())
    except RegistryUnavailable as error:
        message = {"name": "snapshot", "description": str(error)}
        body = json.dumps({"status": "error", "message-type": "exception", "message": message})
        return Answer(500, JSON, body.encode())


def _answer(snapshot: Asked, address: str) -> Answer:
    try:
        parts = urlsplit(address)
        query = {k: v[-1] for k, v in parse_qs(parts.query, keep_blank_values=True, max_num_fields=MOST_FIELDS).items()}
    except ValueError as error:
        return Answer(400, "text/plain", f"Bad request: {error}".encode())
    path = parts.path.removeprefix("/v1").rstrip("/")
    route, _, rest = path.removeprefix("/").partition("/")
    if path == "/works":
        return Answer(200, JSON, _list(snapshot, query))
    if route == "works":
        _refuse(query, ("mailto",))
        return _one(snapshot, unquote(rest))
    if route in SCOPES and rest.endswith("/works"):
        scope = f"{SCOPES[route]}:{unquote(rest.removesuffix('/works'))}"
        query["filter"] = f"{query['filter']},{scope}" if query.get("filter") else scope
        return Answer(200, JSON, _list(snapshot, query))
    if route == "journals":
        return _journals(snapshot, unquote(rest), query)
    if route in OTHERS:
        raise refusal("route-not-available", path, f"A snapshot has works and journals, but no list of {route}. ")
    return Answer(404, "text/plain", NOT_FOUND.encode())


def _journals(snapshot: Asked, issn: str, query: dict[str, str]) -> Answer:
    _refuse(query, ("mailto",) if issn else PLAIN)
    if not issn:
        return Answer(200, JSON, _envelope("journal-list", _utf8(journals(snapshot, query))))
    found = journal(snapshot, issn)
    if found is None:
        return Answer(404, "text/plain", NOT_FOUND.encode())
    return Answer(200, JSON, _envelope("journal", _utf8(found)))


def _refuse(query: dict[str, str], known: Collection[str]) -> None:
    """Refuse parameters that a route does not take, in the words that Crossref has for it."""
    for name in query:
        if name not in known:
            field = name.startswith("query.")
            what = "field query parameters" if field else name
            raise refusal("parameter-not-allowed", "query.*" if field else name, f"This route does not support {what}")


def _one(snapshot: Asked, doi: str) -> Answer:
    found = snapshot.raw_works([doi]).get(doi)
    if found:
        return Answer(200, JSON, _envelope("work", found.json))
    bare = doi.removesuffix("/agency")
    agency = None if bare == doi else snapshot.agency(bare)
    if not agency:
        return Answer(404, "text/plain", NOT_FOUND.encode())
    message = {"DOI": bare.strip().lower(), "agency": {"id": agency, "label": agency.capitalize()}}
    return Answer(200, JSON, _envelope("work-agency", _utf8(message)))


def _list(snapshot: Asked, query: dict[str, str]) -> bytes:
    for name in query:
        if name not in KNOWN:
            raise refusal("parameter-not-allowed", name, f"This route does not support {name}")
    selected = _selects(query.get("select", ""))
    page = page_of(snapshot, query)
    items = b",".join(_selected(one, selected) for one in page.found)
    text = " ".join(query[name] for name in QUERIES if query.get(name))
    search = _utf8({"start-index": int(query.get("offset", "0")), "search-terms": text or None})
    going_on = b'"next-cursor":%s,' % _utf8(page.next_cursor) if page.next_cursor else b""
    head = b'{"facets":%s,%s"total-results":%d,"items":[' % (_utf8(page.facets), going_on, page.total)
    tail = b'],"items-per-page":%d,"query":%s}' % (int(query.get("rows", "20")), search)
    return _envelope("work-list", head + items + tail)


def _envelope(kind: str, message: bytes) -> bytes:
    head = f'{{"status":"ok","message-type":"{kind}","message-version":"1.0.0","message":'
    return b"".join((head.encode(), message, b"}"))


def _utf8(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _selected(found: Found, names: set[str]) -> bytes:
    if names:
        return _utf8({k: v for k, v in found.item().items() if k in names})
    if found.score is None:
        return found.json
    return b'%s,"score":%s}' % (found.json.rstrip()[:-1], str(found.score).encode())


def _selects(text: str) -> set[str]:
    names = {name.strip() for name in text.split(",")} - {""}
    wrong = min(names - SELECTS, default="")
    if wrong:
        message = f"Select '{wrong}' specified but there is no such select for this route."
        valid = ", ".join(sorted(SELECTS))
        raise refusal("select-not-available", wrong, f"{message} Valid selects for this route are: {valid}")
    return names
