"""Many references against a snapshot on several cores: each process opens the file for itself."""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from refdb.citations.parsing.parser import ReferenceParser, load_parser
from refdb.model import Verification
from refdb.registries.records import MemoryRecords
from refdb.registries.snapshot.local import Snapshot
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.verifying import verify_many

PART = 100  # rows handed to a process at a time


def verify_in_processes(rows: Sequence[Mapping[str, Any]], snapshot: Path, processes: int) -> Iterator[Verification]:
    """What became of each row (``raw``, or ``parsed`` where a file keeps the fields), in their order.

    Raises:
        InputError: the snapshot cannot be opened.
    """
    Snapshot(snapshot).close()  # a broken one is told here, in one line, and not by every process
    parts = [rows[start : start + PART] for start in range(0, len(rows), PART)]
    # Spawned, not forked: a fork would copy locks that other threads hold.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            for verifications in pool.map(functools.partial(_verify_part, snapshot), parts):
                yield from verifications
        finally:
            pool.shutdown(cancel_futures=True)


def _verify_part(snapshot: Path, rows: Sequence[Mapping[str, Any]]) -> list[Verification]:
    parser, registry = _opened(snapshot)
    references = [row["parsed"] if "parsed" in row else parser.parse(str(row["raw"])) for row in rows]
    return list(verify_many(references, registry))


@functools.cache  # once in a process
def _opened(snapshot: Path) -> tuple[ReferenceParser, RecordingRegistry]:
    return load_parser(), RecordingRegistry(Snapshot(snapshot), MemoryRecords())
