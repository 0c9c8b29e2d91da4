"""Files that came in: each in the library's folder of uploads under a name made of its bytes, never of the sender's."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

from refdb.errors import InputError

UPLOADS = "uploads"  # the folder in the library's
LONGEST_NAME = 150
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
    if not path.exists():
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_bytes(data)
        part.replace(path)
    return kept, shown


def upload_path(folder: Path, name: str) -> Path:
    """Where an upload lies in a library's folder; of the name only the last part is taken."""
    return folder / UPLOADS / Path(name).name


def shown_name(name: str) -> str:
    """A sender's file name without folders and what cannot be printed."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-LONGEST_NAME:] or "article.txt"
