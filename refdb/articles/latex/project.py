"""The files of a LaTeX manuscript, in a folder or in an archive: only what lies beside the main file is ever read."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from refdb.errors import InputError
from refdb.text.budgets import MOST_ARCHIVED, MOST_BYTES
from refdb.text.encodings import decode

MOST_FILES = 2_000
_WANTED = (".tex", ".bbl", ".bib", ".ltx", ".txt", ".sty", ".cls", "")

# Gives the text of a file by its name in the source; None where there is none.
Fetch = Callable[[str], str | None]


def fetch_beside(path: Path) -> Fetch:
    """Reads files of the main file's own folder and the folders in it; never a path that leads out of it."""
    folder = path.resolve().parent

    def fetch(name: str) -> str | None:
        if not _stays_inside(name):
            return None
        found = (folder / name).resolve()
        if not found.is_relative_to(folder) or not found.is_file() or found.stat().st_size > MOST_BYTES:
            return None
        return _text(found.read_bytes(), name)

    return fetch


def fetch_from(files: dict[str, bytes], main: str) -> Fetch:
    """Reads files of an unpacked archive, by their names beside the main one."""
    folder = PurePosixPath(main).parent

    def fetch(name: str) -> str | None:
        if not _stays_inside(name):
            return None
        data = files.get(str(folder / name)) or files.get(name)
        return _text(data, name) if data else None

    return fetch


def unpack(data: bytes, name: str) -> dict[str, bytes]:
    """The text files of a ZIP or TAR archive, in memory; links and names that climb out are left.

    Raises:
        InputError: damaged, or more than an article's sources are.
    """
    try:
        found = _unzipped(data) if data.startswith(b"PK") else _untarred(data)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{name} is damaged: it cannot be unpacked ({error}); get the file again") from error
    if found is None:
        most = f"{MOST_BYTES // 1_000_000} MB of sources or {MOST_FILES} files"
        raise InputError(f"{name} unpacks to more than {most}: that is no article")
    return found


def main_of(files: dict[str, bytes]) -> str | None:
    """The name of the file that is the article: it has a class and begins the document; the longest of several."""
    found = [
        name
        for name, data in files.items()
        if b"\\documentclass" in data or b"\\documentstyle" in data
        if b"\\begin{document}" in data
    ]
    return max(found, key=lambda name: len(files[name])) if found else None


def _unzipped(data: bytes) -> dict[str, bytes] | None:
    found: dict[str, bytes] = {}
    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [m for m in archive.infolist() if _is_wanted(m.filename)]
        if len(members) > MOST_FILES:
            return None
        for member in members:
            with archive.open(member) as stream:
                content = stream.read(MOST_BYTES - total + 1)
            total += len(content)
            if total > MOST_BYTES:
                return None
            found[member.filename] = content
    return found


def _untarred(data: bytes) -> dict[str, bytes] | None:
    found: dict[str, bytes] = {}
    total = wanted = seen = 0
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|*") as archive:
        for member in archive:
            seen += 1
            total += member.size
            is_source = member.isfile() and _is_wanted(member.name)
            wanted += member.size if is_source else 0
            if seen > MOST_FILES or total > MOST_ARCHIVED or wanted > MOST_BYTES:
                return None
            stream = archive.extractfile(member) if is_source else None
            if stream:
                found[member.name.removeprefix("./")] = stream.read()
    return found


def _is_wanted(name: str) -> bool:
    return _stays_inside(name) and PurePosixPath(name).suffix.lower() in _WANTED and not name.endswith("/")


def _stays_inside(name: str) -> bool:
    return not (re.match(r"[/\\~|]|[A-Za-z]:", name) or ".." in PurePosixPath(name).parts or "\x00" in name)


def _text(data: bytes, name: str) -> str | None:
    try:
        return decode(data, name)[0]
    except InputError:
        return None
