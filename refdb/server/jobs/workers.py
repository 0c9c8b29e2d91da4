"""The worker processes of a server, kept alive."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

_PAUSE = 0.5  # seconds between two looks at them


class Workers:
    """So many processes that do jobs; one that ends is replaced."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder, self._count = folder, count
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End them; the jobs that they have go on after the next start."""
        self._stopped.set()
        self._thread.join(10)

    def _watch(self) -> None:
        processes = [self._new() for _ in range(self._count)]
        while not self._stopped.wait(_PAUSE):
            for n, process in enumerate(processes):
                if process.poll() is not None:
                    logging.getLogger(__name__).warning(
                        "a worker ended with %s; another one begins", process.returncode
                    )
                    processes[n] = self._new()
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()

    def _new(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "refdb.server.jobs.worker", str(self._folder), "--parent", str(os.getpid())]
        # One thread each: the workers are as many as the cores already.
        return subprocess.Popen(command, env=os.environ | {"OMP_NUM_THREADS": "1"}, stdin=subprocess.DEVNULL)
