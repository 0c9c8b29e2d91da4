"""Search by words in the library's full-text table, and the passages that filters leave.

BM25 is SQLite FTS5's (k1 1.2, b 0.75). The table is written in the transaction that writes the passages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from refdb.database.reading import Reading, from_column
from refdb.errors import InputError

if TYPE_CHECKING:
    from refdb.database.store import Store

# Crossref's and PubMed's names for a work that was taken back.
TAKEN_BACK = frozenset({"retraction", "withdrawal", "removal", "partial_retraction", "partial retraction"})


@dataclass(frozen=True, slots=True)
class Filters:
    """Which works a search may find; every condition given must hold.

    Args:
        words: an FTS5 expression that the passage or its work's title, authors or journal must satisfy.
        years: first and last year, None for an open end.
        types: Crossref's type names, any of them.
        retracted: True for retracted works alone, False for the others alone.
        cited_by: an article's number, file name or title.
        tags: any of them.
        collections: any of them, with what lies in them.
    """

    words: str = ""
    years: tuple[int | None, int | None] = (None, None)
    types: tuple[str, ...] = ()
    retracted: bool | None = None
    cited_by: str = ""
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there is any condition."""
        return self != Filters()


def search(
    library: Reading,
    expression: str,
    limit: int,
    weights: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    among: Sequence[int] | None = None,
) -> list[tuple[int, float]]:
    """Passages by BM25, best first: (passage id, score, higher is better).

    ``expression`` is FTS5's query language; ``weights`` weigh the columns title, text, authors, container; ``among``
    are the passages that may be found, None for all.
    """
    if not expression:
        return []
    columns = ", ".join(f"{float(w)}" for w in weights)
    # The plus keeps SQLite from asking FTS5 once for each rowid, which takes seconds for ten thousand.
    some = "AND +rowid IN (SELECT value FROM json_each(:among)) " if among is not None else ""
    query = (
        f"SELECT rowid, -bm25(passage_fts, {columns}) AS score FROM passage_fts "  # noqa: S608  (floats only)
        f"WHERE passage_fts MATCH :words {some}ORDER BY score DESC, rowid LIMIT :limit"
    )
    values: dict[str, Any] = {"words": expression, "limit": limit}
    if among is not None:
        values["among"] = f"[{','.join(map(str, among))}]"
    return [(int(id_), float(score)) for id_, score in library.rows(query, **values)]


def matching(library: Reading, filters: Filters) -> list[int]:
    """Ids of the passages that the filters leave, lowest first.

    Raises:
        InputError: the library has no such article.
    """
    conditions, values = _conditions(library, filters)
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    query = f"SELECT p.id FROM passage p JOIN work w ON w.id = p.work_id {where}ORDER BY p.id"  # noqa: S608  (no values)
    found = [int(id_) for (id_,) in library.rows(query, **values)]
    if not filters.words:
        return found
    words = "SELECT rowid FROM passage_fts WHERE passage_fts MATCH :words"
    having = {int(id_) for (id_,) in library.rows(words, words=filters.words)}
    return [id_ for id_ in found if id_ in having]


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
    for name, wanted in (("tags", filters.tags), ("collections", filters.collections)):
        if wanted:
            found.append(f"w.id IN ({_numbers(_labelled(library, name, wanted))})")
    return found, values


def _numbers(ids: Sequence[int]) -> str:
    """Ids as SQL's IN takes them."""
    return f"SELECT value FROM json_each('{json.dumps(ids)}')"  # noqa: S608  (numbers only)


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
    rows = library.rows(f"SELECT id, {name} FROM work WHERE {name} != '[]'")  # noqa: S608
    folded = [label.casefold() for label in wanted]
    inside = tuple(f"{label}/" for label in folded) if name == "collections" else ()
    return [
        id_
        for id_, labels in rows
        if any(label in folded or label.startswith(inside) for label in map(str.casefold, from_column(labels)))
    ]


def citing(library: Reading, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """For each of these works the articles that cite it: (number, title or file name)."""
    query = (
        "SELECT DISTINCT w.key, a.id, a.title, a.name FROM work w JOIN reference r ON r.work_id = w.id "
        "JOIN article a ON a.id = r.article_id WHERE w.key IN (SELECT value FROM json_each(:keys)) ORDER BY a.id"
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for key, id_, title, name in library.rows(query, keys=json.dumps(list(keys))):
        found.setdefault(key, []).append((id_, title or name))
    return found


def faults(library: Reading) -> list[str]:
    """What is wrong with the full-text table, one line each; nothing where all is well."""
    query = (
        "SELECT (SELECT count(*) FROM passage), (SELECT count(*) FROM passage_fts_docsize), "
        "(SELECT count(*) FROM passage WHERE id NOT IN (SELECT id FROM passage_fts_docsize))"
    )
    passages, rows, missing = library.rows(query)[0]
    found = [f"{missing} passages cannot be found by their words"] if missing else []
    extra = rows - (passages - missing)
    return [*found, f"{extra} entries of the word index have no passage"] if extra else found


def rebuild(store: Store) -> int:
    """Make the full-text table anew from works and passages; how many passages it has."""
    from sqlalchemy import select, text  # not before something is written: see reading.py

    from refdb.database.store import words_of
    from refdb.database.tables import PassageRow, WorkRow

    with store._writing() as session:
        session.execute(text("DELETE FROM passage_fts"))
        query = select(PassageRow, WorkRow).join(WorkRow, PassageRow.work_id == WorkRow.id).order_by(PassageRow.id)
        count = 0
        for part in session.execute(query).partitions(500):
            for passage, work in part:
                store._set_words(session, [passage], words_of(work))
                count += 1
    return count
