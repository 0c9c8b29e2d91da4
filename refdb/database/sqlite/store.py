"""A library in an SQLite file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from refdb.database.articles import ArticleRows
from refdb.database.history import HistoryRows
from refdb.database.records.accounts import AccountRows
from refdb.database.records.answers import AnswerRows
from refdb.database.records.decisions import DecisionRows
from refdb.database.records.jobs import JobRows
from refdb.database.records.origins import OriginRows
from refdb.database.records.remarks import RemarkRows
from refdb.database.rows import words_of, work_from_row
from refdb.database.sqlite import journal
from refdb.database.sqlite.engine import open_engine
from refdb.database.vectors import VectorReading
from refdb.database.sqlite.words import WordReading
from refdb.database.tables import JournalRow, PassageRow, VectorRow, WorkRow
from refdb.database.works import searched

_INSERT = text(
    "INSERT INTO passage_fts (rowid, title, text, authors, container) VALUES (:id, :title, :text, :authors, :container)"
)


class Store(
    WordReading, VectorReading, HistoryRows, JobRows, ArticleRows, AnswerRows, OriginRows, DecisionRows, RemarkRows,
    AccountRows,
):  # fmt: skip
    """All that a library remembers (``refdb.database.ports.Database``), in one file."""

    path: Path

    def __init__(self, path: Path, patience: float = 30.0) -> None:
        """``patience`` is how many seconds to wait for another program that writes."""
        super().__init__(path, open_engine(path, patience))

    def rows(self, query: str, **values: object) -> list[Sequence[Any]]:
        """The rows of a query in SQL with ``:names`` for its values."""
        with self._reading() as session:
            session.flush()
            return list(session.execute(text(query), values))

    @contextmanager
    def writable(self) -> Iterator[Store]:
        """Itself."""
        yield self

    def _watch(self, session: Session, change: int) -> None:
        if change:
            journal.begin(session, change)
        else:
            journal.end(session)

    def _take_back(self, session: Session, row: JournalRow) -> None:
        journal.take_back(session, row)

    def save_vectors(self, model: str, ids: Sequence[int], vectors: Sequence[bytes]) -> int:
        """Keep the embeddings (float32 bytes) of these passages by this model; how many.

        One whose passage another program took away in the meantime is left out.
        """
        with self._writing() as session:
            here = set(session.scalars(select(PassageRow.id).where(PassageRow.id.in_(ids))))
            rows = [
                {"passage_id": id_, "model": model, "vector": vector}
                for id_, vector in zip(ids, vectors, strict=True)
                if id_ in here
            ]
            if rows:
                session.execute(insert(VectorRow).prefix_with("OR REPLACE"), rows)
            return len(rows)

    def forget_other_vectors(self, model: str) -> int:
        """Drop the vectors of every other model; how many there were."""
        with self._writing() as session:
            result = session.execute(delete(VectorRow).where(VectorRow.model != model))
            return int(getattr(result, "rowcount", 0))

    def rebuild_words(self) -> int:
        """Make the full-text table anew from works and passages; how many passages it has."""
        with self._writing() as session:
            session.execute(text("DELETE FROM passage_fts"))
            query = select(PassageRow, WorkRow).join(WorkRow, PassageRow.work_id == WorkRow.id).order_by(PassageRow.id)
            count = 0
            for part in session.execute(query).partitions(500):
                self._index_words(
                    session,
                    [
                        words_of(work_from_row(work))
                        | {"id": passage.id, "text": searched(passage.text, passage.origin)}
                        for passage, work in part
                    ],
                )
                count += len(part)
            return count

    def _index_words(self, session: Session, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            session.execute(_INSERT, rows)

    def _forget_words(self, session: Session, work_id: int) -> None:
        statement = text("DELETE FROM passage_fts WHERE rowid IN (SELECT id FROM passage WHERE work_id = :id)")
        session.execute(statement, {"id": work_id})
