"""A journal of what becomes of rows, written by triggers while the transaction names a change.

What is in it, and what is not, is as in SQLite's room.
"""

from __future__ import annotations

import json

from sqlalchemy import text
from sqlalchemy.orm import Session

from refdb.database.tables import JournalRow


def watch(session: Session, change: int) -> None:
    """Write down from here on, as parts of this change, what becomes of rows in this transaction; 0 for none."""
    session.flush()
    if change:
        session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    session.execute(text("SELECT set_config('refdb.change', :change, true)"), {"change": str(change or "")})


def take_back(session: Session, row: JournalRow) -> None:
    """Make a row what it was before."""
    table, names = row.table_name, ", ".join(f'"{name}"' for name in json.loads(row.before))
    before = f'SELECT {names} FROM jsonb_populate_record(NULL::"{table}", CAST(:before AS jsonb))'.replace(
        "::", r"\:\:"
    )
    statements = {
        "insert": f'DELETE FROM "{table}" WHERE id = :row_id',
        "update": f'UPDATE "{table}" SET ({names}) = ({before}) WHERE id = :row_id',
        "delete": f'INSERT INTO "{table}" ({names}) {before}',
    }
    both: dict[str, str | int] = {"row_id": row.row_id, "before": row.before}
    asked = {"insert": ("row_id",), "update": ("row_id", "before"), "delete": ("before",)}[row.action]
    session.execute(text(statements[row.action]), {name: both[name] for name in asked})
