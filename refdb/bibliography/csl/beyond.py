"""What a CSL-JSON file says of dates and names beyond what ``Work`` holds: kept as it came, and written again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from refdb.bibliography.csl.people import name_of, persons_of
from refdb.bibliography.csl.values import date_of
from refdb.model import Work

WHOLE = ("issued", "author", "editor")  # kept as they came where ``Work`` holds less of them
_BEYOND_DATES = frozenset(("season", "circa", "literal", "raw"))
_BEYOND_NAMES = frozenset(("dropping-particle", "comma-suffix", "static-ordering", "parse-names"))


def dated(said: object, date: tuple[int, ...]) -> dict[str, Any]:
    """A date as a file said it, in CSL's own form: its parts are numbers."""
    if not isinstance(said, dict):
        return {"date-parts": [list(date)]}
    parts = said.get("date-parts") or ([list(date)] if date else [])
    numbers = [[int(part) if str(part).lstrip("-").isdecimal() else part for part in one] for one in parts]
    return said | ({"date-parts": numbers} if numbers else {})


def named(said: Iterable[Any]) -> list[dict[str, Any]]:
    """Names as ``Person`` cuts them, with what a file said beyond that."""
    names = []
    for one in said:
        name: dict[str, Any] = {part: text for person in persons_of([one]) for part, text in name_of(person).items()}
        kept = {part: value for part, value in one.items() if part in _BEYOND_NAMES} if isinstance(one, Mapping) else {}
        if "dropping-particle" in kept:
            name.pop("non-dropping-particle", None)
            kept |= {part: one[part] for part in ("non-dropping-particle",) if one.get(part)}
        names.append(name | kept)
    return [name for name in names if name]


def as_json(value: object) -> str:
    """A value as one line of JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def says_more(value: object) -> bool:
    """Whether dates or names say what ``Work`` does not hold: a season, a range, circa; a dropping particle."""
    if isinstance(value, list):
        return any(isinstance(name, Mapping) and not _BEYOND_NAMES.isdisjoint(name) for name in value)
    if not isinstance(value, Mapping):
        return False
    dates, date = value.get("date-parts"), date_of(value)
    several = isinstance(dates, list) and bool(date) and (len(dates) > 1 or _length(dates[0]) > len(date))
    return several or not _BEYOND_DATES.isdisjoint(value)


def _length(date: object) -> int:
    return len(date) if isinstance(date, list) else 0


def still_says(name: str, value: object, work: Work) -> bool:
    """Whether what a CSL-JSON file said of date or names is still what the work says."""
    if name == "issued":
        return date_of(value) == work.date
    return persons_of(value) == (work.authors if name == "author" else work.editors)
