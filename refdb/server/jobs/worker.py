"""A worker of the server: a process that does one job after the other, and ends when the server does."""

from __future__ import annotations

import argparse
import logging
import os
import threading
import time

from refdb.errors import RefdbError
from refdb.library import open_library

PAUSE = 0.25  # seconds between two looks at an empty queue
LOOK = 2.0  # seconds between two looks for workers that are gone

CLEAR = 3600.0  # seconds between two looks for uploads that nobody needs


def run(folder: str, parent: int) -> None:
    """Do the jobs of the library in ``folder`` until the process ``parent`` is gone."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with open_library(folder) as library:
        looked, cleared = 0.0, -CLEAR
        while True:
            try:
                if time.monotonic() - cleared > CLEAR:
                    cleared = time.monotonic()
                    library.clear_uploads()
                if time.monotonic() - looked > LOOK:
                    looked = time.monotonic()
                    library.give_back_lost()
                if not library.work():
                    time.sleep(PAUSE)
            except (RefdbError, OSError) as error:  # the database is busy, or its disk full: it may be better soon
                logging.getLogger(__name__).warning("%s", error)
                time.sleep(LOOK)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)  # the job goes back into the queue


def main() -> None:
    """Entry point of ``python -m refdb.server.jobs.worker``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--parent", type=int, required=True)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="worker %(process)d: %(message)s")
    run(given.folder, given.parent)


if __name__ == "__main__":
    main()
