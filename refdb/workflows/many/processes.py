"""Workers that are processes of this machine, each with one thread.

A worker is told its tasks on its standard input and tells their ends on its standard output, pickled; the turns at a
registry, which all of them share, are asked for in the same way. No ``multiprocessing``: that would run the caller's
main module in each process once more.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import IO, Any, Self

from refdb.network.shared_pace import PacePlace
from refdb.workflows.many.nest import Begun, nest_of
from refdb.workflows.many.running import Ended, Hand, Job, Lost, told

PATIENCE = 10.0  # seconds that a worker without a task gets to end by itself


class Processes:
    """So many processes; one that ends by itself is replaced."""

    def __init__(self, job: Job[Any, Any], count: int) -> None:
        self._count = count
        self._nest = nest_of(job)
        self._place = PacePlace()
        self._told: queue.Queue[tuple[_Process, Ended | None]] = queue.Queue()
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._busy: dict[_Process, int] = {}

    def __enter__(self) -> Self:
        try:
            for _ in range(self._count):
                self._begin()
        except BaseException:  # Ctrl-C while the models are loaded
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        idle = [process for process in self._all if process not in self._busy]
        for process in self._busy:
            process.kill()
        for process in idle:
            process.let_go()
        for process in self._all:
            process.wait()
        self._nest.close()

    def _begin(self) -> None:
        process = _Process(self._nest.begin(), self._place, self._told)
        self._all.add(process)
        self._idle.append(process)

    def free(self) -> bool:
        """Whether a worker waits for a task."""
        return bool(self._idle)

    def hand(self, n: int, given: Any, again: bool) -> None:
        """Hand a task to a worker that waits."""
        process = self._idle.pop()
        self._busy[process] = n
        process.send((n, given, again))

    def ended(self) -> list[Ended | Lost]:
        """Wait until a task has ended; what has ended since the last call."""
        ends: list[Ended | Lost] = []
        while not ends and self._busy:
            process, end = self._told.get()
            n = self._busy.pop(process, None)
            if end is not None:
                ends.append(end)
                self._idle.append(process)
            else:  # killed, for memory perhaps
                self._all.discard(process)
                self._idle = [one for one in self._idle if one is not process]
                self._place.lost(process.name)
                process.wait()
                self._begin()
                ends += [Lost(n)] if n is not None else []
        return ends


class _Process:
    """One worker, and the thread that hears what it says: it must be answered at once."""

    def __init__(self, begun: Begun, place: PacePlace, ends: queue.Queue[tuple[_Process, Ended | None]]) -> None:
        self._begun = begun
        self.name = str(begun.pid)
        self._place, self._ends = place, ends
        self._sending = threading.Lock()
        self._hearing = threading.Thread(target=self._hear, daemon=True)
        self._hearing.start()

    def send(self, value: Any) -> None:
        # What cannot be sent is heard of at the other end: a worker that is gone says no more.
        with self._sending, contextlib.suppress(OSError):
            _write(self._begun.to, value)

    def _hear(self) -> None:
        try:
            while True:
                said = pickle.load(self._begun.come)
                if isinstance(said, Ended):
                    self._ends.put((self, said))
                else:
                    method, *arguments = said
                    self.send(_Answer(getattr(self._place, method)(self.name, *arguments)))
        except (EOFError, OSError):
            pass  # it has ended
        except Exception:  # no answer: half a pickle, or the class of a newer refdb (an update beside a run)
            self.kill()
        self._ends.put((self, None))

    def let_go(self) -> None:
        """Have it end, which has no task."""
        with self._sending, contextlib.suppress(OSError):
            self._begun.to.close()

    def kill(self) -> None:
        """End it at once, with what it has started."""
        number = getattr(signal, "SIGKILL", signal.SIGTERM)
        with contextlib.suppress(OSError):
            try:
                os.killpg(self._begun.pid, number)
            except (OSError, AttributeError):  # it leads no group yet, or the system has none
                os.kill(self._begun.pid, number)

    def wait(self) -> None:
        """Wait until it has ended; kill it if it will not."""
        try:
            self._begun.gone(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._begun.gone(PATIENCE)
        self._hearing.join(PATIENCE)
        self.let_go()
        self._begun.come.close()


class _Answer:
    """What the place of the paces answered, told from a task by its kind."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _write(stream: IO[bytes], value: Any) -> None:
    stream.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))  # whole, or not at all
    stream.flush()


def work() -> None:
    """What a process that was begun by itself does: a job comes in, then tasks; their ends go out."""
    go = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no end of a task
    come = sys.stdin.buffer
    serve(Hand(pickle.load(come)), come, go)


def serve(hand: Hand, come: IO[bytes], go: IO[bytes]) -> None:
    """Do the tasks that come in, and tell their ends."""
    tasks: queue.Queue[Sequence[Any] | None] = queue.Queue()
    line = _Line(go)
    hand.place = line.ask
    threading.Thread(target=_hear, args=(come, tasks, line), daemon=True).start()
    while (task := tasks.get()) is not None:
        line.busy = True
        end = hand.do(*task)
        line.busy = False
        line.tell(end)
    hand.close()


def _hear(come: IO[bytes], tasks: queue.Queue[Sequence[Any] | None], line: _Line) -> None:
    with contextlib.suppress(Exception):
        while True:
            said = pickle.load(come)
            line.answers.put(said.value) if isinstance(said, _Answer) else tasks.put(said)
    if line.busy:  # nobody wants to hear the end of it
        os._exit(1)
    tasks.put(None)


class _Line:
    """The way back to the run."""

    def __init__(self, go: IO[bytes]) -> None:
        self._go = go
        self._telling, self._asking = threading.Lock(), threading.Lock()
        self.answers: queue.Queue[Any] = queue.Queue()
        self.busy = False

    def tell(self, end: Ended) -> None:
        """Tell the end of a task."""
        try:
            data = pickle.dumps(end, pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # what cannot be told is a failure of the task
            data = pickle.dumps(Ended(end.n, error=told(error)), pickle.HIGHEST_PROTOCOL)
        self._send(data)

    def ask(self, method: str, *arguments: Any) -> Any:
        """What the place of the paces answers; of several threads one asks at a time."""
        with self._asking:
            self._send(pickle.dumps((method, *arguments), pickle.HIGHEST_PROTOCOL))
            return self.answers.get()

    def _send(self, data: bytes) -> None:
        with self._telling:
            self._go.write(data)
            self._go.flush()
