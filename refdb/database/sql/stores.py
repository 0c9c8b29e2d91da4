"""All that a library remembers, but for what each dialect of SQL writes in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, and_, delete, insert, select, text, update
from sqlalchemy.orm import Session

from refdb.database.articles import ArticleRows
from refdb.database.history import HistoryRows
from refdb.database.records.accounts import AccountRows
from refdb.database.records.answers import AnswerRows
from refdb.database.records.decisions import DecisionRows
from refdb.database.records.jobs import JobRows
from refdb.database.records.origins import OriginRows
from refdb.database.rows import words_of, work_from_row
from refdb.database.sessions import whole
from refdb.database.sql.filters import FilterReading
from refdb.database.sql.vectors import VectorReading
from refdb.database.tables import Base, PassageRow, VectorRow, WorkRow
from refdb.database.works import searched


class StoreRows(
    FilterReading,
    VectorReading,
    HistoryRows,
    JobRows,
    ArticleRows,
    AnswerRows,
    OriginRows,
    DecisionRows,
    AccountRows,
):
    """What ``refdb.database.ports.Database`` asks for; a dialect says how words are indexed and rows are watched."""

    def rows(self, query: str, **values: object) -> list[Sequence[Any]]:
        """The rows of a query in SQL with ``:names`` for its values."""
        with self._reading() as session:
            session.flush()
            return list(session.execute(text(query), values).all())

    @contextmanager
    def writable(self, patience: float = 30.0) -> Iterator[Self]:
        """Itself, which waits as long as it did before."""
        yield self

    @whole
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
            known = delete(VectorRow).where(VectorRow.model == model, VectorRow.passage_id.in_(here))
            session.execute(known)
            if rows:
                session.execute(insert(VectorRow), rows)
            return len(rows)

    @whole
    def forget_other_vectors(self, model: str) -> int:
        """Drop the vectors of every other model; how many there were."""
        with self._writing() as session:
            result = session.execute(delete(VectorRow).where(VectorRow.model != model))
            return int(getattr(result, "rowcount", 0))

    @whole
    def forget_stray_rows(self) -> int:
        """Do with rows that mean another that is not there what its removal would have done; how many there were.

        A passage of no work goes, and a reference that meant it means none.
        """
        count = 0
        with self._writing() as session:
            for (
                table
            ) in Base.metadata.sorted_tables:  # those that others mean first: what meant a row that goes, goes too
                for key in table.foreign_keys:
                    stray = and_(key.parent.is_not(None), key.parent.not_in(select(key.column)))
                    goes = key.ondelete == "CASCADE"
                    act = delete(table) if goes else update(table).values({key.parent.name: None})
                    count += int(getattr(session.execute(act.where(stray)), "rowcount", 0))
        return count

    @whole
    def rebuild_words(self) -> int:
        """Make the word index anew from works and passages; how many passages it has."""
        with self._writing() as session:
            self._forget_all_words(session)
            return self.index_passages(session)

    def index_passages(self, session: Session, first: int = 0, last: int | None = None) -> int:
        """Let the passages with these ids, which have none yet, be found by their words; how many there are."""
        query = select(PassageRow, WorkRow).join(WorkRow, PassageRow.work_id == WorkRow.id).order_by(PassageRow.id)
        query = query.where(PassageRow.id >= first, *([PassageRow.id <= last] if last is not None else []))
        count = 0
        for part in session.execute(query).partitions(500):
            works = {work.id: words_of(work_from_row(work)) for work in {id(work): work for _, work in part}.values()}
            self._index_words(
                session,
                [
                    works[work.id] | {"id": passage.id, "text": searched(passage.text, passage.origin)}
                    for passage, work in part
                ],
            )
            count += len(part)
        return count

    @contextmanager
    def unmoved(self) -> Iterator[Connection]:
        """A connection that reads the library as it is at one moment."""
        with self._engine.connect().execution_options(**self._one_moment) as connection:
            yield connection

    _one_moment: Mapping[str, Any] = {}  # options of a connection whose reads are all of one moment

    def last_passage_id(self) -> int:
        """The highest id that any passage ever had: none is used twice."""
        raise NotImplementedError

    def go_on_from(self, passage_id: int) -> None:
        """Give new rows numbers behind those that are there, and new passages ids above this one."""
        raise NotImplementedError

    def forget_all_rows(self, session: Session) -> None:
        """Empty every table."""
        raise NotImplementedError
