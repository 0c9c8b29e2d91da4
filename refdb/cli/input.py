"""What the commands are given: a file, or standard input for ``-``."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from refdb.errors import InputError

MOST_PIPED = 100_000_000  # bytes; what writes without end would fill the memory


def given(file: str) -> Path | bytes:
    """The file of this name; what stands on standard input for ``-``."""
    if file != "-":
        return Path(file)
    if sys.stdin is None:
        raise InputError("standard input is closed: give a file, or pipe something in")
    data = sys.stdin.buffer.read(MOST_PIPED + 1)
    if len(data) > MOST_PIPED:
        raise InputError(f"more than {MOST_PIPED // 1_000_000} MB came in: give them in parts, or as a file")
    return data


def file_or_text(given_as: str) -> tuple[Path | bytes, str]:
    """What was given in place of a file, and its name: the file itself, or a DOI or printed reference as a list of one.

    Raises:
        InputError: an address of something else, or a name under which there is no file.
    """
    path = Path(given_as)
    if given_as == "-" or _exists(path):
        return given(given_as), given_as
    if is_address(given_as) and "doi.org/" not in given_as.lower():
        raise InputError(f"{given_as}: save the page first, and give the file: refdb reads what is on this machine")
    text = given_as.strip()
    if re.match(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/\S+$", text, re.IGNORECASE):
        return text.encode(), "-"
    if len(text.split()) >= 4 or re.match(r"(?:pmid|arxiv|isbn|pmc)\b", text, re.IGNORECASE):
        return text.encode(), "-"
    return path, given_as


def is_address(name: str) -> bool:
    """Whether this is no file but an address; a path has lost a slash of it."""
    return bool(re.match(r"(?:https?|ftp):/", str(name), re.IGNORECASE))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a name
        return False


def import_numpy() -> None:
    """Import numpy without the threads of its BLAS: to start them takes longer than all that refdb multiplies by it."""
    name = "OPENBLAS_NUM_THREADS"
    set_by_user = name in os.environ
    os.environ.setdefault(name, "1")
    import numpy  # noqa: F401

    if not set_by_user:
        del os.environ[name]  # faiss has a BLAS of its own, which is to use all cores
