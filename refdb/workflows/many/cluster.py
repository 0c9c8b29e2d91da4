"""Workers that are actors of a Ray cluster, one a core, on whatever machines it has.

An actor is given one task at a time by us, so that we know which task was lost with a machine; Ray itself tries
nothing again. https://docs.ray.io/en/latest/ray-core/actors.html
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from importlib import import_module
from typing import Any, Self

from refdb import __version__
from refdb.errors import InputError, LibraryError
from refdb.network.shared_pace import PacePlace
from refdb.workflows.many.running import Ended, Hand, Job, Lost

PATIENCE = 180.0  # seconds without any worker after which the run is given up
ANSWER = 10.0  # seconds in which the head of a cluster answers
LOOK = 2.0  # seconds between two looks whether the cluster has more cores, or a worker was lost


class Actors:
    """Actors of the cluster at an address, at most so many; lost ones are replaced where there is a free core."""

    def __init__(self, job: Job[Any, Any], address: str, count: int) -> None:
        self._job, self._address, self._most = job, address, count
        self._beginning: dict[Any, Any] = {}  # what they answer when they are there -> actor
        self._idle: list[Any] = []
        self._busy: dict[Any, tuple[Any, int]] = {}  # what they answer when they are done -> actor, task
        self._alone_since = time.monotonic()

    def __enter__(self) -> Self:
        self._ray = ray = _ray()
        self._joined = not ray.is_initialized()
        if self._joined:
            reach(self._address)
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
            try:
                ray.init(address=self._address, log_to_driver=False, logging_level="ERROR")
            except Exception as error:  # each of its faults has a type of its own
                raise LibraryError(f"no Ray cluster answers at {self._address}: {_first_line(error)}") from error
            _hush()
        here = ray.get_runtime_context().get_node_id()
        strategy = import_module("ray.util.scheduling_strategies").NodeAffinitySchedulingStrategy(here, soft=True)
        # The one place of the paces is where the run is: whichever machine is lost, it is not that one.
        self._place = ray.remote(num_cpus=0)(PacePlace).options(scheduling_strategy=strategy).remote()
        self._actor = ray.remote(num_cpus=1)(Worker)
        self._sent = ray.put(self._job)
        self._fill()
        return self

    def __exit__(self, *_: object) -> None:
        actors = [*self._beginning.values(), *self._idle, *(actor for actor, _ in self._busy.values())]
        for actor in (*actors, self._place):
            with contextlib.suppress(Exception):
                self._ray.kill(actor)
        if self._joined:
            self._ray.shutdown()

    def _fill(self) -> None:
        """Ask for as many actors as the cluster has cores, up to what is wanted."""
        there = len(self._beginning) + len(self._idle) + len(self._busy)
        cores = int(self._ray.cluster_resources().get("CPU", 0))
        for _ in range(there, min(self._most, cores)):
            actor = self._actor.remote(self._sent, self._place)
            self._beginning[actor.version.remote()] = actor

    def free(self) -> bool:
        """Whether a worker waits for a task."""
        return bool(self._idle)

    def hand(self, n: int, given: Any, again: bool) -> None:
        """Hand a task to a worker that waits."""
        actor = self._idle.pop()
        self._busy[actor.do.remote(n, given, again)] = (actor, n)

    def ended(self) -> list[Ended | Lost]:
        """Wait until a task has ended or a worker is there; what has ended since the last call.

        Raises:
            LibraryError: no core has become free for minutes, or a machine has another refdb.
        """
        ends: list[Ended | Lost] = []
        while not ends:
            answers = [*self._busy, *self._beginning]
            ready = self._ray.wait(answers, num_returns=1, timeout=LOOK)[0] if answers else []
            if not answers:
                time.sleep(LOOK)
            for answer in ready:
                ends += self._busy_ended(answer) if answer in self._busy else self._begun(answer)
            self._fill()
            if self._busy or self._idle:
                self._alone_since = time.monotonic()
            if ready and self._idle:
                break
            if time.monotonic() - self._alone_since > PATIENCE:
                raise LibraryError(f"the cluster at {self._address} had no free core for {PATIENCE:.0f} s")
        return ends

    def _busy_ended(self, answer: Any) -> list[Ended | Lost]:
        actor, n = self._busy.pop(answer)
        try:
            end: Ended = self._ray.get(answer)
        except self._ray.exceptions.RayError:  # its machine is gone, or it was killed
            self._let_go(actor)
            return [Lost(n)]
        self._idle.append(actor)
        return [end]

    def _begun(self, answer: Any) -> list[Ended | Lost]:
        actor = self._beginning.pop(answer)
        try:
            version = self._ray.get(answer)
        except self._ray.exceptions.RayError as error:
            self._let_go(actor)
            if "ModuleNotFoundError" in str(error) or "ImportError" in str(error):
                raise LibraryError(f"a machine of the cluster has no refdb {__version__}: install it there") from error
            return []
        if version != __version__:
            raise LibraryError(f"a machine of the cluster has refdb {version}, this one {__version__}: install one")
        self._idle.append(actor)
        return []

    def _let_go(self, actor: Any) -> None:
        name = actor._actor_id.hex()
        with contextlib.suppress(Exception):
            self._ray.kill(actor)  # one that only seemed to be gone does nothing more
        self._place.lost.remote(name)


class Worker:
    """An actor: it opens once what the tasks need, and does one after the other."""

    def __init__(self, job: Job[Any, Any], place: Any) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"  # one thread: the actors are as many as the cores already
        ray = _ray()
        name = ray.get_runtime_context().get_actor_id()

        def ask(method: str, *arguments: Any) -> Any:
            return ray.get(getattr(place, method).remote(name, *arguments))

        self._hand = Hand(job, ask)

    def version(self) -> str:
        """Which refdb it has, once it is there."""
        return __version__

    def do(self, n: int, given: Any, again: bool) -> Ended:
        """Do a task."""
        return self._hand.do(n, given, again)


def _ray() -> Any:
    try:
        return import_module("ray")
    except ImportError:
        raise LibraryError("--ray needs more packages: pip install 'refdb[cluster]'") from None


def reach(address: str) -> None:
    """See that somebody answers at an address: Ray itself tries for minutes, and tells of each time.

    Raises:
        InputError: it is no address.
        LibraryError: nobody answers there.
    """
    if address == "auto" or "://" in address:
        return
    host, _, port = address.rpartition(":")
    if not (host and port.isdigit() and int(port) < 65536):
        raise InputError(f"--ray {address} is no address: give auto, or the head's HOST:6379")
    try:
        socket.create_connection((host.strip("[]"), int(port)), ANSWER).close()
    except OSError as error:
        raise LibraryError(
            f"no Ray cluster answers at {address}: {error.strerror or error}; `ray start --head` begins one"
        ) from error


def _hush() -> None:
    """Keep Ray from telling of a lost machine on standard output, a page of it, where JSON may stand.

    No option of Ray's does it, so it is a name that is not public; where a release has it no more, nothing is done.
    """
    inner: Any = import_module("ray._private.worker")
    if hasattr(inner, "print_to_stdstream"):
        inner.print_to_stdstream = lambda *_given, **_more: None


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
