"""The passages that filters leave; what a dialect writes in its own way is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from refdb.database.columns import from_column
from refdb.database.sql.reading import Reading
from refdb.errors import InputError
from refdb.model import Filters, Term

# Crossref's and PubMed's names for a work that was taken back.
TAKEN_BACK = frozenset({"retraction", "withdrawal", "removal", "partial_retraction", "partial retraction"})


class FilterReading(Reading):
    """The passages of a library, filtered."""

    def _with_words(self, terms: Sequence[Term], name: str, *, every: bool) -> tuple[str, dict[str, Any]]:
        """A query for the ids of passages with any of the terms, or with every one, and its value under ``name``."""
        raise NotImplementedError

    def _numbers(self, ids: Sequence[int]) -> str:
        """Ids as SQL's IN takes them, however many."""
        raise NotImplementedError

    def matching(self, filters: Filters) -> list[int]:
        """Ids of the passages that the filters leave, lowest first.

        Raises:
            InputError: the library has no such article.
        """
        conditions, values = self._conditions(filters)
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        query = f"SELECT p.id FROM passage p JOIN work w ON w.id = p.work_id {where}ORDER BY p.id"
        found = [int(id_) for (id_,) in self.rows(query, **values)]
        if not filters.required:
            return found
        words, value = self._with_words(filters.required, "words", every=True)
        having = {int(id_) for (id_,) in self.rows(words, **value)}
        return [id_ for id_ in found if id_ in having]

    def _conditions(self, filters: Filters) -> tuple[list[str], dict[str, Any]]:
        """Conditions in SQL on the row w of a work, and their values."""
        first, last = filters.years
        found: list[str] = []
        values: dict[str, Any] = {}
        if first is not None:
            found.append("w.year >= :first")
            values["first"] = first
        if last is not None:
            found.append("w.year <= :last")
            values["last"] = last
        if filters.types:
            names = {f"type{n}": name for n, name in enumerate(filters.types)}
            found.append(f"w.type IN ({', '.join(f':{name}' for name in names)})")
            values |= names
        if filters.retracted is not None:
            found.append(f"w.id {'' if filters.retracted else 'NOT '}IN ({self._numbers(_retracted(self))})")
        if filters.cited_by:
            found.append("w.id IN (SELECT work_id FROM reference WHERE article_id = :article)")
            values["article"] = _article(self, filters.cited_by)
        if filters.excluded:
            words, value = self._with_words(filters.excluded, "excluded", every=False)
            found.append(f"w.id NOT IN (SELECT work_id FROM passage WHERE id IN ({words}))")
            values |= value
        for name, wanted in (("tags", filters.tags), ("collections", filters.collections)):
            if wanted:
                found.append(f"w.id IN ({self._numbers(_labelled(self, name, wanted))})")
        return found, values


def _retracted(library: Reading) -> list[int]:
    rows = library.rows("SELECT id, updates FROM work WHERE updates != '[]'")
    return [id_ for id_, updates in rows if any(_is_taken_back(update) for update in from_column(updates))]


def _is_taken_back(update: Mapping[str, Any]) -> bool:
    return str(update.get("type", "")).lower() in TAKEN_BACK


def _article(library: Reading, named: str) -> int:
    number = int(named) if named.isascii() and named.isdigit() and len(named) < 18 else -1
    query = "SELECT id FROM article WHERE name = :named OR title = :named OR id = :number ORDER BY id DESC LIMIT 1"
    found = library.rows(query, named=named, number=number)
    if not found:
        raise InputError(f"the library has no article {named!r}; `refdb list articles` shows their numbers and files")
    return int(found[0][0])


def _labelled(library: Reading, name: str, wanted: Sequence[str]) -> list[int]:
    """Works with any of these labels in the column ``name``, which is our own word."""
    rows = library.rows(f"SELECT id, {name} FROM work WHERE {name} != '[]'")
    folded = [label.casefold() for label in wanted]
    inside = tuple(f"{label}/" for label in folded) if name == "collections" else ()
    return [
        id_
        for id_, labels in rows
        if any(label in folded or label.startswith(inside) for label in map(str.casefold, from_column(labels)))
    ]
