"""The few kinds of error a user meets; each message is one line that says what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RefdbError(Exception):
    """A problem to show to the user as one line; the command ends with exit status 2.

    ``hint`` says what to do about it, ``what`` is the problem alone; ``str()`` has both. A hint that is not given is
    what the message says behind its last semicolon, which is how refdb's messages are made.
    """

    def __init__(self, message: object = "", *, hint: str = "") -> None:
        """Take the problem, and what to do about it where that is not part of the message."""
        cut = -1 if hint else _last_semicolon(str(message))
        self.what = str(message) if cut < 0 else str(message)[:cut]
        self.hint = hint if cut < 0 else str(message)[cut + 2 :]
        super().__init__(f"{message}; {hint}" if hint else message)


def _last_semicolon(message: str) -> int:
    """Where the last "; " outside brackets stands, -1 where there is none."""
    depth, found = 0, -1
    for n, letter in enumerate(message):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and message.startswith("; ", n):
            found = n
    return found


class InputError(RefdbError):
    """A file, option or query that cannot be used as it is."""


class LibraryError(RefdbError):
    """A library that is missing, locked, damaged or of a newer version."""


class NoLibraryError(LibraryError):
    """A database in which no library was made yet."""


class RegistryUnavailable(RefdbError):
    """A registry could not be asked: network, outage, limit, broken answer. Never a finding about a reference."""


class RegistryRefused(RefdbError):
    """A registry understood the question and refused it (HTTP 400): our request is wrong, asking again is useless."""


class ModelError(RefdbError):
    """A model is missing, damaged, or not the one an index was made with."""


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
