"""Columns of a work -> the work; apart from rows.py, because SQLAlchemy takes longer to import than a search takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from refdb.model import Person, Update, Work
from refdb.model.json_values import Json

WORK_FIELDS = tuple(f.name for f in fields(Work))
TUPLE_FIELDS = ("years", "date", "isbn", "issn", "other_titles", "aliases", "tags", "collections", "notes", "files")

LIST_FIELDS = (*TUPLE_FIELDS, "authors", "editors", "updates", "extra")


def work_from_values(columns: Mapping[str, Any]) -> Work:
    """The work whose columns these are, or some of them; lists as such or in JSON."""
    values: dict[str, Any] = {name: _READ[name](value) if name in _READ else value for name, value in columns.items()}
    return Work(**values)


def from_column(value: Json) -> Json:
    """What a JSON column holds; SQLite gives its text."""
    if value == "[]":  # most lists of most works are empty, and a search reads a thousand of them
        return []
    return json.loads(value) if isinstance(value, str) else value


_READ: Mapping[str, Callable[[Json], tuple[Any, ...]]] = {
    **dict.fromkeys(TUPLE_FIELDS, lambda value: tuple(from_column(value))),
    **dict.fromkeys(("authors", "editors"), lambda value: tuple(Person(**person) for person in from_column(value))),
    "updates": lambda value: tuple(Update(**update) for update in from_column(value)),
    "extra": lambda value: tuple((name, content) for name, content in from_column(value)),
}
