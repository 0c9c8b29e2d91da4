"""Crossref's facets: how many works of a list have which value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from refdb.registries.snapshot.lists.refusing import refusal
from refdb.registries.snapshot.lists.values import Item, affiliations, day_of, issns, orcids, relations, rows, texts

MOST_VALUES = 1000
_VALUES: dict[str, Callable[[Item], Sequence[object]]] = {
    "affiliation": affiliations,
    "archive": lambda item: texts(item, "archive"),
    "assertion": lambda item: [row.get("name") for row in rows(item, "assertion")],
    "assertion-group": lambda item: [dict(row.get("group") or {}).get("name") for row in rows(item, "assertion")],
    "container-title": lambda item: texts(item, "container-title")[:1],
    "funder-doi": lambda item: [row.get("DOI") for row in rows(item, "funder")],
    "funder-name": lambda item: [row.get("name") for row in rows(item, "funder")],
    "issn": issns,
    "journal-issue": lambda item: texts(item, "issue"),
    "journal-volume": lambda item: texts(item, "volume"),
    "license": lambda item: [row.get("URL") for row in rows(item, "license")],
    "link-application": lambda item: [row.get("intended-application") for row in rows(item, "link")],
    "orcid": orcids,
    "published": lambda item: [day[0]] if (day := day_of(item, "pub")) else [],
    "publisher-name": lambda item: texts(item, "publisher"),
    "relation-type": relations,
    "source": lambda item: texts(item, "source"),
    "type-name": lambda item: texts(item, "type"),
    "update-type": lambda item: [row.get("type") for row in rows(item, "update-to")],
}


def asked_of(text: str) -> dict[str, int]:
    """Facets with the number of values of each that are wanted, from ``type-name:10,issn:*``.

    Raises:
        Refused: no such facet, or a number it cannot take.
    """
    asked = {}
    for part in filter(None, text.split(",")):
        name, _, count = part.partition(":")
        if name not in _VALUES:
            message = f"Facet '{name}' specified but there is no such facet for this route."
            raise refusal(
                "facet-not-available", name, f"{message} Valid facets for this route are: {', '.join(_VALUES)}"
            )
        if count not in ("", "*") and not (count.isascii() and count.isdigit() and int(count) <= MOST_VALUES):
            message = f"Facet count specified as {count} but must be * or a positive integer up to {MOST_VALUES}. "
            raise refusal("facet-count-not-valid", count, message)
        asked[name] = MOST_VALUES if count in ("", "*") else int(count)
    return asked


def counted(asked: dict[str, int], items: Iterable[Item]) -> dict[str, Any]:
    """How many of the items have which value, the commonest first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in asked}
    for item in items if asked else ():
        for name, count in counts.items():
            count.update({str(value) for value in _VALUES[name](item) if value})
    return {
        name: {"value-count": len(count), "values": dict(count.most_common(asked[name]))}
        for name, count in counts.items()
    }
