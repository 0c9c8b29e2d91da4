"""Rows of articles with their references and what became of these."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from refdb.database.rows import (
    article_from_row,
    article_values,
    from_json,
    reference_from_row,
    reference_values,
    to_json,
    verification_from_row,
    work_from_row,
)
from refdb.database.sessions import Sessions, now, whole
from refdb.database.tables import ArticleRow, AuditRow, ReferenceRow, WorkRow
from refdb.database.works import free_id
from refdb.errors import InputError
from refdb.model import Article, AuditReport, CheckedReference, KeptAudit, Verification, Work


class ArticleRows(Sessions):
    """The articles of a library."""

    @whole
    def add_article(self, article: Article) -> tuple[int, bool]:
        """Store an article with its references; one with the same bytes is read anew in place.

        Returns its id and whether it is new. A reference whose text did not change keeps its verification.
        """
        with self._writing() as session:
            row = session.scalar(select(ArticleRow).where(ArticleRow.sha256 == article.source.sha256))
            new = row is None
            if row is None:
                row = ArticleRow(id=free_id(session, ArticleRow), **article_values(article), created_at=now())
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

    @whole
    def remove_article(self, article_id: int) -> None:
        """Take an article out, with its references and audits.

        Raises:
            InputError: the library has no such article.
        """
        with self._writing() as session:
            row = session.get(ArticleRow, article_id)
            if row is None:
                raise InputError(f"no article {article_id} in this library; `refdb list articles` shows what there is")
            session.delete(row)
            session.flush()

    def article_with(self, sha256: str) -> int | None:
        """The id of the article of these bytes."""
        with self._reading() as session:
            return session.scalar(select(ArticleRow.id).where(ArticleRow.sha256 == sha256))

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

    @whole
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

    @whole
    def save_audit(self, article_id: int, document: dict[str, Any], report: AuditReport | None = None) -> int:
        """Keep a finished audit: its document, and the report itself; its number."""
        text = json.dumps(to_json(report), ensure_ascii=False) if report else ""
        with self._writing() as session:
            row = AuditRow(article_id=article_id, document=document, report=text, created_at=now())
            session.add(row)
            session.flush()
            self._audit_kept(session, {"audit": row.id, "article": article_id})
            return row.id

    def _audit_kept(self, session: Session, result: Mapping[str, Any]) -> None:
        """What else is to be done when an audit is kept."""

    def audits(self, article_id: int | None = None) -> list[KeptAudit]:
        """The audits of an article, or of all, the last first."""
        query = select(AuditRow.id, AuditRow.document["coverage"], AuditRow.created_at, *_OF_ARTICLE).join(ArticleRow)
        only = query if article_id is None else query.where(AuditRow.article_id == article_id)
        with self._reading() as session:
            return [_kept(*row) for row in session.execute(only.order_by(AuditRow.id.desc()))]

    def last_audit(self) -> int:
        """The number of the last audit; 0 where there is none."""
        with self._reading() as session:
            return session.scalar(select(func.max(AuditRow.id))) or 0

    def audit_document(self, audit_id: int) -> dict[str, Any] | None:
        """The document of an audit."""
        with self._reading() as session:
            return session.scalar(select(AuditRow.document).where(AuditRow.id == audit_id))

    def audit_report(self, audit_id: int) -> AuditReport | None:
        """The report of an audit as it was made; None where there is no such audit, or it was kept without."""
        with self._reading() as session:
            text = session.scalar(select(AuditRow.report).where(AuditRow.id == audit_id))
        return from_json(json.loads(text), AuditReport) if text else None


_OF_ARTICLE = (ArticleRow.id, ArticleRow.title, ArticleRow.name, ArticleRow.sha256)


def _kept(number: int, coverage: object, at: str, article_id: int, title: str, name: str, sha256: str) -> KeptAudit:
    known = coverage if isinstance(coverage, dict) else {}
    return KeptAudit(
        number,
        article_id,
        title,
        name,
        sha256,
        at,
        known.get("references", 0),
        known.get("claims", 0),
        known.get("statuses", {}),
        known.get("verdicts", {}),
    )
