"""What a snapshot answers to a request of Crossref's REST API: the address of a GET to status, type and body.

The answers and refusals have the shapes of api.crossref.org. A DOI is looked up and nothing else: it never becomes a
path. Items are passed on as they are stored, without being read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from refdb.errors import RegistryUnavailable
from refdb.registries.snapshot.local import Found, Snapshot

MOST_ROWS = 1000
MOST_OFFSET = 10_000
MOST_FIELDS = 60
QUERIES = (
    "query.bibliographic",
    "query",
    "query.title",
    "query.author",
    "query.container-title",
    "query.editor",
    "query.affiliation",
)
KNOWN = {*QUERIES, "rows", "offset", "filter", "select", "sort", "order", "mailto"}
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


class _Invalid(Exception):
    def __init__(self, kind: str, value: str, message: str) -> None:
        super().__init__(message)
        self.failure = {"type": kind, "value": value, "message": message}


def answer(snapshot: Snapshot, address: str) -> Answer:
    """The answer to ``GET address``; whatever was asked, there is one."""
    try:
        return _answer(snapshot, address)
    except _Invalid as invalid:
        failure = {"status": "failed", "message-type": "validation-failure", "message": [invalid.failure]}
        return Answer(400, JSON, json.dumps(failure).encode())
    except RegistryUnavailable as error:
        message = {"name": "snapshot", "description": str(error)}
        body = json.dumps({"status": "error", "message-type": "exception", "message": message})
        return Answer(500, JSON, body.encode())


def _answer(snapshot: Snapshot, address: str) -> Answer:
    try:
        parts = urlsplit(address)
        query = {k: v[-1] for k, v in parse_qs(parts.query, keep_blank_values=True, max_num_fields=MOST_FIELDS).items()}
    except ValueError as error:
        return Answer(400, "text/plain", f"Bad request: {error}".encode())
    path = parts.path.removeprefix("/v1").rstrip("/")
    if path == "/works":
        return Answer(200, JSON, _list(snapshot, query))
    if not path.startswith("/works/"):
        return Answer(404, "text/plain", NOT_FOUND.encode())
    for name in query:
        if name != "mailto":
            field = name.startswith("query.")
            what = "field query parameters" if field else name
            message = f"This route does not support {what}"
            raise _Invalid("parameter-not-allowed", "query.*" if field else name, message)
    return _one(snapshot, unquote(path.removeprefix("/works/")))


def _one(snapshot: Snapshot, doi: str) -> Answer:
    found = snapshot.raw_works([doi]).get(doi)
    if found:
        return Answer(200, JSON, _envelope("work", found.json))
    bare = doi.removesuffix("/agency")
    agency = None if bare == doi else snapshot.agency(bare)
    if not agency:
        return Answer(404, "text/plain", NOT_FOUND.encode())
    message = {"DOI": bare.strip().lower(), "agency": {"id": agency, "label": agency.capitalize()}}
    return Answer(200, JSON, _envelope("work-agency", _utf8(message)))


def _list(snapshot: Snapshot, query: dict[str, str]) -> bytes:
    for name in query:
        if name not in KNOWN:
            raise _Invalid("parameter-not-allowed", name, f"This route does not support {name}")
    rows = _integer(query.get("rows", "20"), MOST_ROWS)
    offset = _integer(query.get("offset", "0"), MOST_OFFSET)
    if query.get("sort", "score") not in ("score", "relevance") or query.get("order", "desc") != "desc":
        value = query.get("sort", query.get("order", ""))
        raise _Invalid("sort-not-available", value, "A snapshot sorts by score, in descending order, only. ")
    text = " ".join(query[name] for name in QUERIES if query.get(name))
    found: Sequence[Found]
    if query.get("filter"):
        unique = list({one.doi: one for one in snapshot.raw_works(_dois(query["filter"])).values()}.values())
        found, total = unique[offset : offset + rows], len(unique)
    elif text:
        found, total = snapshot.search_page(text, rows, offset, whole=True)
    else:
        found, total = [], snapshot.works_count
    selected = _selects(query.get("select", ""))
    items = b",".join(_selected(one, selected) for one in found)
    search = _utf8({"start-index": offset, "search-terms": text or None})
    head = b'{"facets":{},"total-results":%d,"items":[' % total
    tail = b'],"items-per-page":%d,"query":%s}' % (rows, search)
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
        raise _Invalid("select-not-available", wrong, f"{message} Valid selects for this route are: {valid}")
    return names


def _integer(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most):
        message = f"Integer specified as {text} but must be a positive integer less than or equal to {most}. "
        raise _Invalid("integer-not-valid", text, message)
    return int(text)


def _dois(text: str) -> list[str]:
    dois: list[str] = []
    for part in text.split(","):
        name, colon, value = part.partition(":")
        if name == "doi" and colon:
            dois.append(value)
        else:
            wrong = part if dois and not colon else name
            message = f"Filter '{wrong}' specified but there is no such filter for this route."
            raise _Invalid("filter-not-available", wrong, f"{message} Valid filters for this route are: doi")
    return dois
