"""Texts -> the words under which SQLite's index keeps them, so that both databases find the same.

SQLite itself is asked: an FTS5 table in memory, whose vocabulary is read back with columns and places.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from threading import local
from typing import NamedTuple

FIELDS = ("title", "text", "authors", "container")
TOKENIZER = "porter unicode61 remove_diacritics 2"
_HERE = local()  # a connection of SQLite's belongs to one thread


class Token(NamedTuple):
    """A word as it is looked up, with its field and its place there."""

    field: str
    place: int
    word: str


def tokens_of(texts: Sequence[Mapping[str, object]]) -> list[list[Token]]:
    """For each text, a mapping with any of ``FIELDS``, its tokens by field and place."""
    connection = _connection()
    connection.execute("DELETE FROM words")
    rows = ((n, *(text.get(field) or "" for field in FIELDS)) for n, text in enumerate(texts, 1))
    connection.executemany("INSERT INTO words (rowid, title, text, authors, container) VALUES (?, ?, ?, ?, ?)", rows)
    found: list[list[Token]] = [[] for _ in texts]
    for word, n, field, place in connection.execute('SELECT term, doc, col, "offset" FROM known'):
        found[n - 1].append(Token(field, place, word))
    for tokens in found:
        tokens.sort(key=lambda token: (token.field, token.place))
    return found


def words_in(phrases: Iterable[str]) -> list[list[str]]:
    """For each phrase its words, in order."""
    return [[token.word for token in tokens] for tokens in tokens_of([{"text": phrase} for phrase in phrases])]


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_HERE, "connection", None)
    if connection is None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute(f"CREATE VIRTUAL TABLE words USING fts5({', '.join(FIELDS)}, tokenize = '{TOKENIZER}')")
        connection.execute("CREATE VIRTUAL TABLE known USING fts5vocab(words, instance)")
        _HERE.connection = connection
    return connection
