"""A journal of what becomes of rows, written by triggers of the connection that changes them.

The way of https://sqlite.org/undoredo.html: to take a change back is a change itself, and is written down as it is
made. Passages, vectors, words, names and notices follow from their works and are not written down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from refdb.database.tables import (
    AnsweredRow,
    ArticleRow,
    AuditRow,
    Base,
    JournalRow,
    ReferenceRow,
    TextOriginRow,
    WorkRow,
)

JOURNALLED = {
    row.__tablename__: Base.metadata.tables[row.__tablename__]
    for row in (WorkRow, ArticleRow, ReferenceRow, TextOriginRow, AnsweredRow, AuditRow)
}
_INTO = 'INSERT INTO journal (change_id, "table", row_id, action, before) SELECT id'


def begin(session: Session, change: int) -> None:
    """Write down from here on, as parts of this change, what becomes of rows in this transaction."""
    known = session.execute(text("SELECT 1 FROM sqlite_temp_master WHERE name = 'recording'")).scalar()
    if not known:
        for statement in _statements():
            session.execute(text(statement.replace(":", r"\:")))
    session.execute(text("DELETE FROM temp.recording"))
    session.execute(text("INSERT INTO temp.recording VALUES (:id)"), {"id": change})


def end(session: Session) -> None:
    """Write nothing down any more."""
    if session.execute(text("SELECT 1 FROM sqlite_temp_master WHERE name = 'recording'")).scalar():
        session.execute(text("DELETE FROM temp.recording"))


def take_back(session: Session, row: JournalRow) -> None:
    """Make a row what it was before."""
    values = json.loads(row.before)
    table, where = row.table_name, "WHERE id = :row_id"
    if row.action == "insert":
        statement = f'DELETE FROM "{table}" {where}'
    elif row.action == "update":
        statement = f'UPDATE "{table}" SET {", ".join(f"{_quoted(name)} = :{name}_" for name in values)} {where}'
    else:
        names = ", ".join(map(_quoted, values))
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(f":{name}_" for name in values)})'
    known = {f"{name}_": value for name, value in values.items()}
    session.execute(text(statement), known | ({"row_id": row.row_id} if row.action != "delete" else {}))


def _statements() -> Iterator[str]:
    yield "CREATE TEMP TABLE recording (id INTEGER)"
    for name, table in JOURNALLED.items():
        columns = [_quoted(column) for column in _columns(table)]
        changed = " UNION ALL ".join(
            f"SELECT '{column}' AS name, OLD.{_quoted(column)} AS value "
            f"WHERE OLD.{_quoted(column)} IS NOT NEW.{_quoted(column)}"
            for column in _columns(table)
        )
        whole = ", ".join(f"'{column}', OLD.{_quoted(column)}" for column in _columns(table))
        before = {
            "insert": ("NEW", "'{}'"),
            "update": ("OLD", f"(SELECT json_group_object(name, value) FROM ({changed}))"),
            "delete": ("OLD", f"json_object({whole})"),
        }
        for action, (side, values) in before.items():
            only = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
            when = f"WHEN {only} " if action == "update" else ""
            yield (
                f'CREATE TEMP TRIGGER journal_{name}_{action} AFTER {action.upper()} ON "{name}" {when}'
                f"BEGIN {_INTO}, '{name}', {side}.id, '{action}', {values} FROM recording; END"
            )


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _quoted(name: str) -> str:
    return f'"{name}"'
