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


# A word in one of several texts: at which places, as a ``tsvector`` writes them, how often in each of LETTERS.
Counted = tuple[str, int, list[str], list[int]]


class Token(NamedTuple):
    """A word as it is looked up, with its field and its place there."""

    field: str
    place: int
    word: str


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
    column = {field: n for n, field in enumerate(LETTERS)}
    names = {field: [f"{place}{LETTERS[field]}" for place in lie] for field, lie in places.items()}
    found: list[Counted] = []
    last_word, last = "", 0
    for word, n, field, place in _known(texts).execute('SELECT term, doc, col, "offset" FROM known'):
        if n != last or word != last_word:
            stands: list[str] = []
            last_word, last, often = word, n, [0, 0, 0, 0]
            found.append((word, n - 1, stands, often))
        often[column[field]] += 1
        known = names[field]
        if place < len(known):
            stands.append(known[place])
    return found


def words_in(phrases: Iterable[str]) -> list[list[str]]:
    """For each phrase its words, in order."""
    return [[token.word for token in tokens] for tokens in tokens_of([{"text": phrase} for phrase in phrases])]


def _known(texts: Sequence[Mapping[str, object]]) -> sqlite3.Connection:
    """Where the words of these texts alone are known."""
    connection = _connection()
    rows = ((n, *(text.get(field) or "" for field in FIELDS)) for n, text in enumerate(texts, 1))
    connection.execute("BEGIN")
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    connection.executemany("INSERT INTO words (rowid, title, text, authors, container) VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    return connection


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_HERE, "connection", None)
    if connection is None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        columns = ", ".join(FIELDS)  # whose texts need not be kept
        connection.execute(f"CREATE VIRTUAL TABLE words USING fts5({columns}, tokenize = '{TOKENIZER}', content = '')")
        connection.execute("CREATE VIRTUAL TABLE known USING fts5vocab(words, instance)")
        _HERE.connection = connection
    return connection
