"""Files that came in: each in the library's folder of uploads under a name made of its bytes, never of the sender's."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from refdb.errors import InputError
from refdb.workflows.steps.ports import Store

UPLOADS = "uploads"  # the folder in the library's
LONGEST_NAME = 150
_DAY = 86400.0  # seconds
_MOST_JOBS = 100_000  # that wait
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def keep_upload(folder: Path, data: bytes, name: str) -> tuple[str, str]:
    """Keep an upload in a library's folder; what its file is called there, and what it is called to people.

    Raises:
        InputError: it is empty.
    """
    if not data.strip():
        raise InputError("the file is empty")
    shown = shown_name(name)
    suffix = PurePosixPath(shown).suffix.lower()
    kept = f"{hashlib.sha256(data).hexdigest()}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
    path = upload_path(folder, kept)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        path.touch()  # it came in again: its days begin anew
    else:
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_bytes(data)
        part.replace(path)
    return kept, shown


def clear_uploads(store: Store, folder: Path, days: int, now: float | None = None) -> int:
    """Remove the uploads that nobody needs any more: of articles that were removed, and those that came in long ago.

    Args:
        store: which articles and jobs there are.
        folder: the library's.
        days: how long one is kept; 0 for as long as its article is in the library.
        now: seconds since 1970; None is now.

    Returns:
        How many went. What came in within a day stays, and what a job waits for.
    """
    now = time.time() if now is None else now
    waited_for = {name for job in store.jobs(_MOST_JOBS, only_open=True) for name in _uploads_of(job.given)}
    gone = 0
    for path in (folder / UPLOADS).glob("*"):
        age = now - path.stat().st_mtime
        if path.name in waited_for or age < _DAY or not path.is_file():
            continue
        if (days and age > days * _DAY) or store.article_with(path.stem) is None:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _uploads_of(given: Mapping[str, Any]) -> list[str]:
    """The uploads that a job was given."""
    return [str(given.get("upload", "")), *map(str, given.get("uploads", ()))]


def upload_path(folder: Path, name: str) -> Path:
    """Where an upload lies in a library's folder; of the name only the last part is taken."""
    return folder / UPLOADS / Path(name).name


def shown_name(name: str) -> str:
    """A sender's file name without folders and what cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-LONGEST_NAME:] or "article.txt"
