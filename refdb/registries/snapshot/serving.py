"""Runs a snapshot's server until it is told to stop, in this process and in as many more as are wanted.

All of them take connections from one port. The others end when this one does, however it ends: each watches a pipe.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from refdb.registries.snapshot.server import SnapshotServer, listen


def serve(
    path: Path | str,
    host: str,
    port: int,
    ready: Callable[[str], None],
    limits: dict[str, str] | None = None,
    processes: int = 1,
) -> None:
    """Serve until Ctrl-C or a polite kill.

    Args:
        path: the snapshot, or the address of a registry in PostgreSQL.
        host: address to listen at.
        port: 0 takes a free one.
        ready: gets the address once connections are taken.
        limits: headers of every answer.
        processes: how many answer; one uses one core.

    Raises:
        InputError: the snapshot cannot be used, or the port is taken.
    """
    with SnapshotServer(path, listen(host, port), limits) as server, contextlib.ExitStack() as others:
        for _ in range(processes - 1):
            others.enter_context(_another(path, server.socket, server.limits))
        with _until_told(server):
            ready(server.url)
            server.serve_forever()


@contextlib.contextmanager
def _until_told(server: SnapshotServer) -> Iterator[None]:
    """Ctrl-C and a polite kill stop the server; neither raises anything that something else could swallow."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = {number: signal.signal(number, lambda *_: server.stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _another(path: Path | str, port: socket.socket, limits: dict[str, str]) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve_along, args=(path, port, limits, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield
    finally:
        ours.close()
        process.join(5)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def _serve_along(path: Path | str, port: socket.socket, limits: dict[str, str], life: Connection[Any, Any]) -> None:
    with SnapshotServer(path, port, limits) as server, _until_told(server):  # Ctrl-C in a terminal is sent to all
        threading.Thread(target=_stop_with, args=(life, server), daemon=True).start()
        server.serve_forever()


def _stop_with(life: Connection[Any, Any], server: SnapshotServer) -> None:
    with contextlib.suppress(EOFError, OSError):
        life.recv()
    server.shutdown()
