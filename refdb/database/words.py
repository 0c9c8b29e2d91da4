"""Search by words in the library's full-text table, and the passages that filters leave.

BM25 is SQLite FTS5's (k1 1.2, b 0.75). The table is written in the transaction that writes the passages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select, text
from sqlalchemy.orm import Session

from refdb.database.store import Store, words_of
from refdb.database.tables import ArticleRow, PassageRow, ReferenceRow, WorkRow
from refdb.errors import InputError

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
    store: Store,
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
    query = text(
        f"SELECT rowid, -bm25(passage_fts, {columns}) AS score FROM passage_fts "  # noqa: S608  (floats only)
        f"WHERE passage_fts MATCH :words {some}ORDER BY score DESC, rowid LIMIT :limit"
    )
    values: dict[str, Any] = {"words": expression, "limit": limit}
    if among is not None:
        values["among"] = f"[{','.join(map(str, among))}]"
    with store._reading() as session:
        return [(int(id_), float(score)) for id_, score in session.execute(query, values)]


def matching(store: Store, filters: Filters) -> list[int]:
    """Ids of the passages that the filters leave, lowest first.

    Raises:
        InputError: the library has no such article.
    """
    with store._reading() as session:
        query = select(PassageRow.id).join(WorkRow, PassageRow.work_id == WorkRow.id)
        query = query.where(*_conditions(session, filters)).order_by(PassageRow.id)
        found = list(session.scalars(query))
        if not filters.words:
            return found
        words = text("SELECT rowid FROM passage_fts WHERE passage_fts MATCH :words")
        having = {int(id_) for (id_,) in session.execute(words, {"words": filters.words})}
        return [id_ for id_ in found if id_ in having]


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    first, last = filters.years
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(WorkRow.year >= first)
    if last is not None:
        found.append(WorkRow.year <= last)
    if filters.types:
        found.append(WorkRow.type.in_(filters.types))
    if filters.retracted is not None:
        ids = _retracted(session)
        found.append(WorkRow.id.in_(ids) if filters.retracted else ~WorkRow.id.in_(ids))
    if filters.cited_by:
        article = _article(session, filters.cited_by)
        found.append(WorkRow.id.in_(select(ReferenceRow.work_id).where(ReferenceRow.article_id == article)))
    for name, wanted in (("tags", filters.tags), ("collections", filters.collections)):
        if wanted:
            found.append(WorkRow.id.in_(_labelled(session, name, wanted)))
    return found


def _retracted(session: Session) -> list[int]:
    rows = session.execute(select(WorkRow.id, WorkRow.updates).where(cast(WorkRow.updates, String) != "[]"))
    return [id_ for id_, updates in rows if any(_is_taken_back(update) for update in updates)]


def _is_taken_back(update: Mapping[str, Any]) -> bool:
    return str(update.get("type", "")).lower() in TAKEN_BACK


def _article(session: Session, named: str) -> int:
    same = (ArticleRow.name == named) | (ArticleRow.title == named)
    if named.isascii() and named.isdigit() and len(named) < 18:
        same = same | (ArticleRow.id == int(named))
    query = select(ArticleRow.id).where(same)
    id_ = session.scalar(query.order_by(ArticleRow.id.desc()))
    if id_ is None:
        raise InputError(f"the library has no article {named!r}; `refdb list articles` shows their numbers and files")
    return id_


def _labelled(session: Session, name: str, wanted: Sequence[str]) -> list[int]:
    column = getattr(WorkRow, name, None)
    if column is None:
        return []
    rows = session.execute(select(WorkRow.id, column).where(cast(column, String) != "[]"))
    folded = [label.casefold() for label in wanted]
    inside = tuple(f"{label}/" for label in folded) if name == "collections" else ()
    return [
        id_
        for id_, labels in rows
        if any(label in folded or label.startswith(inside) for label in map(str.casefold, labels))
    ]


def citing(store: Store, keys: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """For each of these works the articles that cite it: (number, title or file name)."""
    if not keys:
        return {}
    query = (
        select(WorkRow.key, ArticleRow.id, ArticleRow.title, ArticleRow.name)
        .join(ReferenceRow, ReferenceRow.work_id == WorkRow.id)
        .join(ArticleRow, ArticleRow.id == ReferenceRow.article_id)
        .where(WorkRow.key.in_(keys))
        .order_by(ArticleRow.id)
        .distinct()
    )
    found: dict[str, list[tuple[int, str]]] = {}
    with store._reading() as session:
        for key, id_, title, name in session.execute(query):
            found.setdefault(key, []).append((id_, title or name))
    return found


def faults(store: Store) -> list[str]:
    """What is wrong with the full-text table, one line each; nothing where all is well."""
    with store._reading() as session:
        passages = session.scalar(select(func.count(PassageRow.id))) or 0
        rows = session.scalar(text("SELECT count(*) FROM passage_fts_docsize")) or 0
        query = text("SELECT count(*) FROM passage WHERE id NOT IN (SELECT id FROM passage_fts_docsize)")
        missing = session.scalar(query) or 0
    found = [f"{missing} passages cannot be found by their words"] if missing else []
    extra = rows - (passages - missing)
    return [*found, f"{extra} entries of the word index have no passage"] if extra else found


def rebuild(store: Store) -> int:
    """Make the full-text table anew from works and passages; how many passages it has."""
    with store._writing() as session:
        session.execute(text("DELETE FROM passage_fts"))
        query = select(PassageRow, WorkRow).join(WorkRow, PassageRow.work_id == WorkRow.id).order_by(PassageRow.id)
        count = 0
        for part in session.execute(query).partitions(500):
            for passage, work in part:
                store._set_words(session, [passage], words_of(work))
                count += 1
    return count
