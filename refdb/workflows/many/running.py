"""Tasks handed out to workers one by one, each outcome told as soon as it is there.

Who the workers are is a ``Crew``'s affair: processes of this machine (``processes``) or actors of a Ray cluster
(``cluster``). A task whose worker is lost in the middle of it is handed out again; one that fails is one outcome, and
the others go on.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar

from refdb.encoders.threads import cores
from refdb.errors import RefdbError
from refdb.model.running import Outcome, Workers
from refdb.network.shared_pace import Place, kept_at

T = TypeVar("T")
R = TypeVar("R")
TRIES = 3  # a task at which a worker was lost so often is given up


def as_it_is(given: Any) -> Any:
    """The task itself."""
    return given


def alike(_given: Any) -> float:
    """No task is known to take longer than another."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Job(Generic[T, R]):
    """What a worker does with a task; travels to it, so that all its parts are picklable.

    Args:
        opened: what it opens once and works with: a library, a registry.
        do: called with that, a task, and whether the task may have been done already by a worker that was lost.
        packed: makes a task fit for a machine that does not see this one's files.
        effort: how long a task may take beside others; the longest begin first, so that none is left over at the end.
        common: loads of what was opened that which the workers of a machine can share, models above all, and opens no
            connection; None where there is nothing.
    """

    opened: Callable[[], AbstractContextManager[Any]]
    do: Callable[[Any, T, bool], R]
    packed: Callable[[T], T] = as_it_is
    effort: Callable[[T], float] = alike
    common: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that a worker ended, well or not."""

    n: int
    result: Any = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A task whose worker was lost."""

    n: int


class Crew(Protocol):
    """Workers that are there, or come and go."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None:
        """Let them go, at once where they have something to do."""
        ...

    def free(self) -> bool:
        """Whether a worker waits for a task."""
        ...

    def hand(self, n: int, given: Any, again: bool) -> None:
        """Hand a task to a worker that waits."""
        ...

    def ended(self) -> list[Ended | Lost]:
        """Wait until a task has ended, or a worker is free; what has ended since the last call.

        Raises:
            LibraryError: there are no workers any more.
        """
        ...


class Hand:
    """What a worker of either kind does its tasks with; opened at the first."""

    def __init__(self, job: Job[Any, Any], place: Place | None = None) -> None:
        self._job, self.place = job, place
        self._stack = ExitStack()
        self._opened: list[Any] = []

    def load(self) -> None:
        """Load what several workers can have in common; what is wrong with it each task will tell."""
        if self._job.common is not None:
            with suppress(Exception):
                opened = self._stack.enter_context(self._job.opened())
                self._job.common(opened)
                self._opened.append(opened)

    def do(self, n: int, given: Any, again: bool) -> Ended:
        """Do a task; a failure is told in a line."""
        try:
            with kept_at(self.place):  # clients are made when they are first used
                if not self._opened:
                    self._opened.append(self._stack.enter_context(self._job.opened()))
                return Ended(n, self._job.do(self._opened[0], given, again))
        except Exception as error:  # one bad task does not cost the others
            return Ended(n, error=told(error))

    def close(self) -> None:
        """Let go of what was opened."""
        self._stack.close()


def told(error: Exception) -> str:
    """A failure in one line."""
    return str(error) if isinstance(error, RefdbError) else f"{type(error).__name__}: {error}"


def run(job: Job[T, R], tasks: Sequence[T], workers: Workers) -> Generator[Outcome[T, R], None, None]:
    """Do the tasks; their outcomes as they come, which need not be the order of the tasks.

    Whoever stops asking for outcomes, by Ctrl-C or ``close()``, ends all workers at once.

    Raises:
        LibraryError: a cluster that cannot be reached or has no free core; packages that are missing.
    """
    if not tasks:
        return
    waiting = deque(sorted(range(len(tasks)), key=lambda n: -job.effort(tasks[n])))
    tries: Counter[int] = Counter()
    left = len(tasks)
    ends: deque[Outcome[T, R]] = deque()
    with _crew(job, workers, len(tasks)) as crew:
        while left or ends:
            while waiting and crew.free():  # before anything is told: whoever listens may take their time
                n = waiting.popleft()
                tries[n] += 1
                try:
                    given = job.packed(tasks[n]) if workers.ray else tasks[n]
                except RefdbError as error:
                    left -= 1
                    ends.append(Outcome(n, tasks[n], error=str(error)))
                    continue
                crew.hand(n, given, tries[n] > 1)
            if ends:
                yield ends.popleft()
                continue
            for end in crew.ended():
                if isinstance(end, Lost) and tries[end.n] < TRIES:
                    waiting.appendleft(end.n)
                    continue
                left -= 1
                if isinstance(end, Lost):
                    ends.append(
                        Outcome(end.n, tasks[end.n], error=f"the worker ended {TRIES} times in the middle of it")
                    )
                else:
                    ends.append(Outcome(end.n, tasks[end.n], end.result, end.error))


def _crew(job: Job[Any, Any], workers: Workers, tasks: int) -> Crew:
    """The workers that are asked for, no more than there are tasks."""
    if workers.ray:
        from refdb.workflows.many.cluster import Actors

        return Actors(job, workers.ray, min(workers.processes or tasks, tasks))
    from refdb.workflows.many.processes import Processes

    return Processes(job, min(workers.processes or cores(), tasks))
