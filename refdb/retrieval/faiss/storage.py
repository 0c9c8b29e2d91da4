"""Files under indexes/ that a crash cannot spoil: written under a new name, flushed to the disk, then named.

A folder's manifest names the files that count. Until it is replaced, at one stroke, the old ones do; what no manifest
names is left over from a crash and is removed with the next save.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from refdb.errors import LibraryError, ModelError

MANIFEST = "manifest.json"
LOCK = "lock"
# Files up to this size are read through at every opening; a larger one when its size or time is not as it was written.
ALWAYS_CHECKED = 64 * 2**20


def new_file(folder: Path, kind: str, write: Callable[[Path], None]) -> dict[str, Any]:
    """Write a file of a new name, flush it to the disk, and describe it for the manifest."""
    path = folder / f"{kind}-{uuid4().hex[:12]}"
    write(path)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    stat = path.stat()
    return {"file": path.name, "bytes": stat.st_size, "time": stat.st_mtime_ns, "sha256": digest(path)}


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Make this the manifest of the folder, at one stroke, and remove what it does not name."""
    beside = folder / f"{MANIFEST}-{uuid4().hex[:12]}"
    with beside.open("wb") as file:
        file.write(json.dumps(manifest, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / MANIFEST)
    flush_folder(folder)
    remove_leftovers(folder, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The folder's manifest.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: no usable vector index ({error})") from error
    if not isinstance(manifest, dict):
        raise ModelError(f"{folder}: the manifest of the vector index is damaged")
    return manifest


def checked(folder: Path, entry: Mapping[str, Any], *, thorough: bool = False) -> Path:
    """The file that an entry of the manifest describes.

    Raises:
        ModelError: it is missing or not as it was written.
    """
    path = folder / str(entry["file"])
    try:
        stat = path.stat()
        same = stat.st_size == entry["bytes"]
        if same and (thorough or stat.st_size <= ALWAYS_CHECKED or stat.st_mtime_ns != entry["time"]):
            same = digest(path) == entry["sha256"]
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error
    if not same:
        raise ModelError(f"{path} is damaged: it is not as it was written")
    return path


def remove_leftovers(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Remove the files that the manifest does not name."""
    named = {entry["file"] for entry in manifest.values() if isinstance(entry, Mapping) and "file" in entry}
    for path in folder.iterdir():
        if path.name not in {MANIFEST, LOCK, *named} and path.is_file():
            path.unlink(missing_ok=True)


def remove_other_folders(folder: Path) -> None:
    """Remove the indexes of other models beside this one, and the files that earlier versions of refdb wrote there."""
    for path in folder.parent.iterdir() if folder.parent.is_dir() else ():
        if path == folder:
            continue
        if path.is_dir() and (path / MANIFEST).is_file():
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_file() and path.name.lstrip(".").startswith("vectors"):
            path.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_folder(folder: Path) -> None:
    """Make the names in a folder last; a system that cannot (Windows) is left to its own ways."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Wait until no other program writes into the folder; the lock goes with the process, however that ends.

    Raises:
        LibraryError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("wb")
    except OSError as error:
        raise LibraryError(f"{folder} cannot be written: {error.strerror}") from error
    with file:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
