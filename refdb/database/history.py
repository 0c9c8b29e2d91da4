"""Rows of changes that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from refdb.database.rows import work_from_row
from refdb.database.sessions import now
from refdb.database.tables import ChangeRow, ReferenceRow, WorkRow
from refdb.database.twins import merged
from refdb.database.works import WorkRows, write
from refdb.errors import InputError
from refdb.model import Change, Work


class HistoryRows(WorkRows):
    """Merges of works, and taking them back; passages are the caller's affair."""

    def merge(self, key: str, others: Sequence[str]) -> Work:
        """Make one work of several, under ``key``: what it lacks comes from the others, whose keys become aliases.

        Tags, notes, files and collections of all are kept, references that meant the others mean it. Its passages are
        the caller's affair.

        Raises:
            InputError: the library has no such work, or there is nothing to merge.
        """
        with self._writing() as session:
            rows = {row.key: row for row in session.scalars(select(WorkRow).where(WorkRow.key.in_([key, *others])))}
            missing = [one for one in (key, *others) if one not in rows]
            if missing:
                raise InputError(f"the library has no work {missing[0]!r}; `refdb list` shows what there is")
            gone = [rows[one] for one in dict.fromkeys(others) if one != key]
            if not gone:
                raise InputError(f"nothing to merge with {key}")
            kept = rows[key]
            before = {"works": [_as_json(row) for row in (kept, *gone)], "references": {}}
            for row in gone:
                ids = list(session.scalars(select(ReferenceRow.id).where(ReferenceRow.work_id == row.id)))
                before["references"] |= {str(id_): row.key for id_ in ids}  # type: ignore[operator]
            whole = work_from_row(kept)
            for row in gone:
                whole = merged(whole, work_from_row(row))
            aliases = dict.fromkeys((*whole.aliases, *(row.key for row in gone)))
            for row in gone:
                session.execute(update(ReferenceRow).where(ReferenceRow.work_id == row.id).values(work_id=kept.id))
                self._drop_passages(session, row.id)
                session.delete(row)
            session.flush()  # before the kept one takes a DOI that another had
            write(session, kept, replace(whole, aliases=tuple(alias for alias in aliases if alias != key)))
            self._drop_passages(session, kept.id)
            summary = f"merged {', '.join(row.key for row in gone)} into {key}"
            session.add(ChangeRow(action="merge", summary=summary, before=before, created_at=now(), undone_at=""))
            session.flush()
            return work_from_row(kept)

    def changes(self, limit: int = 20) -> list[Change]:
        """What was changed and can be taken back, the last first."""
        with self._reading() as session:
            query = select(ChangeRow).where(ChangeRow.undone_at == "").order_by(ChangeRow.id.desc()).limit(limit)
            return [Change(row.id, row.action, row.summary, row.created_at) for row in session.scalars(query)]

    def undo(self, change_id: int | None = None) -> Change:
        """Take the last change back, or the one of this number. Passages of its works are the caller's affair.

        Raises:
            InputError: there is no such change, or a later one stands in its way.
        """
        with self._writing() as session:
            query = select(ChangeRow).where(ChangeRow.undone_at == "").order_by(ChangeRow.id.desc())
            rows = session.scalars(query).all()
            row = next((one for one in rows if change_id in (None, one.id)), None)
            if row is None:
                what = "nothing to undo" if change_id is None else f"no change {change_id} that stands"
                raise InputError(
                    what if change_id is None else f"{what}; `refdb undo --list` shows what can be taken back"
                )
            keys = tuple(str(work["key"]) for work in row.before["works"])
            later = [one for one in rows if one.id > row.id and {w["key"] for w in one.before["works"]} & set(keys)]
            if later:
                raise InputError(f"change {later[0].id} came later and touches the same works; undo that first")
            ids: dict[str, int] = {}
            for values in row.before["works"]:
                found = session.scalar(select(WorkRow).where(WorkRow.key == values["key"]))
                if found is None:
                    found = WorkRow(**values)
                    session.add(found)
                else:
                    for name, value in values.items():
                        setattr(found, name, value)
                    self._drop_passages(session, found.id)
                session.flush()
                write(session, found, work_from_row(found))
                ids[found.key] = found.id
            for reference, key in row.before["references"].items():
                session.execute(update(ReferenceRow).where(ReferenceRow.id == int(reference)).values(work_id=ids[key]))
            row.undone_at = now()
            return Change(row.id, row.action, row.summary, row.created_at, keys)


def _as_json(row: WorkRow) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in WorkRow.__table__.columns if column.key != "id"}
