"""Loads Crossref work items out of dumps into PostgreSQL, by several processes, each with files of its own.

A transaction brings some ten thousand entries with their words' postings, and notes how far its file was read: killed,
the same command goes on from there. Of several records of a DOI the one that was indexed or deposited last stays.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from refdb.encoders.threads import cores
from refdb.errors import InputError
from refdb.registries.snapshot.building import PROBLEMS_KEPT, READING, BuildCounts, Report, cut
from refdb.registries.snapshot.dumps import dump_files, dump_parts, short
from refdb.registries.snapshot.indexing import most_listed
from refdb.registries.snapshot.postgresql.tables import connect, make_tables, shown
from refdb.registries.snapshot.preparing import Batch, Prepared, Row, prepare
from refdb.text.encodings import without_nul

if TYPE_CHECKING:
    import psycopg

MOST_FILES = 16  # that one process loads before it asks for others
TOGETHER = 20  # batches in a transaction, of a thousand entries each
RANGES = 64  # of words, whose segments are merged one after the other
MERGING = "merging words"
_COLUMNS = "doi, stamp, agency, item, heavy, words"
_UPSERT = (
    f"INSERT INTO work AS known ({_COLUMNS}) "
    f"SELECT {_COLUMNS} FROM (SELECT DISTINCT ON (doi) * FROM incoming ORDER BY doi, stamp DESC, n DESC) i ORDER BY n "
    "ON CONFLICT (doi) DO UPDATE SET stamp = excluded.stamp, agency = excluded.agency, item = excluded.item, "
    "heavy = excluded.heavy, words = excluded.words WHERE known.stamp <= excluded.stamp RETURNING id, words, xmax = 0"
)

_MERGE = """
WITH old AS (
  DELETE FROM posting WHERE word >= %s AND word < %s AND word IN (
    SELECT word FROM posting WHERE word >= %s AND word < %s GROUP BY word HAVING count(*) > 1
  ) RETURNING *
), merged AS (
  SELECT word, sum(works) AS total, string_agg(numbers, CAST('' AS bytea) ORDER BY segment) AS numbers
  FROM old GROUP BY word
)
INSERT INTO posting SELECT word, nextval('segment'), total, CASE WHEN total <= %s THEN numbers ELSE '' END FROM merged
"""


def load(
    dumps: Sequence[Path], address: str, *, workers: int | None = None, report: Report = lambda *_: None
) -> BuildCounts:
    """Load dumps into the registry at an address, which is made where there is none.

    Args:
        dumps: .jsonl, .json with ``items``, the same gzipped or in a tar, or folders of them.
        address: postgresql://USER@HOST/DATABASE?schema=NAME.
        workers: processes, each with files of its own; as many as there are cores if None.
        report: called with the step, what is done of it, and all of it.

    Returns:
        How many works the registry has now, and what could not be read.

    Raises:
        InputError: a dump that is missing, or a database that cannot be written.
    """
    files = dump_files(dumps)
    make_tables(address)
    counts = BuildCounts(files=len(files))
    workers = min(len(files), workers or cores())
    total, done = sum(file.stat().st_size for file in files), 0
    report(READING, 0, total)
    for group, loaded in _loaded(_groups(files, workers), address, workers):
        counts.replaced += loaded.replaced
        counts.without_doi += loaded.without_doi
        counts.bad += loaded.bad
        counts.problems += loaded.problems[: PROBLEMS_KEPT - len(counts.problems)]
        done += sum(file.stat().st_size for file in group)
        report(READING, done, total)
    with connect(address) as connection:
        counts.works = _finish(connection, report)
    return counts


def _groups(files: Sequence[Path], workers: int) -> list[Sequence[Path]]:
    """Files that one process loads together: those of the public data file are small, and their words the same."""
    size = max(1, min(MOST_FILES, len(files) // workers))
    return [files[start : start + size] for start in range(0, len(files), size)]


def _loaded(
    groups: Sequence[Sequence[Path]], address: str, workers: int
) -> Iterator[tuple[Sequence[Path], BuildCounts]]:
    if workers < 2:
        yield from ((group, load_files(group, address)) for group in groups)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        tasks = {pool.submit(load_files, group, address): group for group in groups}
        for task in as_completed(tasks):
            yield tasks[task], task.result()


def load_files(files: Sequence[Path], address: str) -> BuildCounts:
    """Load some dump files, each from where it was left."""
    import psycopg

    counts = BuildCounts()
    try:
        with contextlib.closing(connect(address)) as connection:
            batches = _batches(connection, files)
            while several := list(islice(batches, TOGETHER)):
                _write(connection, several, counts)
    except psycopg.Error as error:
        raise InputError(f"{shown(address)} cannot be loaded: {str(error).strip().splitlines()[0]}") from error
    return counts


def _batches(connection: psycopg.Connection[Any], files: Sequence[Path]) -> Iterator[Batch]:
    for file in files:
        for part in dump_parts(file):
            source = f"{file.resolve()} {part.name}"
            query = "SELECT entries, finished FROM source WHERE name = %s"
            done, finished = connection.execute(query, [source]).fetchone() or (0, False)
            connection.rollback()
            if not finished:
                yield from cut(source, part.entries(done), done, 0)


def _write(connection: psycopg.Connection[Any], batches: Sequence[Batch], counts: BuildCounts) -> None:
    """Write some batches in one transaction; an item that PostgreSQL does not take is a problem, the rest goes on."""
    import psycopg

    prepared = [prepare(batch.entries, None) for batch in batches]
    rows = [row for one in prepared for row in one.rows]
    try:
        replaced = _put(connection, rows, batches)
    except psycopg.DataError:
        connection.rollback()
        problems = [_problem(connection, row) for row in rows]
        prepared.append(Prepared(problems=[problem for problem in problems if problem]))
        sound = [row for row, problem in zip(rows, problems, strict=True) if not problem]
        replaced = _put(connection, sound, batches)
    counts.replaced += replaced
    for one in prepared:
        counts.without_doi += one.without_doi
        counts.bad += len(one.problems)
        counts.problems += tuple(one.problems[: max(0, PROBLEMS_KEPT - len(counts.problems))])


def _put(connection: psycopg.Connection[Any], rows: Sequence[Row], batches: Sequence[Batch]) -> int:
    """Write rows, their postings, and how far the sources were read; how many records gave way to a newer one."""
    import psycopg

    while True:
        try:
            return _put_once(connection, rows, batches)
        except psycopg.errors.DeadlockDetected:  # another worker has the same works in another order, and goes on
            connection.rollback()


def _put_once(connection: psycopg.Connection[Any], rows: Sequence[Row], batches: Sequence[Batch]) -> int:
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE incoming (n integer, doi text, stamp bigint, agency text, item jsonb, heavy jsonb, "
            "words bytea) ON COMMIT DROP"
        )
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for n, (doi, when, agency, item, heavy, words) in enumerate(rows):
                copy.write_row((n, doi.replace("\0", ""), when, agency, _text(item), heavy and _text(heavy), words))
        written = cursor.execute(_UPSERT).fetchall()
        segment = cursor.execute("SELECT nextval('segment')").fetchone()[0]  # type: ignore[index]
        with cursor.copy("COPY posting FROM STDIN") as copy:
            for word, numbers in _postings([(id_, words) for id_, words, _ in written]):
                copy.write_row((word, segment, len(numbers) // 4, numbers))
        cursor.executemany(
            "INSERT INTO source VALUES (%s, %s, %s) "
            "ON CONFLICT (name) DO UPDATE SET entries = excluded.entries, finished = excluded.finished",
            [(last.source, last.last, last.finished) for last in {batch.source: batch for batch in batches}.values()],
        )
    return len(rows) - sum(bool(new) for _, _, new in written)


def _postings(works: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """For each word the numbers of the works that have it, four bytes each, in order."""
    if not works:
        return
    words = np.frombuffer(b"".join(record for _, record in works), dtype="<u4").astype(np.uint64) >> np.uint64(2)
    owners = np.repeat([id_ for id_, _ in works], [len(record) // 4 for _, record in works]).astype(np.uint64)
    pairs = np.unique(words << np.uint64(32) | owners)
    words = pairs >> np.uint64(32)
    begins = np.flatnonzero(np.concatenate(([True], words[1:] != words[:-1])))
    numbers = pairs.astype("<u4").tobytes()
    for word, begin, end in zip(
        words[begins].tolist(), begins.tolist(), [*begins[1:].tolist(), len(pairs)], strict=True
    ):
        yield word, numbers[4 * begin : 4 * end]


def _problem(connection: psycopg.Connection[Any], row: Row) -> str:
    """Why PostgreSQL takes no such item; "" where it does."""
    import psycopg

    try:
        for part in (row[3], row[4]):
            if part is not None:
                connection.execute("SELECT CAST(%s AS jsonb)", [_text(part)])
    except (psycopg.Error, UnicodeDecodeError) as error:
        return f"{row[0]}: {short(error)}"
    finally:
        connection.rollback()
    return ""


def _text(item: bytes) -> str:
    """JSON as PostgreSQL takes it: without NUL, and without halves of surrogate pairs."""
    text = without_nul(item.decode("utf-8", "replace"))
    if "\\ud" in text or "\\uD" in text:
        text = json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace").decode()
    return text


def _finish(connection: psycopg.Connection[Any], report: Report) -> int:
    """Merge the segments of each word, where there are many, and count the works."""
    works = int(connection.execute("SELECT count(*) FROM work").fetchone()[0])  # type: ignore[index]
    connection.execute(
        "INSERT INTO meta VALUES ('works', %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [str(works)]
    )
    connection.commit()
    for number in range(RANGES):
        report(MERGING, number, RANGES)
        first, end = number << 30 - 6, (number + 1) << 30 - 6  # words have 30 bits
        connection.execute(_MERGE, [first, end, first, end, most_listed(works)])
        connection.commit()
    with contextlib.suppress(Exception):
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) posting")
        connection.execute("ANALYZE work")
    report(MERGING, RANGES, RANGES)
    return works
