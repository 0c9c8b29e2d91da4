"""Many new works at once: those that the library surely does not have, in a few statements instead of ten a work.

Beside store.py one of the modules that see rows; what is here joins a store's transaction like its own methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TypeVar

from sqlalchemy import insert, select, text

from refdb.database.rows import work_values
from refdb.database.store import Store, words_of
from refdb.database.tables import PassageRow, WorkRow
from refdb.database.times import now
from refdb.model import Passage, Work
from refdb.text.folding import squashed

T = TypeVar("T")

_IDENTIFIERS = ("doi", "pmid", "pmcid", "arxiv")


@dataclass(frozen=True, slots=True)
class Known:
    """What the library has of a batch of works; ``keys`` in small letters, aliases among them."""

    keys: frozenset[str]
    marks: frozenset[tuple[str, str]]


def marks_of(work: Work) -> set[tuple[str, str]]:
    """What two records of one work have in common."""
    marks = {(name, value) for name in _IDENTIFIERS if (value := getattr(work, name))}
    return marks | ({("title", title)} if (title := squashed(work.full_title)) else set())


def known(store: Store, works: Sequence[Work]) -> Known:
    """What the library has of these works, and all keys that are in use."""
    wanted: dict[str, list[str]] = {}
    for name, value in {mark for work in works for mark in marks_of(work)}:
        wanted.setdefault(name, []).append(value)
    found: set[tuple[str, str]] = set()
    with store._reading() as session:
        for name, values in wanted.items():
            column = WorkRow.title_folded if name == "title" else getattr(WorkRow, name)
            for start in range(0, len(values), 500):
                query = select(column).where(column.in_(values[start : start + 500]))
                found.update((name, value) for value in session.scalars(query))
        named = session.execute(select(WorkRow.key, WorkRow.aliases))
        keys = {key.lower() for own, aliases in named for key in (own, *aliases)}
    return Known(frozenset(keys), frozenset(found))


def add(store: Store, works: Sequence[Work], passages: Mapping[str, Sequence[Passage]]) -> None:
    """Store works that are all new, under their keys, with the passages of each key."""
    if not works:
        return
    created_at = now()
    with store._writing() as session:
        values = [work_values(work) | {"created_at": created_at} for work in works]
        session.execute(insert(WorkRow), values)
        ids = {
            key: id_
            for part in _parts([work.key for work in works])
            for key, id_ in session.execute(select(WorkRow.key, WorkRow.id).where(WorkRow.key.in_(part)))
        }
        rows = [
            {
                "work_id": ids[work.key],
                "n": n,
                "text": passage.text,
                "sentences": [list(span) for span in passage.sentences],
                "section": passage.section,
                "page": passage.page,
                "origin": passage.origin,
            }
            for work in works
            for n, passage in enumerate(passages.get(work.key, ()))
        ]
        if not rows:
            return
        session.execute(insert(PassageRow), rows)
        words = {ids[one["key"]]: words_of(SimpleNamespace(**one)) for one in values}  # type: ignore[arg-type]
        new = [
            words[work_id] | {"id": id_, "text": body if origin != "title" else ""}
            for part in _parts([ids[work.key] for work in works])
            for id_, work_id, body, origin in session.execute(
                select(PassageRow.id, PassageRow.work_id, PassageRow.text, PassageRow.origin).where(
                    PassageRow.work_id.in_(part)
                )
            )
        ]
        session.execute(
            text(
                "INSERT INTO passage_fts (rowid, title, text, authors, container) "
                "VALUES (:id, :title, :text, :authors, :container)"
            ),
            new,
        )


def _parts(values: Sequence[T], size: int = 500) -> Iterable[Sequence[T]]:
    return (values[start : start + size] for start in range(0, len(values), size))
