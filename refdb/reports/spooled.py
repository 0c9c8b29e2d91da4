"""A text made in pieces that memory should not hold: it lies in a file until somebody takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TypeVar

Made = TypeVar("Made")

_IN_MEMORY = 1 << 20  # bytes; what is longer lies in a temporary file
_BLOCK = 1 << 16


def spooled(make: Callable[[Callable[[str], object]], Made]) -> tuple[IO[bytes], Made]:
    """What ``make`` writes, as a file at its beginning, and what it returns; where it fails, nothing is left.

    Args:
        make: is handed a function that takes the text piece by piece, as ``Library.export`` wants it.
    """
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (whoever takes it closes it)
    try:
        made = make(lambda text: file.write(text.encode("utf-8")))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, made


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of a file, block by block; then it is closed."""
    with file:
        while block := file.read(_BLOCK):
            yield block


def is_there(file: IO[bytes], path: Path) -> bool:
    """Whether a file's rest stands in ``path`` to the byte; afterwards it is where it was."""
    at = file.tell()
    try:
        with path.open("rb") as old:
            while (block := file.read(_BLOCK)) == old.read(_BLOCK):
                if not block:
                    return True
            return False
    except OSError:
        return False
    finally:
        file.seek(at)
