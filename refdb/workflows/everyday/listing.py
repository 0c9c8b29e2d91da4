"""Works as rows: of all or of some, sorted, cut off, in the columns that are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from refdb.errors import InputError
from refdb.model import Person, Selection, Work
from refdb.model.json_values import Json
from refdb.model.work import full_title

if TYPE_CHECKING:
    from refdb.workflows.steps.ports import Reading, Store

Row = Mapping[str, Any]
# What a row may show -> the columns of the database that it is made of.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "key": ("key",), "author": ("authors",), "authors": ("authors",), "year": ("year",),
    "title": ("title", "subtitle"), "journal": ("container_title",), "volume": ("volume",), "issue": ("issue",),
    "pages": ("pages",), "publisher": ("publisher",), "doi": ("doi",), "pmid": ("pmid",), "pmcid": ("pmcid",),
    "arxiv": ("arxiv",), "isbn": ("isbn",), "url": ("url",), "type": ("type",), "language": ("language",),
    "tags": ("tags",), "collections": ("collections",), "notes": ("notes",), "files": ("files",),
    "abstract": ("abstract",), "text": ("has_abstract", "has_full_text"), "added": ("created_at",),
    "state": ("title", "subtitle", "updates", "doi"),
}  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def rows(
    store: Reading,
    columns: Sequence[str],
    sort: str = "",
    limit: int | None = None,
    offset: int = 0,
    keys: Sequence[str] | None = None,
    labels: Mapping[str, Sequence[str]] | None = None,
) -> tuple[list[Row], int]:
    """Rows of works, and how many there are in all.

    Args:
        store: the library.
        columns: names of ``COLUMNS``.
        sort: a column, behind "-" for the greatest first; "" keeps the order in which they came, or that of ``keys``.
        limit: how many at most; None for all.
        offset: how many to leave out at the beginning.
        keys: the works; None for all.
        labels: "tags" and "collections", of which a work must have one.

    Raises:
        InputError: no such column.
    """
    by = sort.removeprefix("-")
    wanted = (*columns, by) if by else tuple(columns)
    unknown = [name for name in wanted if name not in COLUMNS]
    if unknown:
        raise InputError(f"no column {unknown[0]!r}; there are {', '.join(COLUMNS)}")
    labels = {name: labels_ for name, labels_ in (labels or {}).items() if labels_}
    read = dict.fromkeys(("key", *labels, *(column for name in wanted for column in COLUMNS[name])))
    found = store.listed(tuple(read), keys)
    if keys is not None:
        ranks = {key: rank for rank, key in enumerate(keys)}
        found = sorted(found, key=lambda values: ranks[values["key"]])
    found = [values for values in found if all(_has(values[name], some, name) for name, some in labels.items())]
    whole = len(found)
    if by:
        found = sorted(found, key=lambda values: _order(_shown(by, values)), reverse=sort.startswith("-"))
        found.sort(key=lambda values: _shown(by, values) in ("", None, []))  # what has none comes last, either way
    found = found[offset : None if limit is None else offset + limit]
    states = _states(store, found) if "state" in columns else {}
    return [{name: states[v["key"]] if name == "state" else _shown(name, v) for name in columns} for v in found], whole


def keys_of(store: Store, selection: Selection) -> list[str]:
    """The keys of the works that are meant, in the selection's order.

    Raises:
        InputError: no such article or manuscript.
    """
    from refdb.workflows.exporting import selected

    works, _ = selected(store, selection)
    return [work.key for work in works]


def _has(labels: Sequence[str], some: Sequence[str], name: str) -> bool:
    folded = [label.casefold() for label in labels]
    wanted = [one.casefold().strip("/") for one in some]
    if name == "collections":
        return any(f"{label}/".startswith(f"{one}/") for label in folded for one in wanted)
    return any(one in folded for one in wanted)


def _shown(name: str, values: Mapping[str, Any]) -> Json:
    if name == "author":
        return Person(**values["authors"][0]).sort_name if values["authors"] else ""
    if name == "authors":
        return [_name(Person(**person)) for person in values["authors"]]
    if name == "title":
        return full_title(values["title"], values["subtitle"])
    if name == "text":
        return "full text" if values["has_full_text"] else "abstract" if values["has_abstract"] else ""
    return values[COLUMNS[name][0]]


def _name(person: Person) -> str:
    return person.literal or ", ".join(filter(None, [person.sort_name, person.given]))


def _order(value: object) -> tuple[tuple[int, int, str], ...]:
    """Numbers by size, words by letters, whatever comes first: "pages 9" before "pages 10"."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
    parts = _WORDS.findall(text.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _states(store: Reading, found: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    from refdb.bibliography.taken_back import may_be_marked
    from refdb.model import Update
    from refdb.workflows.asking.standings import notices_by_doi, standing_of_work

    here = notices_by_doi(store.notices(values["doi"] for values in found))
    answered = store.answered() if len(found) > 500 else store.answered([values["key"] for values in found])

    def state(values: Mapping[str, Any]) -> str:
        sources = answered.get(values["key"], ())
        if not (values["updates"] or values["doi"] in here or may_be_marked(values["title"])):
            return "clear" if sources else "unchecked"  # of most works there is nothing to be weighed
        updates = tuple(Update(**update) for update in values["updates"])
        work = Work(title=values["title"], subtitle=values["subtitle"], doi=values["doi"], updates=updates)
        return standing_of_work(work, here, sources).state

    return {values["key"]: state(values) for values in found}
