"""How many processor cores this process may use."""

from __future__ import annotations

import os


def cores() -> int:
    """Cores that this process may use: a container or taskset often grants fewer than the machine has."""
    # Only Linux tells what is granted.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
