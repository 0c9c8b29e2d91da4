"""A job of the server's queue, done by a worker: taken once, told of as it goes on, ended once."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.errors import RefdbError
from refdb.model import ImportOptions, Job
from refdb.model.running import Progress
from refdb.workflows.serving.uploads import keep_upload, upload_path
from refdb.workflows.steps.ports import Store

if TYPE_CHECKING:
    from refdb.library import Library

BEAT = 0.4  # seconds between two signs of life
SILENT = 20.0  # seconds without one after which a worker of another machine is taken for gone


class Stopped(BaseException):
    """The job was cancelled, or is another worker's; no handler of errors is to take it for a failure."""


def worker_name() -> str:
    """What this process is called in the queue: its machine and number, and when it was started."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def give_back_lost(store: Store) -> None:
    """Put the jobs of workers that are gone back into the queue."""
    for job, beaten_at in store.running_jobs():
        if _is_gone(job.worker, time.time() - beaten_at):
            store.give_back_job(job.id, job.worker)


def work(library: Library, worker: str) -> bool:
    """Do the next job, if there is one; whether there was."""
    store = library.store
    job = store.take_job(worker) if store.has_jobs() else None
    if job is None:
        return False
    beat = _Beat(library, job, worker)
    beat.start()
    try:
        with store.ending_job(job.id, worker):
            result = KINDS[job.kind](library, job.given, beat.progress)
        store.end_job(job.id, worker, "done", result=result)
    except Stopped:
        store.end_job(job.id, worker, "cancelled")
    except RefdbError as error:
        store.end_job(job.id, worker, "failed", error=str(error))
    except Exception:
        logging.getLogger(__name__).exception("job %s", job.id)
        store.end_job(job.id, worker, "failed", error="refdb failed at it; the server's log says how")
    finally:
        beat.stop()
    return True


class _Beat(threading.Thread):
    """Says every moment how far the job is, and hears whether it was cancelled."""

    def __init__(self, library: Library, job: Job, worker: str) -> None:
        super().__init__(daemon=True)
        self._store, self._job, self._worker = library.store, job, worker
        self._told: tuple[str, int, int] = ("", 0, 0)
        self._stopped, self._ended = threading.Event(), threading.Event()

    def progress(self, step: str, done: int, total: int) -> None:
        """What the job calls as it goes on."""
        self._told = (step, done, total)
        if self._stopped.is_set():
            raise Stopped

    def run(self) -> None:
        """Tell, until the job is ended."""
        while not self._ended.wait(BEAT):
            try:
                if self._store.beat_job(self._job.id, self._worker, *self._told) != "go on":
                    self._stopped.set()
            except RefdbError:  # the database is busy: the next beat may come through
                continue

    def stop(self) -> None:
        """End it."""
        self._ended.set()
        self.join(5)


def _audit(library: Library, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    if "address" in given:
        progress("fetching", 0, 1)
        data, name = library.fetch(given["address"])
        keep_upload(library.folder, data, name)  # as if it had been sent: what is made of it needs the file
    else:
        data, name = upload_path(library.folder, given["upload"]).read_bytes(), given["name"]
    library.audit(data, name, offline=bool(given.get("offline")), progress=progress)
    return {}  # the audit, when it was kept, ended the job


def _import(library: Library, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    options = ImportOptions(tags=tuple(given.get("tags", ())))
    counts = library.import_files([upload_path(library.folder, one) for one in given["uploads"]], progress, options)
    library.index(progress)
    told = {"works": counts.works, "new": counts.new, "duplicates": counts.duplicates}
    return told | {"warnings": list(counts.warnings)[:50]}


def _check(library: Library, given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    from refdb.workflows.serving.sentence import claim_of, keep

    claim = claim_of(given["claim"])
    keep(library.store, claim, library.check(claim, progress)[0], library.versions())
    return {}


KINDS: Mapping[str, Callable[[Library, Mapping[str, Any], Progress], dict[str, Any]]]
KINDS = {"audit": _audit, "import": _import, "check": _check}


def _is_gone(worker: str, silent: float) -> bool:
    host, _, rest = worker.partition(":")
    number, _, started = rest.partition(":")
    if host == socket.gethostname() and number.isdecimal() and started:
        return _started(int(number)) != started
    return silent > SILENT


def _started(number: int) -> str:
    """When a process was started, in ticks since the machine was; "" where that cannot be told, or it is none."""
    try:
        state, *_, ticks = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:20]
    except (OSError, ValueError):
        return ""
    return "" if state == "Z" else ticks
