"""What a library remembers: works with their passages, articles, registry answers, audits.

Rows are seen here and in the modules beside it alone (reading.py, words.py, vectors.py, sources.py).

Every method is one transaction of its own, or joins the one that ``with store.transaction():`` began.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from refdb.database.reading import Reading
from refdb.database.rows import (
    article_from_row,
    article_values,
    merged,
    reference_from_row,
    reference_values,
    to_json,
    verification_from_row,
    work_from_row,
    work_values,
)
from refdb.database.sqlite.engine import WRITE, open_engine
from refdb.database.tables import (
    ArticleRow,
    AuditRow,
    PassageRow,
    ReferenceRow,
    SourceRecordRow,
    WorkRow,
)
from refdb.database.times import now
from refdb.errors import LibraryError
from refdb.model import Article, CheckedReference, Passage, Verification, Work
from refdb.text.folding import squashed


class Store(Reading):
    """The rows of one library."""

    def __init__(self, path: Path, patience: float = 30.0) -> None:
        """``patience`` is how many seconds to wait for another program that writes."""
        self.path = path
        self._engine = open_engine(path, patience)
        self._session: ContextVar[Session | None] = ContextVar("session", default=None)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All calls inside commit together, or not at all."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        outer = self._session.get()
        if outer is not None:
            yield outer
            return
        with self._engine.connect().execution_options(**WRITE) as connection, Session(connection) as session:
            token = self._session.set(session)
            try:
                yield session
                session.commit()
            except OperationalError as error:
                raise self._unusable(error) from error
            finally:
                self._session.reset(token)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        outer = self._session.get()
        if outer is not None:
            yield outer
            return
        try:
            with Session(self._engine) as session:
                yield session
        except OperationalError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OperationalError) -> LibraryError:
        return LibraryError(f"{self.path}: {error.orig}; see that no other program holds it and the disk is not full")

    def rows(self, query: str, **values: Any) -> list[Sequence[Any]]:  # noqa: ANN401  (what SQL can hold)
        """The rows of a query in SQL with ``:names`` for its values."""
        with self._reading() as session:
            session.flush()
            return list(session.execute(text(query), values))

    # --- works ------------------------------------------------------------------------------

    def add_work(self, work: Work) -> tuple[str, bool]:
        """Store a work under ``work.key``, or complete the one that is already here.

        Returns its key in the library, and whether it is new.
        """
        with self._writing() as session:
            row = self._same_work(session, work)
            if row is None:
                session.add(WorkRow(**work_values(work), created_at=now()))
                session.flush()
                return work.key, True
            known = work_from_row(row)
            whole = merged(known, work)
            if whole.full_title != known.full_title:  # it is embedded with each passage: those are cut anew
                self._drop_passages(session, row.id)
            for name, value in work_values(whole).items():
                setattr(row, name, value)
            session.flush()
            return row.key, False

    def _same_work(self, session: Session, work: Work) -> WorkRow | None:
        if work.doi and (row := session.scalar(select(WorkRow).where(WorkRow.doi == work.doi))):
            return row
        for column, value in ((WorkRow.pmid, work.pmid), (WorkRow.pmcid, work.pmcid), (WorkRow.arxiv, work.arxiv)):
            if value and (row := session.scalar(select(WorkRow).where(column == value))):
                return row if not (row.doi and work.doi) else None
        title = squashed(work.full_title)
        same_title = session.scalars(select(WorkRow).where(WorkRow.title_folded == title)).all() if title else []
        return next((row for row in same_title if _compatible(row, work)), None)

    def twin(self, work: Work) -> Work | None:
        """The library's own work that ``work`` is, by DOI or by title with a compatible year and first author."""
        with self._reading() as session:
            row = self._same_work(session, work)
            return work_from_row(row) if row else None

    def has_key(self, key: str) -> bool:
        """Whether a work has this key; BibTeX takes two that differ only in case for one."""
        with self._reading() as session:
            return session.scalar(select(WorkRow.id).where(func.lower(WorkRow.key) == key.lower())) is not None

    def count_works(self) -> tuple[int, int]:
        """How many works there are, and how many of them have text that could be evidence."""
        with self._reading() as session:
            works = session.scalar(select(func.count()).select_from(WorkRow)) or 0
            with_text = session.scalar(
                select(func.count(PassageRow.work_id.distinct())).where(PassageRow.origin != "title")
            )
            return works, with_text or 0

    # --- passages and their words -------------------------------------------------------------

    def set_passages(self, key: str, passages: Sequence[Passage]) -> None:
        """Make these the passages of a work; where they are so already, nothing is touched, and no vector lost."""
        with self._writing() as session:
            work = session.scalars(select(WorkRow).where(WorkRow.key == key)).one()
            old = session.scalars(select(PassageRow).where(PassageRow.work_id == work.id).order_by(PassageRow.n)).all()
            words = words_of(work)
            if [(row.text, row.section, row.origin) for row in old] == [
                (p.text, p.section, p.origin) for p in passages
            ]:
                self._set_words(session, old, words)
                return
            self._drop_passages(session, work.id)
            rows = [
                PassageRow(
                    work_id=work.id,
                    n=n,
                    text=p.text,
                    sentences=[list(span) for span in p.sentences],
                    section=p.section,
                    page=p.page,
                    origin=p.origin,
                )
                for n, p in enumerate(passages)
            ]
            session.add_all(rows)
            session.flush()
            self._set_words(session, rows, words)

    def _drop_passages(self, session: Session, work_id: int) -> None:
        words = text("DELETE FROM passage_fts WHERE rowid IN (SELECT id FROM passage WHERE work_id = :id)")
        session.execute(words, {"id": work_id})
        session.execute(delete(PassageRow).where(PassageRow.work_id == work_id))

    def _set_words(self, session: Session, rows: Sequence[PassageRow], words: dict[str, str]) -> None:
        if not rows:
            return
        session.execute(text("DELETE FROM passage_fts WHERE rowid = :id"), [{"id": row.id} for row in rows])
        session.execute(
            text(
                "INSERT INTO passage_fts (rowid, title, text, authors, container) "
                "VALUES (:id, :title, :text, :authors, :container)"
            ),
            [words | {"id": row.id, "text": row.text if row.origin != "title" else ""} for row in rows],
        )

    # --- articles and their references --------------------------------------------------------

    def add_article(self, article: Article) -> tuple[int, bool]:
        """Store an article with its references; one with the same bytes is read anew in place.

        Returns its id and whether it is new. A reference whose text did not change keeps its verification.
        """
        with self._writing() as session:
            row = session.scalar(select(ArticleRow).where(ArticleRow.sha256 == article.source.sha256))
            new = row is None
            if row is None:
                row = ArticleRow(**article_values(article), created_at=now())
                session.add(row)
            else:
                for name, value in article_values(article).items():
                    setattr(row, name, value)
            session.flush()
            self._set_references(session, row.id, article)
            return row.id, new

    def _set_references(self, session: Session, article_id: int, article: Article) -> None:
        old = {r.n: r for r in session.scalars(select(ReferenceRow).where(ReferenceRow.article_id == article_id))}
        for reference in article.references:
            values = reference_values(reference)
            row = old.pop(reference.n, None)
            if row is None:
                session.add(ReferenceRow(article_id=article_id, **values))
            elif row.parsed != values["parsed"]:
                for name, value in (values | {"work_id": None}).items():
                    setattr(row, name, value)
        for row in old.values():
            session.delete(row)

    def article(self, article_id: int) -> Article:
        """An article with its references."""
        with self._reading() as session:
            row = session.get_one(ArticleRow, article_id)
            references = tuple(reference_from_row(r) for r in self._reference_rows(session, article_id))
            return article_from_row(row, references)

    def article_ids(self) -> list[int]:
        """All articles, in the order they came."""
        with self._reading() as session:
            return list(session.scalars(select(ArticleRow.id).order_by(ArticleRow.id)))

    def _reference_rows(self, session: Session, article_id: int) -> Sequence[ReferenceRow]:
        query = select(ReferenceRow).where(ReferenceRow.article_id == article_id).order_by(ReferenceRow.n)
        return session.scalars(query).all()

    def checked_references(self, article_id: int) -> list[CheckedReference]:
        """The references of an article that were verified, with what became of them."""
        with self._reading() as session:
            keys = dict(
                session.execute(
                    select(ReferenceRow.n, WorkRow.key).join(WorkRow).where(ReferenceRow.article_id == article_id)
                ).all()
            )
            checked = []
            for row in self._reference_rows(session, article_id):
                verification = verification_from_row(row)
                if verification:
                    checked.append(CheckedReference(reference_from_row(row), verification, keys.get(row.n, "")))
            return checked

    def save_verification(self, article_id: int, n: int, verification: Verification, key: str, registry: str) -> None:
        """Keep what became of a reference, and the work (``key``, ``""`` for none) that it means."""
        with self._writing() as session:
            work_id = session.scalar(select(WorkRow.id).where(WorkRow.key == key)) if key else None
            session.execute(
                update(ReferenceRow)
                .where(ReferenceRow.article_id == article_id, ReferenceRow.n == n)
                .values(
                    status=verification.status,
                    verification=to_json(verification),
                    registry_name=registry,
                    verified_at=now(),
                    work_id=work_id,
                )
            )

    def works_of_article(self, article_id: int) -> list[Work]:
        """The works that an article's references mean, in the order of its list, each once."""
        with self._reading() as session:
            query = (
                select(WorkRow).join(ReferenceRow).where(ReferenceRow.article_id == article_id).order_by(ReferenceRow.n)
            )
            return list(dict.fromkeys(work_from_row(row) for row in session.scalars(query)))

    # --- registry answers ---------------------------------------------------------------------

    def recorded(self, registry: str, question: str) -> Any | None:  # noqa: ANN401  (JSON)
        """The answer that a registry gave to a question, None where it was never asked.

        As ``{"answer": …, "fetched_at": "2026-11-21T08:00:00+00:00"}``.
        """
        with self._reading() as session:
            row = session.execute(
                select(SourceRecordRow.answer, SourceRecordRow.fetched_at).where(
                    SourceRecordRow.registry_name == registry, SourceRecordRow.question == question
                )
            ).first()
            return None if row is None else {"answer": json.loads(row.answer), "fetched_at": row.fetched_at}

    def record(self, registry: str, question: str, answer: Any) -> None:  # noqa: ANN401  (JSON)
        """Keep a registry's answer (anything JSON can hold; null where it has nothing)."""
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        values = {
            "registry_name": registry,
            "question": question,
            "answer": body,
            "sha256": hashlib.sha256(body.encode()).hexdigest(),
            "fetched_at": now(),
        }
        with self._writing() as session:
            session.execute(
                delete(SourceRecordRow).where(
                    SourceRecordRow.registry_name == registry, SourceRecordRow.question == question
                )
            )
            session.add(SourceRecordRow(**values))

    # --- audits -------------------------------------------------------------------------------

    def save_audit(self, article_id: int, document: dict[str, Any]) -> None:
        """Keep the document of a finished audit."""
        with self._writing() as session:
            session.add(AuditRow(article_id=article_id, document=document, created_at=now()))


def words_of(work: WorkRow) -> dict[str, str]:
    """What the full-text table has of a work beside each of its passages."""
    return {
        "title": work.title if not work.subtitle else f"{work.title}: {work.subtitle}",
        "authors": " ".join(p.get("literal") or p.get("family", "") for p in work.authors),
        "container": f"{work.container_title} {work.container_title_short}".strip(),
    }


def _compatible(row: WorkRow, work: Work) -> bool:
    """Whether two works of one title can be the same: no other DOI, place, or first author, a year at most one off.

    Editorials and calendars share their title and author from issue to issue: volume, issue and first page tell them.
    """
    if row.doi and work.doi and row.doi != work.doi:
        return False
    if row.year and work.year and abs(row.year - work.year) > 1:
        return False
    places = ((row.volume, work.volume), (row.issue, work.issue), (_first_page(row.pages), _first_page(work.pages)))
    if any(one and other and one != other for one, other in places):
        return False
    if not (row.authors and work.authors):
        return True
    first = row.authors[0]
    return squashed(first.get("family") or first.get("literal", "")) == squashed(
        work.authors[0].family or work.authors[0].literal
    )


def _first_page(pages: str) -> str:
    return pages.partition("-")[0].strip()
