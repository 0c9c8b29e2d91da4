"""A process that has loaded what all workers of this machine need, and forks them: they begin at once and share it.

It has one thread and no connection to anything but the run, so that nothing is lost or held twice in a fork. Where
there is no fork, or none that can be trusted (macOS), each worker begins by itself.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from refdb.errors import LibraryError
from refdb.workflows.many.running import Hand, Job

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")  # one each: the workers are as many as the cores already
_NUMBER = 8  # bytes of a number: a process's, a length


@dataclass(frozen=True, slots=True)
class Begun:
    """A worker's process: its number, what it is told by and tells by, and how its end is waited for."""

    pid: int
    to: IO[bytes]
    come: IO[bytes]
    gone: Callable[[float], object]  # waits so many seconds for its end; TimeoutExpired where it is still there


def _begun(code: str, **more: Any) -> subprocess.Popen[bytes]:
    """A process that runs this code with the modules that are found here, and one thread."""
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)  # noqa: PTH100  ("" is the working folder)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, **dict.fromkeys(THREADS, "1"), "PYTHONPATH": paths},
        start_new_session=True,  # Ctrl-C is for the run, which then ends its workers
        **more,
    )


class Alone:
    """Begins each worker by itself."""

    def __init__(self, job: Job[Any, Any]) -> None:
        self._job = job

    def begin(self) -> Begun:
        """A worker that knows its job."""
        process = _begun(
            "from refdb.workflows.many.processes import work; work()", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(OSError):  # one that is gone is heard of at the other end
            process.stdin.write(pickle.dumps(self._job, pickle.HIGHEST_PROTOCOL))
            process.stdin.flush()
        return Begun(process.pid, process.stdin, process.stdout, process.wait)

    def close(self) -> None:
        """There is nothing to let go of."""


class Nest:
    """Has one process load what workers need, and begins them as forks of it."""

    def __init__(self, job: Job[Any, Any]) -> None:
        self._job = job
        self._open()

    def _open(self) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            code = f"from refdb.workflows.many.nest import brood; brood({theirs.fileno()})"
            self._process = _begun(code, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        job = pickle.dumps(self._job, pickle.HIGHEST_PROTOCOL)
        with contextlib.suppress(OSError):  # one that is gone begins no worker
            self._line.sendall(len(job).to_bytes(_NUMBER, "big") + job)

    def begin(self) -> Begun:
        """A worker that knows its job.

        Raises:
            LibraryError: none can be begun.
        """
        for _ in range(2):
            hears, to = os.pipe()
            come, tells = os.pipe()
            try:
                socket.send_fds(self._line, [b"w"], [hears, tells])
                told = self._line.recv(_NUMBER, socket.MSG_WAITALL)
            except OSError:
                told = b""
            finally:
                os.close(hears)
                os.close(tells)
            if len(told) == _NUMBER:
                pid = int.from_bytes(told, "big")
                return Begun(pid, os.fdopen(to, "wb"), os.fdopen(come, "rb"), partial(_wait, pid))
            os.close(to)
            os.close(come)
            self.close()  # it was killed: another one does as well
            self._open()
        raise LibraryError("no worker can be begun: see what stands above, and whether memory is short")

    def close(self) -> None:
        """End the nest; its workers stay until they are let go."""
        self._line.close()
        self._process.kill()
        self._process.wait()


def nest_of(job: Job[Any, Any]) -> Nest | Alone:
    """What begins the workers here."""
    return Nest(job) if sys.platform == "linux" else Alone(job)


def brood(number: int) -> None:
    """What the nest's process does: load, then fork a worker for each pair of pipes that comes in."""
    os.dup2(2, 1)  # standard output is the run's
    line = socket.socket(fileno=number)
    length = int.from_bytes(line.recv(_NUMBER, socket.MSG_WAITALL), "big")
    hand = Hand(pickle.loads(line.recv(length, socket.MSG_WAITALL)))
    hand.load()
    gc.collect()
    gc.freeze()  # what is there stays: looking through it in each worker would copy it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended
    while True:
        said, given, _, _ = socket.recv_fds(line, 1, 2)
        if not said:
            return
        pid = os.fork()
        if not pid:
            _forked(line, hand, *given)
        for one in given:
            os.close(one)
        line.sendall(pid.to_bytes(_NUMBER, "big"))


def _forked(line: socket.socket, hand: Hand, hears: int, tells: int) -> None:
    """What a worker does from its fork to its end."""
    from refdb.workflows.many.processes import serve

    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()  # a group that is ended as one, and a share of a busy machine's time for itself
        line.close()
        serve(hand, os.fdopen(hears, "rb"), os.fdopen(tells, "wb"))
    except BrokenPipeError:  # the run is gone
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(0)  # never on in the nest's own loop


def _wait(pid: int, seconds: float) -> None:
    """Wait for the end of a process that another one has begun."""
    until = time.monotonic() + seconds
    while True:
        try:
            os.kill(pid, 0)
        except OSError:
            return
        if time.monotonic() > until:
            raise subprocess.TimeoutExpired(str(pid), seconds)
        time.sleep(0.002)
