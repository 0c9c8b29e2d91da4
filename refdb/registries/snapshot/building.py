"""Builds a snapshot, or brings one up to date: Crossref work items out of dumps into one SQLite file.

The file grows under another name and gets its own when it is complete, so that a kill leaves no half snapshot and
readers of the old one go on. What has been committed by then is kept beside it, and the same command goes on from
there. Works are only appended; which record of a DOI stays is decided at the end, by one walk over the sorted DOIs.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from refdb.encoders.threads import cores
from refdb.errors import InputError
from refdb.registries.snapshot.dumps import Entry, dump_files, dump_parts
from refdb.registries.snapshot.indexing import write_postings
from refdb.registries.snapshot.layout import APPLICATION_ID, DOI_INDEX, FORMAT, OTHERS_INDEX, PAGE, TABLES, check_file
from refdb.registries.snapshot.preparing import Batch, Prepared, make_dictionary, prepare_all

BATCH = 1_000  # entries prepared at a time, fewer if they are large; bounds memory
BATCH_BYTES = 8 * 1024 * 1024
COMMIT_EVERY = 20  # batches; what a kill can cost
PROBLEMS_KEPT = 20
ALONE = 32 * 1024 * 1024  # bytes of dumps that one process reads sooner than others start
CACHE = 64 * 1024  # KiB of pages
READING, SORTING, INDEXING = "reading dumps", "sorting DOIs", "indexing words"
Report = Callable[[str, int, int], None]


@dataclass(slots=True)
class BuildCounts:
    """What became of the entries of the dumps.

    ``works`` counts the works in the finished snapshot; ``problems`` has the first bad lines with file and line number.
    """

    works: int = 0
    replaced: int = 0  # records that gave way to a newer one of the same DOI
    without_doi: int = 0
    bad: int = 0
    files: int = 0
    problems: tuple[str, ...] = ()


def build(
    dumps: Sequence[str | Path],
    output: str | Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    update: bool = False,
    workers: int | None = None,
    report: Report | None = None,
) -> BuildCounts:
    """Build the snapshot ``output`` out of Crossref dumps, or add them to it.

    Of several records of a DOI the one that was indexed or deposited last stays, in whatever order they come; where
    they do not differ in that, the one that came last.

    Args:
        dumps: .jsonl, .json with ``items``, the same gzipped or in a tar, or folders of them.
        output: file to write; an older one there is replaced at the end.
        progress: called with bytes of dumps read, and all their bytes.
        update: keep the works that ``output`` has.
        workers: processes that prepare the works; as many as there are cores for large dumps if None.
        report: called with the step, what is done of it, and all of it; instead of ``progress``.

    Returns:
        How many works and files there were, and what could not be read.

    Raises:
        InputError: a dump that is missing, no work item in any of them, an output that cannot be written, or none to
            update. What is wrong within a dump is counted, and the rest goes on.
    """
    report = report or _only_reading(progress)
    files = dump_files([Path(dump) for dump in dumps])
    output = Path(output)
    if output.exists() and not output.is_file():
        raise InputError(f"{output} is no file; a snapshot is one")
    output = output.resolve()  # a link stays one
    partial = output.with_name(output.name + ".partial")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        connection = _open_partial(partial, files, output if update else None)
    except (OSError, sqlite3.Error) as error:
        if "locked" in str(error):
            raise InputError(f"{partial} is being written by another refdb snapshot build") from error
        raise InputError(f"{output} cannot be written: {error}") from error
    try:
        counts = _Builder(connection, output.parent).run(files, workers, report)
        if not counts.works:
            reason = f" ({counts.problems[0]})" if counts.problems else ""
            raise InputError(f"no Crossref work item with a DOI in {', '.join(str(d) for d in dumps)}{reason}")
        connection.execute("PRAGMA journal_mode = DELETE")
    except (sqlite3.Error, OSError) as error:
        raise InputError(f"{output} cannot be written: {error}") from error
    finally:
        connection.close()
    partial.replace(output)
    return counts


def _only_reading(progress: Callable[[int, int], None] | None) -> Report:
    def report(step: str, done: int, total: int) -> None:
        if progress and step == READING:
            progress(done, total)

    return report


def _open_partial(partial: Path, files: Sequence[Path], base: Path | None) -> sqlite3.Connection:
    recipe = _recipe(files, base)
    if partial.exists():
        connection = _connect(partial)
        try:
            row = connection.execute("SELECT value FROM meta WHERE name = 'recipe'").fetchone()
            if row and row[0] == recipe:
                return connection
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise
            row = None  # killed before it was a database
        finally:
            if not row or row[0] != recipe:
                connection.close()
    for ending in ("", "-wal", "-shm", "-journal", ".copy"):
        Path(f"{partial}{ending}").unlink(missing_ok=True)
    if base:
        _copy(base, partial)
    connection = _connect(partial)
    if not base:
        connection.execute(f"PRAGMA page_size = {PAGE}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA journal_mode = WAL")
    if base:
        connection.executescript("DROP INDEX IF EXISTS works_by_doi; DROP TABLE IF EXISTS postings;")
        connection.execute("DELETE FROM meta WHERE name NOT IN ('dictionary')")
    else:
        connection.executescript(TABLES)
    connection.execute(OTHERS_INDEX)
    connection.execute("INSERT INTO meta VALUES ('recipe', ?)", (recipe,))
    connection.commit()
    return connection


def _recipe(files: Sequence[Path], base: Path | None) -> str:
    """A word that changes with all that the result depends on."""
    if base:
        check_file(base)
    inputs = [[str(f.resolve()), f.stat().st_size, f.stat().st_mtime_ns] for f in [*files, *([base] if base else [])]]
    return hashlib.sha256(json.dumps([FORMAT, bool(base), inputs]).encode()).hexdigest()


def _copy(base: Path, partial: Path) -> None:
    connection = sqlite3.connect(f"{base.resolve().as_uri()}?mode=ro", uri=True)
    try:
        found = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
    finally:
        connection.close()
    if not found or found[0] != FORMAT:
        raise InputError(f"{base} is a snapshot of another format: build it anew, without --update")
    copy = partial.with_name(partial.name + ".copy")
    try:
        shutil.copyfile(base, copy)
        copy.chmod(0o644)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    copy.replace(partial)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1.0)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # of two builds of one file the second is told so
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    return connection


class _Builder:
    """Writes entries in batches; all that lasts is in the database, so that another run can go on."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self.connection = connection
        self.folder = folder
        self.counts = BuildCounts()
        dictionary, state = self._meta("dictionary"), self._meta("counts")
        self.dictionary = dictionary if isinstance(dictionary, bytes) else b""
        if isinstance(state, str):
            works, replaced, without_doi, bad, files, problems = json.loads(state)
            self.counts = BuildCounts(works, replaced, without_doi, bad, files, tuple(problems))
        self.next_id = 1 + (connection.execute("SELECT max(id) FROM works").fetchone()[0] or 0)

    def run(self, files: Sequence[Path], workers: int | None, report: Report) -> BuildCounts:
        if self._meta("format") is None:
            self._read(files, workers, report)
            self._keep_newest(report)
            write_postings(self.connection, self.folder, lambda done, total: report(INDEXING, done, total))
            self._finish(len(files))
        return self.counts

    def _meta(self, name: str) -> bytes | str | int | None:
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _put(self, name: str, value: bytes | str | int) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _read(self, files: Sequence[Path], workers: int | None, report: Report) -> None:
        total = sum(f.stat().st_size for f in files)
        batches = self._batches(files)
        first = next(batches, None)
        if first is None:
            return
        if not self.dictionary:
            self.dictionary = make_dictionary(first.entries)
            self._put("dictionary", self.dictionary)
        if workers is None:
            workers = cores() if total > ALONE else 1
        prepared = prepare_all(chain([first], batches), self.dictionary, workers)
        for number, (batch, rows) in enumerate(prepared, 1):
            self._add(rows)
            done = (batch.source, batch.last, int(batch.finished))
            self.connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", done)
            report(READING, batch.read, total)
            if number % COMMIT_EVERY == 0:
                self._commit()
        self._commit()

    def _batches(self, files: Sequence[Path]) -> Iterator[Batch]:
        before = 0
        for file in files:
            for part in dump_parts(file):
                source = f"{file.resolve()} {part.name}"
                row = self.connection.execute(
                    "SELECT entries, finished FROM sources WHERE name = ?", (source,)
                ).fetchone()
                done, finished = row or (0, 0)
                if not finished:
                    yield from cut(source, part.entries(done), done, before)
            before += file.stat().st_size

    def _add(self, prepared: Prepared) -> None:
        self.counts.without_doi += prepared.without_doi
        self.counts.bad += len(prepared.problems)
        self.counts.problems += tuple(prepared.problems[: max(0, PROBLEMS_KEPT - len(self.counts.problems))])
        works, words = [], []
        for doi, when, agency, item, heavy, numbers in prepared.rows:
            works.append((self.next_id, doi, when, agency, item, heavy))
            words.append((self.next_id, numbers))
            self.next_id += 1
        self.connection.executemany("INSERT INTO works VALUES (?, ?, ?, ?, ?, ?)", works)
        self.connection.executemany("INSERT INTO words VALUES (?, ?)", words)

    def _keep_newest(self, report: Report) -> None:
        """Take away all records of a DOI but the newest; the works' numbers stay as they are."""
        run = self.connection.execute
        report(SORTING, 0, 2)
        run(DOI_INDEX)
        report(SORTING, 1, 2)
        old = array("q")
        last_doi, last_id = "", 0
        for doi, number in run("SELECT doi, id FROM works INDEXED BY works_by_doi ORDER BY doi, stamp, id"):
            if doi == last_doi:
                old.append(last_id)
            last_doi, last_id = doi, number
        for table in ("works", "words"):
            self.connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((number,) for number in old))
        self.counts.replaced += len(old)
        self._commit()
        report(SORTING, 2, 2)

    def _finish(self, files: int) -> None:
        self.counts.files = files
        self.counts.works = self.connection.execute("SELECT count(*) FROM works").fetchone()[0]
        self._put("works", self.counts.works)
        self.connection.execute("DELETE FROM sources")
        self._put("format", FORMAT)  # from here on the file is complete
        self._commit()

    def _commit(self) -> None:
        c = self.counts
        self._put("counts", json.dumps([c.works, c.replaced, c.without_doi, c.bad, c.files, c.problems]))
        self.connection.commit()


def cut(source: str, entries: Iterator[Entry], last: int, before: int) -> Iterator[Batch]:
    """Entries in batches of bounded size; the last one, which may be empty, says that the source is finished."""
    batch: list[Entry] = []
    size = read = 0
    for entry in entries:
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield Batch(source, batch, last, False, before + read)
            batch, size = [], 0
        batch.append(entry)
        last, size, read = last + 1, size + len(entry.json), entry.read
    yield Batch(source, batch, last, True, before + read)
