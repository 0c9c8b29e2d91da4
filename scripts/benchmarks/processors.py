"""Processor seconds, which a busy machine changes less than the clock."""

from __future__ import annotations

import os
import resource
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Of this process, and of those it started that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def server_seconds(backend: int) -> float:
    """Of a PostgreSQL server on this machine, with all its processes that are and were; 0 where it is on another one.

    Args:
        backend: the number of one of its processes (``pg_backend_pid()``).
    """
    try:
        parent = _fields(backend)[1]
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        return 0.0
    ticks = sum(_fields(parent)[11:15])  # its own, and of those that have ended
    for child in map(int, children):
        try:
            ticks += sum(_fields(child)[11:13])
        except OSError:  # ended meanwhile
            continue
    return ticks / TICKS


def _fields(process: int) -> list[int]:
    """What /proc tells of a process, from its state on, which is not given as a number."""
    return [0, *map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1:])]
