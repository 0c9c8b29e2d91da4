"""Builds a snapshot: Crossref work items out of dumps into one SQLite file with a full-text index.

The file grows under another name and gets its own when it is complete, so that a kill leaves no half snapshot. What has
been committed by then is kept beside it, and the same command goes on from there.
"""

from __future__ import annotations

import functools
import json
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from refdb.errors import InputError
from refdb.registries.dumps import Entry, dump_files, read_dump
from refdb.registries.words import item_words

APPLICATION_ID = 0x72656462  # "redb", in the SQLite header
FORMAT = 1
BATCH = 2_000  # items a transaction step; bounds memory
COMMIT_EVERY = 20  # batches; what a kill can cost
PROBLEMS_KEPT = 20
DICTIONARY_BYTES = 16 * 1024

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) WITHOUT ROWID;
CREATE TABLE works (id INTEGER PRIMARY KEY, doi TEXT NOT NULL UNIQUE, words TEXT NOT NULL, item BLOB NOT NULL);
CREATE TABLE frequencies (word TEXT PRIMARY KEY, works INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (name TEXT PRIMARY KEY, entries INTEGER NOT NULL, finished INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE word_index USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii');
"""


@dataclass(slots=True)
class BuildCounts:
    """What became of the entries of the dumps.

    ``works`` counts the works in the finished snapshot; ``problems`` has the first bad lines with file and line number.
    """

    works: int = 0
    replaced: int = 0  # a later entry with the same DOI took the place of an earlier one
    without_doi: int = 0
    bad: int = 0
    files: int = 0
    problems: tuple[str, ...] = ()


def build(dumps: Sequence[Path], output: Path, progress: Callable[[int, int], None] | None = None) -> BuildCounts:
    """Build the snapshot ``output`` out of Crossref dumps.

    Args:
        dumps: .jsonl, .json with ``items``, the same gzipped or in a tar, or folders of them; later ones win.
        output: file to write; an older one there is replaced at the end.
        progress: called with bytes of dumps read, and all their bytes.

    Raises:
        InputError: a dump that is missing, unreadable or without any work item, or an output that cannot be written.
    """
    files = dump_files(dumps)
    partial = output.with_name(output.name + ".partial")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        connection = _open_partial(partial, files)
    except (OSError, sqlite3.Error) as error:
        raise InputError(f"{output} cannot be written: {error}") from error
    try:
        counts = _Builder(connection).run(files, progress)
        if not counts.works:
            raise InputError(f"no Crossref work item with a DOI in {', '.join(str(d) for d in dumps)}")
        connection.execute("PRAGMA journal_mode = DELETE")
    except (sqlite3.Error, OSError) as error:
        raise InputError(f"{output} cannot be written: {error}") from error
    finally:
        connection.close()
    partial.replace(output)
    return counts


def _open_partial(partial: Path, files: Sequence[Path]) -> sqlite3.Connection:
    recipe = json.dumps([FORMAT, [[str(f.resolve()), f.stat().st_size, f.stat().st_mtime_ns] for f in files]])
    if partial.exists():
        connection = sqlite3.connect(partial)
        try:
            row = connection.execute("SELECT value FROM meta WHERE name = 'recipe'").fetchone()
            if row and row[0] == recipe:
                return connection
        except sqlite3.Error:
            pass
        connection.close()
    for leftover in (partial, Path(f"{partial}-wal"), Path(f"{partial}-shm"), Path(f"{partial}-journal")):
        leftover.unlink(missing_ok=True)
    connection = sqlite3.connect(partial)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(_TABLES)
    connection.execute("INSERT INTO meta VALUES ('recipe', ?)", (recipe,))
    connection.commit()
    return connection


class _Builder:
    """Writes entries in batches; all that lasts is in the database, so that another run can go on."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.counts = BuildCounts()
        self.dictionary = b""
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -200000")  # KiB
        connection.execute("PRAGMA temp_store = MEMORY")
        row = connection.execute("SELECT value FROM meta WHERE name = 'dictionary'").fetchone()
        if row:
            self.dictionary = row[0]
        row = connection.execute("SELECT value FROM meta WHERE name = 'counts'").fetchone()
        if row:
            replaced, without_doi, bad, problems = json.loads(row[0])
            self.counts = BuildCounts(0, replaced, without_doi, bad, 0, tuple(problems))
        self.next_id = 1 + (connection.execute("SELECT max(id) FROM works").fetchone()[0] or 0)

    def run(self, files: Sequence[Path], progress: Callable[[int, int], None] | None) -> BuildCounts:
        total = sum(f.stat().st_size for f in files)
        before = 0
        for file in files:
            self._add_file(file, functools.partial(_shifted, progress, before, total))
            before += file.stat().st_size
            if progress:
                progress(before, total)
        self._finish()
        self.counts.files = len(files)
        return self.counts

    def _add_file(self, file: Path, progress: Callable[[int], None]) -> None:
        name = str(file.resolve())
        row = self.connection.execute("SELECT entries, finished FROM sources WHERE name = ?", (name,)).fetchone()
        done, finished = row or (0, 0)
        if finished:
            return
        batch: list[Entry] = []
        count = batches = 0
        for entry in read_dump(file):
            count += 1
            if count <= done:
                continue
            batch.append(entry)
            if len(batch) >= BATCH:
                self._add(batch)
                batch = []
                batches += 1
                progress(entry.read)
                if batches % COMMIT_EVERY == 0:
                    self._commit(name, count, finished=False)
        self._add(batch)
        self._commit(name, count, finished=True)

    def _commit(self, name: str, entries: int, *, finished: bool) -> None:
        c = self.counts
        self.connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (name, entries, int(finished)))
        state = json.dumps([c.replaced, c.without_doi, c.bad, c.problems])
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES ('counts', ?)", (state,))
        self.connection.commit()

    def _add(self, batch: Sequence[Entry]) -> None:
        latest: dict[str, Entry] = {}
        for entry in batch:
            doi = entry.item.get("DOI") if entry.item else None
            if entry.problem:
                self.counts.bad += 1
                if len(self.counts.problems) < PROBLEMS_KEPT:
                    self.counts.problems += (f"{entry.place}: {entry.problem}",)
            elif not isinstance(doi, str) or not doi.strip():
                self.counts.without_doi += 1
            else:
                key = doi.strip().lower()
                self.counts.replaced += key in latest
                latest[key] = entry
        if not latest:
            return
        self._remove(list(latest))
        if not self.dictionary:
            self._make_dictionary(list(latest.values()))
        rows = []
        for doi, entry in latest.items():
            text = "\n".join(" ".join(part) for part in item_words(entry.item or {}))
            packer = zlib.compressobj(6, zdict=self.dictionary)
            rows.append((self.next_id, doi, text, packer.compress(entry.json) + packer.flush()))
            self.next_id += 1
        self.connection.executemany("INSERT INTO works VALUES (?, ?, ?, ?)", rows)
        self.connection.executemany(
            "INSERT INTO word_index (rowid, words) VALUES (?, ?)", ((row[0], row[2]) for row in rows)
        )

    def _remove(self, dois: Sequence[str]) -> None:
        marks = ",".join("?" * len(dois))
        old = self.connection.execute(f"SELECT id, words FROM works WHERE doi IN ({marks})", dois).fetchall()  # noqa: S608
        self.counts.replaced += len(old)
        self.connection.executemany("INSERT INTO word_index (word_index, rowid, words) VALUES ('delete', ?, ?)", old)
        self.connection.executemany("DELETE FROM works WHERE id = ?", ((row[0],) for row in old))

    def _make_dictionary(self, entries: Sequence[Entry]) -> None:
        # What items have in common is mostly their keys; zlib finds these in any handful of items.
        share = DICTIONARY_BYTES // 8
        self.dictionary = b"".join(entry.json[:share] for entry in entries[:8])
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES ('dictionary', ?)", (self.dictionary,))

    def _finish(self) -> None:
        run = self.connection.execute
        run("INSERT INTO word_index (word_index) VALUES ('optimize')")
        run("DELETE FROM frequencies")
        run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, word_index, row)")
        run("INSERT INTO frequencies SELECT term, doc FROM temp.vocabulary")
        self.counts.works = run("SELECT count(*) FROM works").fetchone()[0]
        run("INSERT OR REPLACE INTO meta VALUES ('format', ?), ('works', ?)", (FORMAT, self.counts.works))
        self.connection.commit()


def _shifted(progress: Callable[[int, int], None] | None, before: int, total: int, read: int) -> None:
    """Tell how far all files have been read, from how far this one has."""
    if progress:
        progress(before + read, total)
