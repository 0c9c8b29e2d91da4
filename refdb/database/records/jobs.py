"""Rows of jobs: a worker takes one in a transaction, and only who has it can end it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from refdb.database.sessions import Sessions, now, whole
from refdb.database.tables import JobRow
from refdb.errors import LibraryError
from refdb.model import Job

TRIES = 3  # a job at which the worker died so often is given up
_OPEN = ("queued", "running")
_ending: ContextVar[tuple[int, str] | None] = ContextVar("ending", default=None)


class JobRows(Sessions):
    """The jobs of a library's server."""

    @whole
    def add_job(self, kind: str, given: Mapping[str, Any], owner: str) -> int:
        """Put a job at the end of the queue; its number."""
        with self._writing() as session:
            row = JobRow(
                kind=kind,
                given=dict(given),
                owner=owner,
                state="queued",
                worker="",
                cancelling=False,
                attempts=0,
                step="",
                done=0,
                total=0,
                result={},
                error="",
                created_at=now(),
                started_at="",
                beaten_at=0.0,
                ended_at="",
            )
            session.add(row)
            session.flush()
            return row.id

    @whole
    def take_job(self, worker: str) -> Job | None:
        """The first job of the queue, which is this worker's from now on; None where there is none."""
        first = select(JobRow).where(JobRow.state == "queued").order_by(JobRow.id).limit(1)
        with self._writing() as session:
            row = session.scalar(first.with_for_update(skip_locked=True))
            if row is None:
                return None
            row.state, row.worker, row.started_at, row.beaten_at = "running", worker, now(), time.time()
            row.attempts += 1
            session.flush()
            return _job(row)

    def has_jobs(self) -> bool:
        """Whether any job waits."""
        with self._reading() as session:
            return session.scalar(select(JobRow.id).where(JobRow.state == "queued").limit(1)) is not None

    @whole
    def beat_job(self, number: int, worker: str, step: str, done: int, total: int) -> Literal["go on", "stop", "lost"]:
        """Say that the worker lives and how far it is; whether it is to go on, to stop, or has the job no more."""
        with self._writing() as session:
            row = session.get(JobRow, number)
            if row is None or row.state != "running" or row.worker != worker:
                return "lost"
            row.step, row.done, row.total, row.beaten_at = step, done, total, time.time()
            return "stop" if row.cancelling else "go on"

    @whole
    def end_job(
        self,
        number: int,
        worker: str,
        state: Literal["done", "failed", "cancelled"],
        *,
        result: Mapping[str, Any] | None = None,
        error: str = "",
    ) -> bool:
        """End a job of this worker; False where it has it no more, or has ended it."""
        with self._writing() as session:
            return _end(session, number, worker, state, result or {}, error)

    @contextmanager
    def ending_job(self, number: int, worker: str) -> Iterator[None]:
        """An audit that is kept within ends this job, in the same transaction: it is made once, or not at all."""
        token = _ending.set((number, worker))
        try:
            yield
        finally:
            _ending.reset(token)

    def _audit_kept(self, session: Session, result: Mapping[str, Any]) -> None:
        wanted = _ending.get()
        if wanted and not _end(session, *wanted, "done", result, ""):
            raise LibraryError(f"job {wanted[0]} was given to another worker, or cancelled; this audit is not kept")

    def running_jobs(self) -> list[tuple[Job, float]]:
        """The jobs that workers have, with the time of each one's last sign of life (seconds since 1970)."""
        with self._reading() as session:
            return [
                (_job(row), row.beaten_at) for row in session.scalars(select(JobRow).where(JobRow.state == "running"))
            ]

    @whole
    def give_back_job(self, number: int, worker: str) -> None:
        """Put a job whose worker is gone back where it was in the queue, or give it up if too many died of it."""
        with self._writing() as session:
            row = session.get(JobRow, number)
            if row is None or row.state != "running" or row.worker != worker:
                return
            if row.cancelling:
                _end(session, number, worker, "cancelled", {}, "")
            elif row.attempts >= TRIES:
                _end(session, number, worker, "failed", {}, f"the worker ended {TRIES} times in the middle of it")
            else:
                row.state, row.worker = "queued", ""

    @whole
    def cancel_job(self, number: int) -> None:
        """Cancel a job that waits; ask the worker that has it to stop."""
        with self._writing() as session:
            row = session.get(JobRow, number)
            if row is None or row.state not in _OPEN:
                return
            row.cancelling = True
            if row.state == "queued":
                row.state, row.ended_at = "cancelled", now()

    def job(self, number: int) -> Job | None:
        """A job as it is now."""
        with self._reading() as session:
            row = session.get(JobRow, number)
            if row is None:
                return None
            before = select(func.count()).where(JobRow.state == "queued", JobRow.id < number)
            return _job(row, session.scalar(before) or 0 if row.state == "queued" else 0)

    def jobs(self, limit: int = 50, *, only_open: bool = False) -> list[Job]:
        """The jobs, the last first."""
        query = select(JobRow).order_by(JobRow.id.desc()).limit(limit)
        with self._reading() as session:
            rows = session.scalars(query.where(JobRow.state.in_(_OPEN)) if only_open else query).all()
            waiting = sorted(row.id for row in rows if row.state == "queued")
            return [_job(row, waiting.index(row.id) if row.state == "queued" else 0) for row in rows]


def _end(session: Session, number: int, worker: str, state: str, result: Mapping[str, Any], error: str) -> bool:
    mine = (JobRow.id == number, JobRow.worker == worker, JobRow.state == "running")
    values = {"state": state, "result": dict(result), "error": error, "ended_at": now()}
    return bool(getattr(session.execute(update(JobRow).where(*mine).values(**values)), "rowcount", 0))


_FIELDS = [name for name in Job.__dataclass_fields__ if name != "ahead"]


def _job(row: JobRow, ahead: int = 0) -> Job:
    return Job(**{name: getattr(row, name) for name in _FIELDS}, ahead=ahead)
