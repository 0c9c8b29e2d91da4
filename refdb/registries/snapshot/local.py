"""A local Crossref: the same questions as the REST API's, answered out of one SQLite file."""

from __future__ import annotations

import json
import os
import queue
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from refdb.errors import InputError, RegistryUnavailable
from refdb.model import Record
from refdb.registries.snapshot import ranking
from refdb.registries.snapshot.building import BuildCounts, build
from refdb.registries.snapshot.layout import FORMAT, check_file, doi_key, unpack, whole_item, word_number
from refdb.registries.snapshot.words import reference_words

__all__ = ["BuildCounts", "Found", "Snapshot", "build"]

CANDIDATES = 32  # works whose words are all read, and one more for 10,000 works of the snapshot,
MOST_CANDIDATES = 128  # but no more than so many
MOST_ROWS = 1000  # as Crossref's API
PICKED = 500  # works looked at for a reference, and one more for 20 works of the snapshot,
MOST_PICKED = 1_000_000  # but no more than so many (the four rarest words have their works looked at in any case)
_REAL = "agency IS NULL"  # of the works of other agencies the dumps often tell no more than whose they are
CACHE = 32 * 1024  # KiB of pages a connection keeps; a mapped file is 5 % faster, but kills who reads it if it shrinks


def asked_words(text: str) -> ranking.Numbers:
    """The numbers of a reference's words, sorted."""
    words = reference_words(text)[: ranking.LONGEST_QUERY]
    return np.array(sorted({word_number(word) for word in words}), dtype=np.uint32)


def candidates_of(works: int) -> int:
    """How many works have all their words read, of so many."""
    return min(CANDIDATES + works // 10_000, MOST_CANDIDATES)


def budget_of(works: int) -> int:
    """How many works are looked at for a reference, of so many."""
    return min(PICKED + works // 20, MOST_PICKED)


@dataclass(frozen=True, slots=True)
class Found:
    """An item as it is stored: JSON in UTF-8, and the score where it was searched for."""

    doi: str
    json: bytes
    score: float | None = None

    def item(self) -> dict[str, Any]:
        """The item as Python objects."""
        item: dict[str, Any] = json.loads(self.json)
        if self.score is not None:
            item["score"] = self.score
        return item


@dataclass(slots=True)
class _Opened:
    """A file that was opened: it may since have been replaced by a newer one of the same name."""

    identity: tuple[int, int, int, int]
    works: int = 0
    dictionary: bytes = b""
    free: queue.LifoQueue[sqlite3.Connection] = field(default_factory=queue.LifoQueue)


class Snapshot:
    """A registry in a file made by ``build``; may be asked by many threads at once.

    A file that was replaced (refdb snapshot build --update) is opened anew with the next question.
    """

    at_once = 1  # the work is done in this process: threads only take turns

    def __init__(self, path: Path) -> None:
        """Open a snapshot.

        Raises:
            InputError: the file is missing, is no snapshot, or is cut short.
        """
        self.path = path
        self._uri = f"{path.resolve().as_uri()}?mode=ro"
        self.name = f"snapshot {path.name}"
        check_file(path)
        try:
            self._opened = self._open(_identity(path))
        except (RegistryUnavailable, OSError) as error:
            raise InputError(f"{error}") from error

    def __reduce__(self) -> tuple[type[Snapshot], tuple[Path]]:
        """Another process opens the file for itself."""
        return Snapshot, (self.path,)

    @property
    def works_count(self) -> int:
        """How many works there are."""
        return self._opened.works

    @property
    def extent(self) -> str:
        """The file with the number of its works: what is not in it may be registered all the same."""
        return f"{self.path.name} ({self.works_count:,} works)"

    def work(self, doi: str) -> Record | None:
        """The work with this DOI, in any case of letters; None where the snapshot has none."""
        return self.works([doi]).get(doi)

    def works(self, dois: Sequence[str]) -> dict[str, Record]:
        """The works with these DOIs, by the DOI as given."""
        return {doi: Record(self.name, found.doi, self._item(found)) for doi, found in self.raw_works(dois).items()}

    def raw_works(self, dois: Sequence[str]) -> dict[str, Found]:
        """The works with these DOIs as they are stored, by the DOI as given."""
        keys = {doi: doi_key(doi) for doi in dois}
        wanted = list(dict.fromkeys(keys.values()))
        found: dict[str, Found] = {}
        with self._connection() as (opened, connection):
            for i in range(0, len(wanted), 500):
                part = wanted[i : i + 500]
                marks = ",".join("?" * len(part))
                query = f"SELECT doi, agency, item, heavy FROM works WHERE doi IN ({marks})"
                for doi, agency, item, heavy in connection.execute(query, part):
                    text = self._text(opened, item, heavy)
                    if not agency or b'"title"' in text:  # else the dump told no more than whose DOI it is
                        found[doi] = Found(doi, text)
        return {doi: found[key] for doi, key in keys.items() if key in found}

    def every(self, offset: int = 0, rows: int = -1) -> Iterator[Found]:
        """The works in the order of the file, from the one behind ``offset`` others on; -1 rows are all."""
        query = f"SELECT doi, item, heavy FROM works WHERE {_REAL} ORDER BY id LIMIT ? OFFSET ?"
        with self._connection() as (opened, connection):
            for doi, item, heavy in connection.execute(query, (rows, offset)):
                yield Found(doi, self._text(opened, item, heavy))

    def count_of_crossref(self) -> int:
        """How many works ``every`` gives: those that Crossref registered."""
        query = "SELECT count(*) FROM works INDEXED BY works_of_others WHERE agency IS NOT NULL"
        with self._connection() as (opened, connection):
            try:
                return opened.works - int(connection.execute(query).fetchone()[0])
            except sqlite3.OperationalError:  # built before there was this index: all would have to be read
                return opened.works

    def at_random(self, rows: int) -> list[Found]:
        """Some works, each as likely as another, in no order."""
        with self._connection() as (opened, connection):
            last = connection.execute("SELECT max(id) FROM works").fetchone()[0] or 0
            chosen: dict[str, bytes] = {}
            for number in random.sample(range(1, last + 1), min(last, 8 * rows)):
                query = f"SELECT doi, item, heavy FROM works WHERE id = ? AND {_REAL}"
                for doi, item, heavy in connection.execute(query, (number,)):
                    chosen[doi] = self._text(opened, item, heavy)
                if len(chosen) == rows:
                    break
        return [Found(doi, text) for doi, text in chosen.items()]

    def search(self, text: str, rows: int = 5) -> list[Record]:
        """The works a printed reference most likely means, best first, each with its ``score``.

        The items lack the works' own reference lists (``reference``); ``work`` gives them.
        """
        found = self.search_page(text, rows)[0]
        return [Record(self.name, one.doi, self._item(one)) for one in found]

    def search_page(self, text: str, rows: int, offset: int = 0, *, whole: bool = False) -> tuple[list[Found], int]:
        """One page of the works found for a reference, and how many were found in all.

        Args:
            text: the reference.
            rows: how many works, 1,000 at most.
            offset: how many better ones to leave out.
            whole: with the works' own reference lists.
        """
        asked = asked_words(text)
        if not len(asked) or rows < 1:
            return [], 0
        rows = min(rows, MOST_ROWS)
        with self._connection() as (opened, connection):
            weights, numbers, scores = self._candidates(opened, connection, asked)
            chosen = ranking.best(numbers, scores, max(candidates_of(opened.works), offset + rows))
            rarest = ranking.weight(1, opened.works)
            marks = ",".join("?" * len(chosen))
            query = f"SELECT id, words FROM words WHERE id IN ({marks})"
            records = connection.execute(query, chosen.tolist()).fetchall()
            if not records:
                return [], 0
            page = ranking.ordered(asked, weights, records, rarest)[offset : offset + rows]
            items = self._items(opened, connection, [number for number, _ in page], whole)
        return [Found(*items[number], round(value, 4)) for number, value in page], len(numbers)

    def agency(self, doi: str) -> str | None:
        """Who registered a DOI, as far as the dumps told: Crossref for a work that is here, None for others."""
        with self._connection() as (_, connection):
            row = connection.execute("SELECT agency FROM works WHERE doi = ?", (doi_key(doi),)).fetchone()
        return (row[0] or "crossref") if row else None

    def close(self) -> None:
        """Close the file."""
        _drain(self._opened)

    def _candidates(
        self, opened: _Opened, connection: sqlite3.Connection, asked: ranking.Numbers
    ) -> tuple[ranking.Floats, ranking.Numbers, ranking.Floats]:
        """The weights of the words, the works that have some of the rarest of them, and the sum of these weights."""
        budget = budget_of(opened.works)
        words = asked.tolist()
        marks = ",".join("?" * len(words))
        query = (
            "SELECT word, works, CASE WHEN works <= ? THEN numbers END FROM postings "
            f"WHERE word IN ({marks}) ORDER BY works, word"
        )
        rows = connection.execute(query, [budget, *words]).fetchall()
        weights = {row[0]: ranking.weight(row[1], opened.works) for row in rows}
        lists = []
        for word, _, numbers in rows[: ranking.picking([row[1] for row in rows], budget)]:
            if numbers is None:
                numbers = connection.execute("SELECT numbers FROM postings WHERE word = ?", (word,)).fetchone()[0]
            lists.append(numbers)
        found = ranking.gather(lists, [weights[row[0]] for row in rows[: len(lists)]])
        return np.array([weights.get(word, 0.0) for word in words]), *found

    def _items(
        self, opened: _Opened, connection: sqlite3.Connection, numbers: Sequence[int], whole: bool
    ) -> dict[int, tuple[str, bytes]]:
        marks = ",".join("?" * len(numbers))
        heavy = "heavy" if whole else "NULL"
        query = f"SELECT id, doi, item, {heavy} FROM works WHERE id IN ({marks})"
        return {row[0]: (row[1], self._text(opened, row[2], row[3])) for row in connection.execute(query, numbers)}

    def _text(self, opened: _Opened, item: bytes, heavy: bytes | None) -> bytes:
        try:
            return whole_item(
                unpack(item, opened.dictionary), None if heavy is None else unpack(heavy, opened.dictionary)
            )
        except ValueError as error:
            raise RegistryUnavailable(f"{self.path} is damaged ({error}): build it anew") from error

    def _item(self, found: Found) -> dict[str, Any]:
        try:
            return found.item()
        except ValueError as error:
            raise RegistryUnavailable(f"{self.path} is damaged ({error}): build it anew") from error

    @contextmanager
    def _connection(self) -> Iterator[tuple[_Opened, sqlite3.Connection]]:
        """A connection, and the file that it is connected to, for one question."""
        opened, connection = self._take()
        try:
            yield opened, connection
        except sqlite3.Error as error:
            connection.close()
            raise RegistryUnavailable(f"{self.path} cannot be read ({error}): build it anew") from error
        except BaseException:
            self._give(opened, connection)
            raise
        self._give(opened, connection)

    def _take(self) -> tuple[_Opened, sqlite3.Connection]:
        opened = self._opened
        identity = self._identity()
        if identity != opened.identity:
            self._opened = self._open(identity)
            if identity[3] == opened.identity[3]:
                _drain(opened)
            opened = self._opened
        try:
            return opened, opened.free.get_nowait()
        except queue.Empty:
            connection = self._connect()
        if self._identity() == opened.identity:
            return opened, connection
        connection.close()  # the file was replaced at this very moment: never one file's numbers with another's works
        return self._take()

    def _give(self, opened: _Opened, connection: sqlite3.Connection) -> None:
        if opened is self._opened:
            opened.free.put(connection)
        else:
            connection.close()

    def _identity(self) -> tuple[int, int, int, int]:
        try:
            return _identity(self.path)
        except OSError:  # gone: what is open can still be read
            return self._opened.identity

    def _open(self, identity: tuple[int, int, int, int]) -> _Opened:
        opened = _Opened(identity)
        connection = self._connect()
        opened.free.put(connection)
        try:
            meta = dict(connection.execute("SELECT name, value FROM meta"))
            opened.works, opened.dictionary = int(meta["works"]), bytes(meta["dictionary"])
            found = meta["format"]
        except (sqlite3.Error, KeyError, ValueError, TypeError) as error:
            _drain(opened)
            reason = f"{self.path} is a broken snapshot ({error}): build it anew with refdb snapshot build"
            raise RegistryUnavailable(reason) from error
        if found != FORMAT:
            _drain(opened)
            reason = f"{self.path} is a snapshot of format {found}, this refdb reads {FORMAT}: build it anew"
            raise RegistryUnavailable(reason)
        return opened

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self._uri, uri=True, check_same_thread=False, cached_statements=256)
            connection.execute(f"PRAGMA cache_size = -{CACHE}")
            connection.execute("SELECT 1 FROM meta").fetchone()  # opens the file now, and not with the first question
        except sqlite3.Error as error:
            raise RegistryUnavailable(f"{self.path} cannot be opened ({error}): build it anew") from error
        return connection


def _identity(path: Path) -> tuple[int, int, int, int]:
    """Which file it is, and which process asks: connections must not be used by one that was forked."""
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_mtime_ns, os.getpid()


def _drain(opened: _Opened) -> None:
    while True:
        try:
            opened.free.get_nowait().close()
        except queue.Empty:
            return
