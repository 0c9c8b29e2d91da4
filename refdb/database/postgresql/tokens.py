"""Texts -> the words under which SQLite's index keeps them, so that both databases find the same.

SQLite itself is asked: an FTS5 table in memory, whose vocabulary is read back with columns and places.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from threading import local
from typing import NamedTuple

FIELDS = ("title", "text", "authors", "container")
LETTERS: Mapping[str, str] = {"title": "A", "authors": "B", "container": "C", "text": "D"}  # weights of a tsvector
TOKENIZER = "porter unicode61 remove_diacritics 2"
_HERE = local()  # a connection of SQLite's belongs to one thread


class Token(NamedTuple):
    """A word as it is looked up, with its field and its place there."""

    field: str
    place: int
    word: str


class Counted(NamedTuple):
    """A word in one of several texts: at which places, as a ``tsvector`` writes them, how often in each of LETTERS."""

    word: str
    text: int
    places: str
    often: list[int]


def tokens_of(texts: Sequence[Mapping[str, object]]) -> list[list[Token]]:
    """For each text, a mapping with any of ``FIELDS``, its tokens by field and place."""
    found: list[list[Token]] = [[] for _ in texts]
    for word, n, field, place in _known(texts).execute('SELECT term, doc, col, "offset" FROM known'):
        found[n - 1].append(Token(field, place, word))
    for tokens in found:
        tokens.sort(key=lambda token: (token.field, token.place))
    return found


def counted(texts: Sequence[Mapping[str, object]], places: Mapping[str, range]) -> list[Counted]:
    """The words of texts, by word and text.

    Args:
        texts: mappings with any of ``FIELDS``.
        places: where each field's places lie; a word beyond them is counted, but stands nowhere.
    """
    starts = " ".join(f"WHEN '{field}' THEN {lie.start}" for field, lie in places.items())
    lengths = " ".join(f"WHEN '{field}' THEN {len(lie)}" for field, lie in places.items())
    letters = " ".join(f"WHEN '{field}' THEN '{letter}'" for field, letter in LETTERS.items())
    often = ", ".join(f"sum(col = '{field}')" for field in LETTERS)
    query = (
        f'SELECT term, doc - 1, group_concat(CASE WHEN "offset" < CASE col {lengths} END '
        f'THEN ("offset" + CASE col {starts} END) || CASE col {letters} END END), {often} '
        "FROM known GROUP BY term, doc"
    )
    return [Counted(word, n, stands or "", often) for word, n, stands, *often in _known(texts).execute(query)]


def words_in(phrases: Iterable[str]) -> list[list[str]]:
    """For each phrase its words, in order."""
    return [[token.word for token in tokens] for tokens in tokens_of([{"text": phrase} for phrase in phrases])]


def _known(texts: Sequence[Mapping[str, object]]) -> sqlite3.Connection:
    """Where the words of these texts alone are known."""
    connection = _connection()
    connection.execute("DELETE FROM words")
    rows = ((n, *(text.get(field) or "" for field in FIELDS)) for n, text in enumerate(texts, 1))
    connection.executemany("INSERT INTO words (rowid, title, text, authors, container) VALUES (?, ?, ?, ?, ?)", rows)
    return connection


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_HERE, "connection", None)
    if connection is None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute(f"CREATE VIRTUAL TABLE words USING fts5({', '.join(FIELDS)}, tokenize = '{TOKENIZER}')")
        connection.execute("CREATE VIRTUAL TABLE known USING fts5vocab(words, instance)")
        _HERE.connection = connection
    return connection
