"""Rows of where a work's texts came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from refdb.database.ports import FILE
from refdb.database.rows import work_from_row
from refdb.database.sessions import Sessions, now, whole
from refdb.database.tables import TextOriginRow, WorkRow
from refdb.database.twins import merged
from refdb.database.works import row_of, write
from refdb.model import TextOrigin, Work


class OriginRows(Sessions):
    """The texts of works, and who gave them."""

    @whole
    def set_text(self, key: str, text: str, origin: TextOrigin) -> None:
        """Make ``text`` the abstract or full text (``origin.field``) of a work, whatever it had before.

        Its passages are the caller's affair.

        Raises:
            InputError: the library has no such work.
        """
        with self._writing() as session:
            row = row_of(session, key)
            setattr(row, origin.field, text)
            _note(session, row.id, origin)

    @whole
    def forget_text(self, key: str, field: Literal["abstract", "full_text"]) -> None:
        """Take a work's abstract or full text away. Its passages are the caller's affair.

        Raises:
            InputError: the library has no such work.
        """
        with self._writing() as session:
            row = row_of(session, key)
            setattr(row, field, "")
            session.flush()
            session.execute(delete(TextOriginRow).where(TextOriginRow.work_id == row.id, TextOriginRow.field == field))

    @whole
    def note_origin(self, key: str, origin: TextOrigin) -> None:
        """Remember who gave a work a text that it has already."""
        with self._writing() as session:
            _note(session, row_of(session, key).id, origin)

    @whole
    def complete(self, key: str, found: Work) -> None:
        """Give the work under this key what it lacks and ``found`` has.

        Raises:
            InputError: the library has no such work.
        """
        with self._writing() as session:
            row = row_of(session, key)
            whole = replace(merged(work_from_row(row), found), key=key)
            if whole.doi != row.doi and session.scalar(select(WorkRow.id).where(WorkRow.doi == whole.doi)):
                whole = replace(whole, doi=row.doi)  # another work of the library has that DOI: they are to be merged
            write(session, row, whole)

    def attached(self, sha256: str) -> Sequence[str]:
        """The keys of the works that have the file with this SHA-256 as their full text."""
        with self._reading() as session:
            query = select(WorkRow.key).join(TextOriginRow, TextOriginRow.work_id == WorkRow.id)
            own = query.where(
                TextOriginRow.sha256 == sha256, TextOriginRow.source == FILE, TextOriginRow.field == "full_text"
            )
            return session.scalars(own.order_by(WorkRow.id)).all()


def _note(session: Session, work_id: int, origin: TextOrigin) -> None:
    found = session.scalar(
        select(TextOriginRow).where(TextOriginRow.work_id == work_id, TextOriginRow.field == origin.field)
    )
    row = found or TextOriginRow(work_id=work_id, field=origin.field)
    row.source, row.name, row.sha256, row.fetched_at = origin.source, origin.name, origin.sha256, now()
    if found is None:
        session.add(row)
