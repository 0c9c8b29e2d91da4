"""Search by words in the library's full-text table, and the passages that filters leave.

BM25 is SQLite FTS5's (k1 1.2, b 0.75). The table is written in the transaction that writes the passages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from refdb.database.columns import from_column
from refdb.database.sqlite.fts5 import COLUMNS, all_of, any_of
from refdb.database.sqlite.reading import Reading
from refdb.errors import InputError
from refdb.model import Field, Filters, Term

# Crossref's and PubMed's names for a work that was taken back.
TAKEN_BACK = frozenset({"retraction", "withdrawal", "removal", "partial_retraction", "partial retraction"})


class WordReading(Reading):
    """The words of a library, searched."""

    def search_words(
        self,
        terms: Sequence[Term],
        limit: int,
        weights: Mapping[Field, float] | None = None,
        among: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Passages with any of the terms by BM25, best first: (passage id, score, higher is better); see the port."""
        if not terms:
            return []
        columns = ", ".join(f"{float((weights or {}).get(field, 1.0))}" for field in COLUMNS)
        # The plus keeps SQLite from asking FTS5 once for each rowid, which takes seconds for ten thousand.
        some = "AND +rowid IN (SELECT value FROM json_each(:among)) " if among is not None else ""
        query = (
            f"SELECT rowid, -bm25(passage_fts, {columns}) AS score FROM passage_fts "
            f"WHERE passage_fts MATCH :words {some}ORDER BY score DESC, rowid LIMIT :limit"
        )
        values: dict[str, Any] = {"words": any_of(terms), "limit": limit}
        if among is not None:
            values["among"] = f"[{','.join(map(str, among))}]"
        return [(int(id_), float(score)) for id_, score in self.rows(query, **values)]

    def matching(self, filters: Filters) -> list[int]:
        """Ids of the passages that the filters leave, lowest first.

        Raises:
            InputError: the library has no such article.
        """
        conditions, values = _conditions(self, filters)
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        query = f"SELECT p.id FROM passage p JOIN work w ON w.id = p.work_id {where}ORDER BY p.id"
        found = [int(id_) for (id_,) in self.rows(query, **values)]
        if not filters.required:
            return found
        words = "SELECT rowid FROM passage_fts WHERE passage_fts MATCH :words"
        having = {int(id_) for (id_,) in self.rows(words, words=all_of(filters.required))}
        return [id_ for id_ in found if id_ in having]

    def word_faults(self) -> list[str]:
        """What is wrong with the full-text table, one line each; nothing where all is well."""
        query = (
            "SELECT (SELECT count(*) FROM passage), (SELECT count(*) FROM passage_fts_docsize), "
            "(SELECT count(*) FROM passage WHERE id NOT IN (SELECT id FROM passage_fts_docsize))"
        )
        passages, rows, missing = self.rows(query)[0]
        found = [f"{missing} passages cannot be found by their words"] if missing else []
        extra = rows - (passages - missing)
        return [*found, f"{extra} entries of the word index have no passage"] if extra else found


def _conditions(library: Reading, filters: Filters) -> tuple[list[str], dict[str, Any]]:
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
        found.append(f"w.id {'' if filters.retracted else 'NOT '}IN ({_numbers(_retracted(library))})")
    if filters.cited_by:
        found.append("w.id IN (SELECT work_id FROM reference WHERE article_id = :article)")
        values["article"] = _article(library, filters.cited_by)
    if filters.excluded:
        found.append(
            "w.id NOT IN (SELECT work_id FROM passage WHERE id IN "
            "(SELECT rowid FROM passage_fts WHERE passage_fts MATCH :excluded))"
        )
        values["excluded"] = any_of(filters.excluded)
    for name, wanted in (("tags", filters.tags), ("collections", filters.collections)):
        if wanted:
            found.append(f"w.id IN ({_numbers(_labelled(library, name, wanted))})")
    return found, values


def _numbers(ids: Sequence[int]) -> str:
    """Ids as SQL's IN takes them."""
    return f"SELECT value FROM json_each('{json.dumps(ids)}')"


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
