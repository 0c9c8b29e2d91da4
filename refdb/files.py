"""What is wrong with a file, as one line for the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from refdb.errors import InputError


@contextmanager
def being_read(path: Path, instead: str) -> Iterator[None]:
    """Within, a file that cannot be read is told in one line; ``instead``: what to do if it is a folder.

    Raises:
        InputError: names the file, the cause and what to do.
    """
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; {instead}") from None
    except PermissionError:
        raise InputError(f"{path} may not be read; check its permissions") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
