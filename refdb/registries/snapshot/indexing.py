"""Makes a snapshot's postings out of the words of its works: which works have a word.

Pairs of word and work are sorted in memory, a few million at a time, and written to a nameless file beside the
snapshot; then the sorted runs are merged, one range of words after the other (single-pass in-memory indexing,
Heinz and Zobel 2003, with the runs cut at fixed words). Memory does not grow with the number of works.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from refdb.registries.snapshot.layout import POSTINGS

PAIRS = 6_000_000  # sorted at a time, 8 bytes each
RANGES = 1024  # of words, merged one by one
ROWS = 5_000  # works read, and words written, at a time
COMMIT_EVERY = 64  # ranges
Pairs = npt.NDArray[np.uint64]  # the word in the upper half, the work in the lower


def most_listed(works: int) -> int:
    """A word that more works have is counted but not listed: it finds too much to find anything."""
    return max(100_000, works // 20)


def write_postings(connection: sqlite3.Connection, folder: Path, progress: Callable[[int, int], None]) -> None:
    """Make the table ``postings`` anew; ``progress`` is called with works and ranges done, and all of them."""
    connection.execute("DROP TABLE IF EXISTS postings")
    connection.execute(POSTINGS)
    connection.commit()
    works = connection.execute("SELECT count(*) FROM words").fetchone()[0]
    most, total = most_listed(works), works + RANGES
    with tempfile.TemporaryFile(dir=folder) as spill:
        runs = _Runs(spill)
        done = 0
        for pairs, count in _pairs(connection):
            done += count
            runs.add(pairs)
            progress(done, total)
        runs.write()
        for number in range(RANGES):
            connection.executemany("INSERT INTO postings VALUES (?, ?, ?)", _lists(*runs.merged(number, most)))
            if number % COMMIT_EVERY == COMMIT_EVERY - 1:
                connection.commit()
                progress(works + number + 1, total)


def _pairs(connection: sqlite3.Connection) -> Iterator[tuple[Pairs, int]]:
    cursor = connection.execute("SELECT id, words FROM words ORDER BY id")
    while rows := cursor.fetchmany(ROWS):
        words = np.frombuffer(b"".join(row[1] for row in rows), dtype="<u4").astype(np.uint64) >> np.uint64(2)
        counts = np.array([len(row[1]) // 4 for row in rows])
        works = np.repeat(np.array([row[0] for row in rows], dtype=np.uint64), counts)
        yield words << np.uint64(32) | works, len(rows)


class _Runs:
    """Sorted runs of pairs in a file, each with the places where the ranges of words begin in it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting: list[Pairs] = []
        self._count = 0
        self._begins: list[npt.NDArray[np.int64]] = []  # in pairs from the beginning of the file
        self._written = 0

    def add(self, pairs: Pairs) -> None:
        self._waiting.append(pairs)
        self._count += len(pairs)
        if self._count >= PAIRS:
            self.write()

    def write(self) -> None:
        """Sort what waits into a run of its own; a word that is in two fields of a work counts once."""
        if not self._waiting:
            return
        pairs = np.concatenate(self._waiting)
        self._waiting, self._count = [], 0
        pairs.sort()
        pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]
        edges = np.arange(RANGES + 1, dtype=np.uint64) << np.uint64(62 - 10)  # words have 30 bits
        self._begins.append(np.searchsorted(pairs, edges) + self._written)
        self._file.seek(self._written * 8)
        self._file.write(pairs.tobytes())
        self._written += len(pairs)

    def merged(self, number: int, most: int) -> tuple[Pairs, dict[int, int]]:
        """The pairs of one range in order; without words of more than ``most`` works, which are given with their count.

        Only so is memory bounded: "of" alone has a hundred million pairs in the whole of Crossref.
        """
        frequent = self._frequent(number, most)
        dropped = np.array(list(frequent), dtype=np.uint64)
        found: list[Pairs] = []
        for run in range(len(self._begins)):
            pairs = self._read(run, number)
            found.append(pairs[~np.isin(pairs >> np.uint64(32), dropped)] if frequent else pairs)
        return np.sort(np.concatenate(found), kind="stable") if found else np.empty(0, np.uint64), frequent

    def _frequent(self, number: int, most: int) -> dict[int, int]:
        runs = range(len(self._begins))
        if sum(int(begins[number + 1] - begins[number]) for begins in self._begins) <= most:
            return {}
        suspects: set[int] = set()
        for run in runs:  # a word of more than ``most`` works has more than its share in one run at least
            words, counts = np.unique(self._read(run, number) >> np.uint64(32), return_counts=True)
            suspects.update(words[counts > most // len(runs)].tolist())
        totals = dict.fromkeys(sorted(suspects), 0)
        for run in runs:
            pairs = self._read(run, number)
            for word in totals:
                begin, end = np.searchsorted(pairs, np.array([word << 32, (word + 1) << 32], dtype=np.uint64))
                totals[word] += int(end - begin)
        return {word: total for word, total in totals.items() if total > most}

    def _read(self, run: int, number: int) -> Pairs:
        begin, end = int(self._begins[run][number]), int(self._begins[run][number + 1])
        self._file.seek(begin * 8)
        return np.frombuffer(self._file.read((end - begin) * 8), dtype=np.uint64)


def _lists(pairs: Pairs, frequent: dict[int, int]) -> Iterator[tuple[int, int, Any]]:
    words = pairs >> np.uint64(32)
    begins = np.flatnonzero(np.concatenate(([True], words[1:] != words[:-1]))[: len(words)])
    works = memoryview(pairs.astype("<u4").tobytes())
    ends = [*begins[1:].tolist(), len(pairs)][: len(begins)]
    for word, begin, end in zip(words[begins].tolist(), begins.tolist(), ends, strict=True):
        yield word, end - begin, works[begin * 4 : end * 4]
    yield from ((word, count, b"") for word, count in frequent.items())
