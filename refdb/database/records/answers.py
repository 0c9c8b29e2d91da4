"""Rows of what registries and sources answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import delete, select

from refdb.database.rows import work_from_row
from refdb.database.sessions import Sessions, now, whole
from refdb.database.tables import AnsweredRow, SourceRecordRow
from refdb.database.works import row_of, write
from refdb.model import Update
from refdb.model.json_values import Json


class AnswerRows(Sessions):
    """Answers to questions, and which sources answered about a work's retractions and corrections."""

    def recorded(self, registry: str, question: str) -> Json | None:
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

    @whole
    def record(self, registry: str, question: str, answer: Json) -> None:
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

    def recorded_at(self, registry: str, question: str) -> str:
        """When a registry gave the answer that the library keeps (UTC, ISO 8601); ``""`` where it keeps none."""
        with self._reading() as session:
            query = select(SourceRecordRow.fetched_at).where(
                SourceRecordRow.registry_name == registry, SourceRecordRow.question == question
            )
            return session.scalar(query) or ""

    @whole
    def add_updates(self, key: str, updates: Iterable[Update], source: str, when: str = "") -> None:
        """Keep the notices that ``source`` has about a work, and that it answered at ``when`` (ISO 8601), or now."""
        with self._writing() as session:
            row = row_of(session, key)
            work = work_from_row(row)
            whole = replace(work, updates=tuple(dict.fromkeys((*work.updates, *updates))))
            if whole != work:
                write(session, row, whole)
            query = select(AnsweredRow).where(AnsweredRow.work_id == row.id, AnsweredRow.source == source)
            found = session.scalar(query)
            if found is None:
                session.add(AnsweredRow(work_id=row.id, source=source, answered_at=when or now()))
            else:
                found.answered_at = when or now()
