"""Works as rows: of all or of some, sorted, cut off, in the columns that are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest, nsmallest
from itertools import islice
from operator import itemgetter
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
_TOGETHER = 500  # rows made at once
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def each_row(
    store: Reading,
    columns: Sequence[str],
    sort: str = "",
    limit: int | None = None,
    offset: int = 0,
    keys: Sequence[str] | None = None,
    labels: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Iterator[Row], int]:
    """Rows of works, read while they are asked for, and how many there are in all.

    What is in memory is a part of the rows and, where they are sorted or chosen, the keys; of a page of sorted rows
    those up to its end.

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
    unknown = [name for name in (*columns, by) if name and name not in COLUMNS]
    if unknown:
        raise InputError(f"no column {unknown[0]!r}; there are {', '.join(COLUMNS)}")
    end = None if limit is None else offset + limit
    labels = {name: labels_ for name, labels_ in (labels or {}).items() if labels_}
    if by or labels or keys is not None:
        chosen, whole = _chosen(store, sort, end, keys, labels)
        return _shown_rows(store, columns, _of_keys(store, columns, chosen[offset:])), whole
    found = store.listed(_read(columns))
    return _shown_rows(store, columns, islice(found, offset, end)), store.work_count()


def _read(columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("key", *(column for name in columns for column in COLUMNS[name]))))


def _chosen(
    store: Reading, sort: str, end: int | None, keys: Sequence[str] | None, labels: Mapping[str, Sequence[str]]
) -> tuple[Sequence[str], int]:
    """The keys of the works that are meant, in their order up to ``end``, and how many there are in all."""
    by = sort.removeprefix("-")
    whole = 0

    def having() -> Iterator[tuple[Any, str]]:
        nonlocal whole
        for values in store.listed((*_read([by] if by else []), *labels), keys):
            if all(_has(values[name], some, name) for name, some in labels.items()):
                whole += 1
                shown = _shown(by, values) if by else None
                bare = shown in ("", None, [])  # what has none comes last, either way
                yield (bare != sort.startswith("-"), _order(shown)) if by else None, values["key"]

    if by:
        ranked = _sorted(having(), end, descending=sort.startswith("-"))
    elif keys is None:
        ranked = list(having())
    else:
        there = {key for _, key in having()}
        ranked = [(None, key) for key in keys if key in there]
    return [key for _, key in ranked[:end]], whole


def _sorted(found: Iterable[tuple[Any, str]], end: int | None, *, descending: bool) -> list[tuple[Any, str]]:
    """The first of what is to be sorted; what is equal keeps its order."""
    if end is None:
        return sorted(found, key=itemgetter(0), reverse=descending)
    return (nlargest if descending else nsmallest)(end, found, key=itemgetter(0))


def _of_keys(store: Reading, columns: Sequence[str], keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for start in range(0, len(keys), _TOGETHER):
        part = keys[start : start + _TOGETHER]
        found = {values["key"]: values for values in store.listed(_read(columns), part)}
        yield from (found[key] for key in part if key in found)


def _shown_rows(store: Reading, columns: Sequence[str], found: Iterator[Mapping[str, Any]]) -> Iterator[Row]:
    while part := list(islice(found, _TOGETHER)):
        states = _states(store, part) if "state" in columns else {}
        for v in part:
            yield {name: states[v["key"]] if name == "state" else _shown(name, v) for name in columns}


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


def _order(value: object) -> str:
    """A text that sorts as a value does: numbers by size, words by letters, whatever comes first."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
    return "".join(
        f"\1{chr(len(part))}{part}" if part.isdecimal() else f"\2{part}\0"
        for part in (str(int(part[:1000])) if part.isdecimal() else part for part in _WORDS.findall(text.casefold()))
    )


def _states(store: Reading, found: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    from refdb.bibliography.taken_back import may_be_marked
    from refdb.model import Update
    from refdb.workflows.asking.standings import notices_by_doi, standing_of_work

    here = notices_by_doi(store.notices(values["doi"] for values in found))
    answered = store.answered([values["key"] for values in found])

    def state(values: Mapping[str, Any]) -> str:
        sources = answered.get(values["key"], ())
        if not (values["updates"] or values["doi"] in here or may_be_marked(values["title"])):
            return "clear" if sources else "unchecked"  # of most works there is nothing to be weighed
        updates = tuple(Update(**update) for update in values["updates"])
        work = Work(title=values["title"], subtitle=values["subtitle"], doi=values["doi"], updates=updates)
        return standing_of_work(work, here, sources).state

    return {values["key"]: state(values) for values in found}
