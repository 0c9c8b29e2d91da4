"""A library <-> one file: a zip archive of its database, settings and bibliographies, checked both ways."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from refdb.errors import InputError, LibraryError
from refdb.settings import DATABASE_FILE, SETTINGS_FILE, address_of, named_library

MANIFEST = "backup.json"
_BLOCK = 1 << 20
_OF_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
    *(LookupError, ValueError, TypeError, RecursionError),
)


def backup(folder: Path, target: Path, *, force: bool = False, address: str = "") -> dict[str, Any]:
    """Write a library into one file, as it is at one moment, while others may read and write it.

    Args:
        folder: the library's.
        target: the file; a folder takes it under a name with the date.
        address: where its database lies; ``""`` for the file in the folder. The backup is the same either way.
        force: whether a file that is there is replaced.

    Returns:
        The manifest: when, how many works and articles, size and SHA-256 of each file. The indexes are not in it: they
        are made again from the database.

    Raises:
        InputError: the file is there already, or its folder is not.
        LibraryError: the database is damaged, or the file cannot be written.
    """
    if target.is_dir():
        target = target / f"{folder.resolve().name or 'library'}-{datetime.now(UTC):%Y-%m-%d}.refdb.zip"
    if target.exists() and not force:
        raise InputError(f"{target} is there already; --force replaces it")
    if not target.resolve().parent.is_dir():
        raise InputError(f"{target}: the folder {target.resolve().parent} does not exist")
    if target.exists() and not target.is_file():
        raise InputError(f"{target} is no file; a backup is one")
    named, target = target, target.resolve()  # a link stays one
    partial = target.with_name(f"{target.name}.part")
    try:
        partial.touch(mode=0o600)  # library.toml may hold keys
        with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".refdb-backup-") as scratch:
            copy = Path(scratch) / DATABASE_FILE
            counts = _copied_from(address, copy) if address else _copied(folder / DATABASE_FILE, copy)
            parts = {DATABASE_FILE: copy} | dict(_beside(folder))
            files = {name: {"bytes": path.stat().st_size, "sha256": digest(path)} for name, path in parts.items()}
            manifest = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), **counts, "files": files}
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
                for name, path in parts.items():
                    archive.write(path, name)
        check_backup(partial)
        partial.replace(target)
    except OSError as error:
        raise LibraryError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest | {"file": str(named)}


def check_backup(file: str | Path) -> dict[str, Any]:
    """Read a backup whole and compare it with its checksums.

    Args:
        file: the backup.

    Returns:
        When it was made, and what it holds.

    Raises:
        InputError: it is no backup, or damaged.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            for name, known in manifest["files"].items():
                with archive.open(name) as part:
                    found = hashlib.file_digest(part, "sha256").hexdigest()  # type: ignore[arg-type]  # it is a file
                if found != known["sha256"]:
                    raise InputError(f"{file} is damaged: {name} in it is not what was written; take another backup")
            return manifest
    except FileNotFoundError:
        raise InputError(f"{file}: no such file") from None
    except (*_OF_DAMAGED, OSError) as error:
        raise InputError(f"{file} is no backup of `refdb backup`, or is damaged: {error}") from error


def restore_library(file: str | Path, folder: str | Path) -> dict[str, Any]:
    """Make a library of a backup that `Library.backup` wrote.

    Args:
        file: the backup, of a folder or of a library in PostgreSQL.
        folder: where; it must have no library. Or postgresql://USER@HOST/DATABASE?schema=NAME, where it has no rows.

    Returns:
        When the backup was made, and what it holds.

    Raises:
        InputError: it is no backup, or damaged; or there is a library in the folder.
        LibraryError: the folder cannot be written.
    """
    manifest, address, folder = check_backup(file), address_of(folder), named_library(folder)
    if not address and (folder / DATABASE_FILE).exists():
        raise InputError(f"there is a library in {folder} already; restore into another folder, or move it away first")
    names = [name for name in manifest["files"] if _is_ours(name)]
    try:
        for part in (folder, folder / "indexes", folder / "bib"):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(prefix="refdb-restore-") as scratch:
            if address:
                _extract(archive, DATABASE_FILE, Path(scratch))
                _copied_to(address, Path(scratch) / DATABASE_FILE)
                names.remove(DATABASE_FILE)
            for name in sorted(names, key=lambda name: name == DATABASE_FILE):  # the database last: then it is whole
                if not address or not (folder / name).exists():
                    _extract(archive, name, folder)
    except OSError as error:
        raise LibraryError(f"{folder} cannot be written: {error.strerror or error}") from error
    return manifest | {"folder": str(folder)}


def _extract(archive: zipfile.ZipFile, name: str, folder: Path) -> None:
    partial = folder / f"{name}.part"
    partial.touch(mode=0o600)
    with archive.open(name) as source, partial.open("wb") as target:
        shutil.copyfileobj(source, target, _BLOCK)
    partial.replace(folder / name)


def _copied_from(address: str, copy: Path) -> dict[str, int]:
    """Copy a library out of PostgreSQL into a file, as `refdb copy` does."""
    from refdb.database.opening import copy_rows, open_database

    with closing(open_database(address)) as source, closing(open_database(copy)) as target:
        copy_rows(source, target)
    return _checked(copy, copy)


def _copied_to(address: str, copy: Path) -> None:
    from refdb.database.opening import copy_rows, open_database

    with (
        closing(open_database(copy)) as source,
        closing(open_database(address, create=True, unfinished=True)) as target,
    ):
        copy_rows(source, target)


def _checked(database: object, copy: Path) -> dict[str, int]:
    """See that a copy is sound, and let it need no log beside it; how many works and articles it has."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise LibraryError(f"{database} is damaged ({said}); `refdb doctor` says what can be done")
        return {
            name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  (our own words)
            for name, table in (("works", "work"), ("articles", "article"))
        }


def _copied(database: Path, copy: Path) -> dict[str, int]:
    """Copy a database by SQLite's own backup, which bears writers, and look whether the copy is sound."""
    try:
        there = f"{database.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(there, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target, pages=4096)
        return _checked(database, copy)
    except sqlite3.Error as error:
        raise LibraryError(f"{database} cannot be copied: {error}") from error


def _beside(folder: Path) -> Iterator[tuple[str, Path]]:
    """What a person made beside the database: settings, bibliographies."""
    if (folder / SETTINGS_FILE).is_file():
        yield SETTINGS_FILE, folder / SETTINGS_FILE
    for path in sorted((folder / "bib").glob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"bib/{path.name}", path


def _is_ours(name: str) -> bool:
    """Whether a file of an archive may be written: nothing that leads elsewhere."""
    parts = name.split("/")
    return name in (DATABASE_FILE, SETTINGS_FILE) or (
        len(parts) == 2 and parts[0] == "bib" and parts[1] not in ("", ".", "..") and "\\" not in name
    )


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
