"""The snapshot's peer in bench_snapshot.py: the same words in SQLite's FTS5, asked in two ways.

``or_all`` joins all words of a reference by OR and leaves the order to bm25. ``rarest`` is built as well as FTS5 allows:
the rarest words until they have ``BUDGET`` works altogether pick 32 candidates by bm25, and these are ordered by all
words, with the weights of refdb's own ranking.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from refdb.registries.snapshot.dumps import dump_files, dump_parts
from refdb.registries.snapshot.ranking import FIELD_WEIGHTS, MOST_UNMATCHED, TITLE_UNMATCHED, picking, weight
from refdb.registries.snapshot.words import item_words, reference_words

BUDGET = 2_000
CANDIDATES = 32
TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA page_size = 8192;
CREATE VIRTUAL TABLE words USING fts5(title, names, container, locators, tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');
CREATE TABLE works (id INTEGER PRIMARY KEY, doi TEXT NOT NULL);
CREATE TABLE frequencies (word TEXT PRIMARY KEY, works INTEGER NOT NULL) WITHOUT ROWID;
"""


class Fts5:
    """An FTS5 index of the works in dumps."""

    def __init__(self, path: Path, dumps: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.executescript(TABLES)
        self.insert_seconds = 0.0  # of this process, without reading JSON and cutting words, which both sides do
        self._works = 0
        for file in dump_files([dumps]):
            self._insert([words_of(entry.json) for part in dump_parts(file) for entry in part.entries(0)])
        start = time.process_time()
        self._connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._connection.execute("INSERT INTO frequencies SELECT term, doc FROM vocabulary")
        self._connection.commit()
        self.insert_seconds += time.process_time() - start

    def _insert(self, rows: Sequence[tuple[str, list[str]]]) -> None:
        start, first = time.process_time(), self._works + 1
        self._works += len(rows)
        run = self._connection.executemany
        run("INSERT INTO works VALUES (?, ?)", [(n, doi) for n, (doi, _) in enumerate(rows, first)])
        question = "INSERT INTO words (rowid, title, names, container, locators) VALUES (?, ?, ?, ?, ?)"
        run(question, [(n, *fields) for n, (_, fields) in enumerate(rows, first)])
        self._connection.commit()
        self.insert_seconds += time.process_time() - start

    def or_all(self, raw: str) -> list[str]:
        """The DOIs of the five works that bm25 puts first."""
        ask = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 5"
        return self._dois(row[0] for row in self._connection.execute(ask, (joined(reference_words(raw)),)))

    def rarest(self, raw: str) -> list[str]:
        """The DOIs of the five best of the candidates that the rarest words pick."""
        words = reference_words(raw)
        marks = ",".join("?" * len(words))
        ask = f"SELECT word, works FROM frequencies WHERE word IN ({marks}) ORDER BY works, word"
        known = dict(self._connection.execute(ask, words).fetchall())
        picked = list(known)[: picking(list(known.values()), BUDGET)]
        if not picked:
            return []
        weights = {word: weight(count, self._works) for word, count in known.items()}
        ask = "SELECT rowid, title, names, container, locators FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
        rows = self._connection.execute(ask, (joined(picked), CANDIDATES)).fetchall()
        scores = [(-self._score(fields, weights), number) for number, *fields in rows]
        return self._dois(number for _, number in sorted(scores)[:5])

    def close(self) -> None:
        self._connection.close()

    def _score(self, fields: Sequence[str], weights: dict[str, float]) -> float:
        parts = [[weights.get(word, 0.0) for word in field.split()] for field in fields]
        total = sum(share * sum(part) for share, part in zip(FIELD_WEIGHTS, parts, strict=True))
        unmatched = parts[0].count(0.0) * TITLE_UNMATCHED * weight(1, self._works)
        return float(total - min(unmatched, MOST_UNMATCHED * sum(parts[0])))

    def _dois(self, numbers: Iterable[int]) -> list[str]:
        one = "SELECT doi FROM works WHERE id = ?"
        return [self._connection.execute(one, (number,)).fetchone()[0] for number in numbers]


def words_of(text: bytes) -> tuple[str, list[str]]:
    """A work's DOI and the words of its four fields."""
    item = json.loads(text)
    return item["DOI"].lower(), [" ".join(words) for words in item_words(item)]


def joined(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)
