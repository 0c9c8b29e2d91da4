"""The journals whose articles a snapshot has, as Crossref's /journals describes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from refdb.registries.snapshot.lists.asked import Asked
from refdb.registries.snapshot.lists.listing import MOST_OFFSET, MOST_ROWS, all_of, integer
from refdb.registries.snapshot.lists.values import Item, day_of, issns, rows, texts
from refdb.text.folding import folded

_BACKFILE = 2  # years; what is older is backfile


def journal(snapshot: Asked, issn: str) -> dict[str, Any] | None:
    """The journal with this ISSN, None where no work of it is here."""
    return next((one for one in _journals(snapshot) if _bare(issn) in map(_bare, one["ISSN"])), None)


def journals(snapshot: Asked, query: Mapping[str, str]) -> dict[str, Any]:
    """A page of the journals that have these words in their name, by name."""
    size, offset = integer(query.get("rows", "20"), MOST_ROWS), integer(query.get("offset", "0"), MOST_OFFSET)
    words = folded(query.get("query", "")).split()
    found = [one for one in _journals(snapshot) if all(word in folded(one["title"]).split() for word in words)]
    return {
        "total-results": len(found),
        "items": found[offset : offset + size],
        "items-per-page": size,
        "query": {"start-index": offset, "search-terms": query.get("query") or None},
    }


def _bare(issn: str) -> str:
    return re.sub(r"\W", "", issn).upper()


def _journals(snapshot: Asked) -> list[dict[str, Any]]:
    by_title: dict[str, list[Item]] = {}
    for one in all_of(snapshot):
        item = one.item()
        titles = texts(item, "container-title")
        if titles and issns(item) and item.get("type") == "journal-article":
            by_title.setdefault(titles[0], []).append(item)
    return [_described(title, items) for title, items in sorted(by_title.items())]


def _described(title: str, items: list[Item]) -> dict[str, Any]:
    years = Counter(day[0] for item in items if (day := day_of(item, "pub")))
    this_year = datetime.now(UTC).year
    current = sum(n for year, n in years.items() if year > this_year - _BACKFILE)
    kinds = {str(row.get("value")): row for item in items for row in rows(item, "issn-type")}
    return {
        "title": title,
        "publisher": str(items[-1].get("publisher") or ""),
        "ISSN": list(dict.fromkeys(number for item in items for number in issns(item))),
        "issn-type": list(kinds.values()),
        "subjects": [],
        "counts": {"total-dois": len(items), "current-dois": current, "backfile-dois": len(items) - current},
        "breakdowns": {"dois-by-issued-year": [[year, n] for year, n in sorted(years.items(), reverse=True)]},
    }
