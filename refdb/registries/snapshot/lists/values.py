"""What filters, sorts and facets read out of a Crossref item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from refdb.registries.snapshot.layout import doi_key

Item = Mapping[str, Any]
Day = tuple[int, ...]  # year, month, day, as far as they are known
DATES = {  # Crossref's name in filters and sorts -> the item's fields, the first that is there
    "index": ("indexed",), "deposit": ("deposited",), "update": ("deposited", "indexed"), "created": ("created",),
    "pub": ("published", "issued", "published-print", "published-online"),
    "print-pub": ("published-print",), "online-pub": ("published-online",),
    "posted": ("posted",), "accepted": ("accepted",), "issued": ("issued",), "approved": ("approved",),
    "event-start": ("event",), "awarded": ("award-start",),
}  # fmt: skip


def listed(item: Item, name: str) -> list[Any]:
    """A field that is a list, empty where it is something else."""
    value = item.get(name)
    return value if isinstance(value, list) else []


def rows(item: Item, *names: str) -> list[Mapping[str, Any]]:
    """The objects in fields that are lists of them."""
    return [row for name in names for row in listed(item, name) if isinstance(row, Mapping)]


def texts(item: Item, name: str) -> list[str]:
    """The strings of a field, which is a list of them or one."""
    value = item.get(name)
    return [value] if isinstance(value, str) else [one for one in listed(item, name) if isinstance(one, str)]


def day_of(item: Item, name: str) -> Day | None:
    """A date, by its name in filters and sorts: year, month and day, as far as they are known."""
    for field in DATES[name]:
        value = item.get(field)
        parts = value.get("date-parts") if isinstance(value, Mapping) else None
        first = parts[0] if isinstance(parts, list) and parts else None
        if isinstance(first, list) and first and all(isinstance(part, int) for part in first):
            return tuple(first)
    return None


def people(item: Item) -> list[Mapping[str, Any]]:
    """Authors, editors and the like."""
    return rows(item, "author", "editor", "chair", "translator")


def orcids(item: Item) -> list[str]:
    """The bare ORCID iDs of its people."""
    return [str(person["ORCID"]).rstrip("/").rpartition("/")[2] for person in people(item) if person.get("ORCID")]


def affiliations(item: Item) -> list[str]:
    """The names of its people's institutions."""
    return [str(row.get("name") or "") for person in people(item) for row in rows(person, "affiliation")]


def issns(item: Item) -> list[str]:
    """ISSNs, with their hyphen."""
    return texts(item, "ISSN")


def relations(item: Item) -> list[str]:
    """The kinds of its relations to others."""
    value = item.get("relation")
    return [name for name, others in value.items() if others] if isinstance(value, Mapping) else []


def number(name: str) -> Callable[[Item], int]:
    """Reads a count."""

    def read(item: Item) -> int:
        value = item.get(name)
        return value if isinstance(value, int) else 0

    return read


def bare_doi(value: object) -> str:
    """A DOI as it is compared, out of an address or not."""
    text = doi_key(str(value or ""))
    return text.split("doi.org/", 1)[-1].removeprefix("doi:")
