"""A page of a snapshot's works: which are meant, in which order, and from where on.

What needs every work to be read, as a filter without a query, is answered for snapshots that can be read in a few
seconds; beside a query the best of what it finds are filtered and sorted.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from refdb.registries.snapshot.lists.asked import Asked
from refdb.registries.snapshot.lists.facets import asked_of, counted
from refdb.registries.snapshot.lists.filters import Test, dois_alone, tests_of
from refdb.registries.snapshot.lists.refusing import refusal
from refdb.registries.snapshot.lists.values import Item, day_of, number
from refdb.registries.snapshot.local import Found

MOST_ROWS = 1000
MOST_OFFSET = 10_000
MOST_SAMPLED = 100
MOST_READ = 250_000  # works that are read for one question
QUERIES = (
    "query.bibliographic", "query", "query.title", "query.author", "query.container-title", "query.editor",
    "query.affiliation", "query.chair", "query.contributor", "query.translator", "query.publisher-name",
    "query.description", "query.degree", "query.standards-body-name", "query.event-name", "query.event-location",
    "query.funder-name", "query.publisher-location", "query.event-acronym", "query.event-theme", "query.event-sponsor",
)  # fmt: skip
_DATES = {  # of sorts
    "updated": "update", "deposited": "deposit", "indexed": "index", "published": "pub", "published-print": "print-pub",
    "published-online": "online-pub", "issued": "issued", "created": "created",
}  # fmt: skip
_COUNTS = {"is-referenced-by-count": "is-referenced-by-count", "references-count": "reference-count"}
SORTS = ("score", "relevance", *_DATES, *_COUNTS)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of works: how many there are in all, what facets say of them, and how to go on."""

    found: list[Found]
    total: int
    facets: dict[str, Any] = field(default_factory=dict)
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    rows: int
    offset: int
    sample: int
    tests: list[Test]
    sort: str
    descending: bool
    facets: dict[str, int]
    cursor: str

    @property
    def reads_all(self) -> bool:
        return bool(self.tests or self.facets or self.sort not in ("score", "relevance") or not self.descending)


def page_of(snapshot: Asked, query: Mapping[str, str]) -> Page:
    """The page that a request's parameters ask for.

    Raises:
        Refused: a parameter with a value that it cannot take, or a question that so large a snapshot does not answer.
    """
    dois = dois_alone(query.get("filter", ""))
    asked = _asked(query, without_filter=bool(dois))
    if dois:
        named = {one.doi: one for one in snapshot.raw_works(dois).values()}
        return _chosen(asked, [(one, one.item()) for one in named.values()])
    if asked.sample:
        return _sampled(snapshot, asked)
    if asked.text and not asked.reads_all:
        found, total = snapshot.search_page(asked.text, asked.rows, asked.offset, whole=True)
        return Page(found, total, next_cursor=_next(asked))
    if not asked.reads_all:
        return _plain(snapshot, asked)
    return _chosen(asked, [(one, item) for one, item in _candidates(snapshot, asked) if _holds(asked, item)])


def _asked(query: Mapping[str, str], *, without_filter: bool) -> _Asked:
    cursor, offset = query.get("cursor", ""), integer(query.get("offset", "0"), MOST_OFFSET)
    if cursor and offset:
        raise refusal("parameter-not-allowed", "offset", "Offset cannot be combined with cursor. ")
    sort, order = query.get("sort") or "score", query.get("order") or "desc"
    if sort not in SORTS:
        message = f"Sort '{sort}' specified but there is no such sort for this route."
        raise refusal("sort-not-available", sort, f"{message} Valid sorts for this route are: {', '.join(SORTS)}")
    if order not in ("asc", "desc"):
        raise refusal("order-not-valid", order, f"Order specified as {order} but must be one of: asc, desc. ")
    text = " ".join(query[name] for name in QUERIES if query.get(name))
    return _Asked(
        text,
        integer(query.get("rows", "20"), MOST_ROWS),
        _place(cursor) if cursor else offset,
        integer(query.get("sample", "0"), MOST_SAMPLED),
        [] if without_filter or not query.get("filter") else tests_of(query["filter"]),
        sort,
        order == "desc",
        asked_of(query.get("facet", "")),
        cursor,
    )


def _candidates(snapshot: Asked, asked: _Asked) -> Iterator[tuple[Found, Item]]:
    if asked.text:
        found = snapshot.search_page(asked.text, MOST_ROWS, whole=True)[0]
        return ((one, one.item()) for one in found)
    return ((one, one.item()) for one in all_of(snapshot))


def all_of(snapshot: Asked) -> Iterator[Found]:
    """Every work.

    Raises:
        Refused: they are too many to be read for one question.
    """
    if snapshot.works_count > MOST_READ:
        message = (
            f"This snapshot has {snapshot.works_count:,} works; without a query it filters, sorts and counts at most"
        )
        raise refusal("query-too-broad", "filter", f"{message} {MOST_READ:,}. Add a query, or name DOIs. ")
    return snapshot.every()


def _holds(asked: _Asked, item: Item) -> bool:
    return all(test(item) for test in asked.tests)


def _chosen(asked: _Asked, works: list[tuple[Found, Item]]) -> Page:
    """The page of those works that all were read."""
    if asked.sort in _DATES:
        works.sort(key=lambda work: day_of(work[1], _DATES[asked.sort]) or (0,), reverse=asked.descending)
    elif asked.sort in _COUNTS:
        works.sort(key=lambda work: number(_COUNTS[asked.sort])(work[1]), reverse=asked.descending)
    elif not asked.descending:
        works.reverse()
    found = [one for one, _ in works[asked.offset : asked.offset + asked.rows]]
    return Page(found, len(works), counted(asked.facets, (item for _, item in works)), _next(asked))


def _plain(snapshot: Asked, asked: _Asked) -> Page:
    """The page of a list of everything, in the order of the file."""
    found = list(snapshot.every(asked.offset, asked.rows)) if asked.rows else []
    return Page(found, snapshot.count_of_crossref(), next_cursor=_next(asked))


def _sampled(snapshot: Asked, asked: _Asked) -> Page:
    if asked.reads_all or asked.text:
        works = [one for one, item in _candidates(snapshot, asked) if _holds(asked, item)]
        chosen = random.sample(works, min(asked.sample, len(works)))
    else:
        chosen = snapshot.at_random(asked.sample)
    return Page(chosen, len(chosen))


def _next(asked: _Asked) -> str:
    """Where the next page begins, for one who goes on by cursor."""
    return base64.urlsafe_b64encode(b"at %d" % (asked.offset + asked.rows)).decode() if asked.cursor else ""


def _place(cursor: str) -> int:
    if cursor == "*":
        return 0
    try:
        word, _, place = base64.urlsafe_b64decode(cursor).decode("ascii").partition(" ")
    except ValueError:
        word, place = "", ""
    if word != "at" or not place.isdigit() or len(place) > 12:
        raise refusal("cursor-not-valid", cursor, "Cursor specified is not valid or has expired. ")
    return int(place)


def integer(text: str, most: int) -> int:
    """A number of a request.

    Raises:
        Refused: it is none, or too large.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most):
        message = f"Integer specified as {text} but must be a positive integer less than or equal to {most}. "
        raise refusal("integer-not-valid", text, message)
    return int(text)
