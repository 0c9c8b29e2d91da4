"""Printed references verified by several workers; no library is needed, and each of them opens the registry itself."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from refdb.citations.parsing.parser import ReferenceParser, load_parser
from refdb.model import ParsedReference, Verification
from refdb.model.running import Outcome, Workers
from refdb.settings import Settings
from refdb.verification.deciding import unchecked
from refdb.workflows.asking.recording import RecordingRegistry
from refdb.workflows.many.running import Job, run
from refdb.workflows.verifying import verify_many

PART = 100  # rows handed to a worker at a time
Row = Mapping[str, Any]


def verify_by(
    workers: Workers, rows: Sequence[Row], settings: Settings, folder: str | Path | None, *, offline: bool = False
) -> Generator[Verification, None, None]:
    """What became of each row (``raw``, or ``parsed`` where a file keeps the fields), in their order.

    Args:
        workers: who does it; they share the pace at which a registry is asked.
        rows: the references.
        settings: name the registry and the sources beside it.
        folder: the library whose records are used; None for none.
        offline: ask nobody.
    """
    parts = [rows[start : start + PART] for start in range(0, len(rows), PART)]
    job = Job(partial(_opened, settings, folder, offline), _verify)
    early: dict[int, Outcome[Sequence[Row], list[Verification]]] = {}  # parts that were done before those ahead of them
    with closing(run(job, parts, workers)) as outcomes:
        due = 0
        for outcome in outcomes:
            early[outcome.n] = outcome
            while due in early:
                yield from _verifications(early.pop(due))
                due += 1


def _verifications(part: Outcome[Sequence[Row], list[Verification]]) -> Sequence[Verification]:
    """A part that failed as a whole is unchecked, and says why."""
    if part.result is not None:
        return part.result
    return [unchecked(row.get("parsed") or ParsedReference(str(row["raw"])), part.error) for row in part.given]


@dataclass(frozen=True, slots=True)
class _Verifying:
    parser: ReferenceParser
    registry: RecordingRegistry


@contextmanager
def _opened(settings: Settings, folder: str | Path | None, offline: bool) -> Iterator[_Verifying]:
    from refdb.workflows.rows.references import opened_registry

    with ExitStack() as stack:
        yield _Verifying(load_parser(), opened_registry(settings, folder, stack, offline=offline))


def _verify(here: _Verifying, rows: Sequence[Row], _again: bool) -> list[Verification]:
    references = [row["parsed"] if "parsed" in row else here.parser.parse(str(row["raw"])) for row in rows]
    return list(verify_many(references, here.registry))
