"""Crossref's filters of works: https://api.crossref.org/swagger-ui/index.html, "Filters" of /works.

Values of one filter are alternatives; different filters must all hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from refdb.registries.snapshot.lists.refusing import refusal
from refdb.registries.snapshot.lists.values import (
    DATES,
    Day,
    Item,
    affiliations,
    bare_doi,
    day_of,
    issns,
    listed,
    number,
    orcids,
    relations,
    rows,
    texts,
)

Test = Callable[[Item], bool]
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:]+Z?)?")
_PRESENT: dict[str, Callable[[Item], Any]] = {  # filters that take true or false
    "has-abstract": lambda item: item.get("abstract"),
    "has-affiliation": affiliations,
    "has-archive": lambda item: item.get("archive"),
    "has-assertion": lambda item: item.get("assertion"),
    "has-authenticated-orcid": lambda item: any(p.get("authenticated-orcid") for p in rows(item, "author", "editor")),
    "has-award": lambda item: any(listed(funder, "award") for funder in rows(item, "funder")),
    "has-clinical-trial-number": lambda item: item.get("clinical-trial-number"),
    "has-content-domain": lambda item: dict(item.get("content-domain") or {}).get("domain"),
    "has-domain-restriction": lambda item: dict(item.get("content-domain") or {}).get("crossmark-restriction"),
    "has-event": lambda item: item.get("event"),
    "has-full-text": lambda item: item.get("link"),
    "has-funder": lambda item: item.get("funder"),
    "has-funder-doi": lambda item: any(funder.get("DOI") for funder in rows(item, "funder")),
    "has-license": lambda item: item.get("license"),
    "has-orcid": orcids,
    "has-references": lambda item: number("reference-count")(item) or item.get("reference"),
    "has-relation": relations,
    "has-ror-id": lambda item: any(rows(place, "id") for p in rows(item, "author") for place in rows(p, "affiliation")),
    "has-update": lambda item: item.get("update-to"),
    "has-update-policy": lambda item: item.get("update-policy"),
    "is-update": lambda item: item.get("update-to"),
}  # fmt: skip
_EQUAL: dict[str, Callable[[Item], Sequence[object]]] = {  # filters that take one of a work's values, in any case
    "alternative-id": lambda item: texts(item, "alternative-id"),
    "archive": lambda item: texts(item, "archive"),
    "article-number": lambda item: texts(item, "article-number"),
    "assertion": lambda item: [row.get("name") for row in rows(item, "assertion")],
    "assertion-group": lambda item: [dict(row.get("group") or {}).get("name") for row in rows(item, "assertion")],
    "award.number": lambda item: [one for funder in rows(item, "funder") for one in listed(funder, "award")],
    "clinical-trial-number": lambda item: [r.get("clinical-trial-number") for r in rows(item, "clinical-trial-number")],
    "container-title": lambda item: texts(item, "container-title"),
    "content-domain": lambda item: listed(dict(item.get("content-domain") or {}), "domain"),
    "full-text.application": lambda item: [row.get("intended-application") for row in rows(item, "link")],
    "full-text.type": lambda item: [row.get("content-type") for row in rows(item, "link")],
    "full-text.version": lambda item: [row.get("content-version") for row in rows(item, "link")],
    "group-title": lambda item: texts(item, "group-title"),
    "license.url": lambda item: [row.get("URL") for row in rows(item, "license")],
    "license.version": lambda item: [row.get("content-version") for row in rows(item, "license")],
    "member": lambda item: [item.get("member")],
    "prefix": lambda item: [item.get("prefix") or str(item.get("DOI")).partition("/")[0]],
    "relation.type": relations,
    "type": lambda item: texts(item, "type"),
    "type-name": lambda item: [name.replace("-", " ") for name in texts(item, "type")],
    "update-type": lambda item: [row.get("type") for row in rows(item, "update-to")],
}  # fmt: skip
_BARE: dict[str, Callable[[Item], Sequence[object]]] = {  # as those, where both sides are brought to a bare form first
    "doi": lambda item: [item.get("DOI")],
    "funder": lambda item: [one for row in rows(item, "funder") for one in _funder(row)],
    "isbn": lambda item: [re.sub(r"\W", "", one) for one in texts(item, "ISBN")],
    "issn": lambda item: [re.sub(r"\W", "", one) for one in issns(item)],
    "orcid": orcids,
    "relation.object": lambda item: [
        one.get("id") for name in relations(item) for one in rows(item["relation"], name)
    ],
    "updates": lambda item: [row.get("DOI") for row in rows(item, "update-to")],
}  # fmt: skip
NAMES = sorted([*_PRESENT, *_EQUAL, *_BARE, *(f"{side}-{name}-date" for name in DATES for side in ("from", "until"))])


def tests_of(text: str) -> list[Test]:
    """What must hold for a filter's text, as ``type:book,from-pub-date:2020``.

    Raises:
        Refused: no such filter, or a value it cannot take.
    """
    values: dict[str, list[str]] = {}
    for part in text.split(","):
        name, colon, value = part.partition(":")
        if not colon or name not in NAMES:
            wrong = part if values and not colon else name
            message = f"Filter '{wrong}' specified but there is no such filter for this route."
            message += f" Valid filters for this route are: {', '.join(NAMES)}"
            raise refusal("filter-not-available", wrong, message)
        values.setdefault(name, []).append(value)
    return [_test(name, several) for name, several in values.items()]


def dois_alone(text: str) -> list[str] | None:
    """The DOIs of a filter that names nothing else; None for another one."""
    parts = [part.partition(":") for part in text.split(",")]
    return [value for _, _, value in parts] if all(name == "doi" and colon for name, colon, _ in parts) else None


def _test(name: str, values: Sequence[str]) -> Test:
    if name in _PRESENT:
        wanted = {_truth(name, value) for value in values}
        return lambda item: bool(_PRESENT[name](item)) in wanted
    if name in _EQUAL:
        those = {value.lower() for value in values}
        return lambda item: any(str(one).lower() in those for one in _EQUAL[name](item))
    if name in _BARE:
        bare = {_bare(name, value) for value in values}
        return lambda item: any(_bare(name, one) in bare for one in _BARE[name](item))
    side, _, rest = name.partition("-")
    days = [_day(name, value) for value in values]
    return (
        _since(rest.removesuffix("-date"), min(days))
        if side == "from"
        else _until(rest.removesuffix("-date"), max(days))
    )


def _since(date: str, first: Day) -> Test:
    def test(item: Item) -> bool:
        day = day_of(item, date)
        return day is not None and day[: len(first)] >= first[: len(day)]

    return test


def _until(date: str, last: Day) -> Test:
    def test(item: Item) -> bool:
        day = day_of(item, date)
        return day is not None and day[: len(last)] <= last[: len(day)]

    return test


def _day(name: str, value: str) -> Day:
    match = _DAY.fullmatch(value)
    if not match:
        message = f"Date specified as {value} for {name} but must be of the form yyyy, yyyy-MM or yyyy-MM-dd. "
        raise refusal("date-not-valid", value, message)
    return tuple(int(part) for part in match.groups() if part)


def _truth(name: str, value: str) -> bool:
    truth = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}
    if value.lower() not in truth:
        message = f"Boolean specified as {value} for {name} but must be one of: {', '.join(truth)}. "
        raise refusal("boolean-not-valid", value, message)
    return truth[value.lower()]


def _bare(name: str, value: object) -> str:
    if name in ("isbn", "issn"):
        return re.sub(r"\W", "", str(value)).upper()
    if name == "orcid":
        return str(value).rstrip("/").rpartition("/")[2].upper()
    return bare_doi(value)


def _funder(row: Mapping[str, Any]) -> list[str]:
    """A funder's DOI, whole and without the registry's prefix, as both are asked for."""
    doi = bare_doi(row.get("DOI"))
    return [doi, doi.partition("/")[2]] if doi else []
