"""What the commands are given: a file, or standard input for ``-``."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def given(file: str) -> Path | bytes:
    """The file of this name; what stands on standard input for ``-``."""
    return sys.stdin.buffer.read() if file == "-" else Path(file)


def import_numpy() -> None:
    """Import numpy without the threads of its BLAS: to start them takes longer than all that refdb multiplies by it."""
    name = "OPENBLAS_NUM_THREADS"
    set_by_user = name in os.environ
    os.environ.setdefault(name, "1")
    import numpy  # noqa: F401

    if not set_by_user:
        del os.environ[name]  # faiss has a BLAS of its own, which is to use all cores
