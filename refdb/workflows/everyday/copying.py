"""A library -> another place: from a folder into PostgreSQL, back, or from one to another of its kind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refdb.errors import InputError, LibraryError, NoLibraryError
from refdb.model.running import Progress, silent
from refdb.settings import DATABASE_FILE, SETTINGS_FILE, database_of, named_library, set_setting
from refdb.workflows.everyday.backing_up import digest

if TYPE_CHECKING:
    from refdb.workflows.steps.ports import Store

_KEPT = ("bib", "uploads")  # folders of a library in which people's files lie


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a library lies: its folder on this machine, and its database's address, ``""`` for the file there."""

    folder: Path
    address: str

    @property
    def database(self) -> Path | str:
        """What is opened."""
        return self.address or self.folder.resolve() / DATABASE_FILE


def copy_library(source: str | Path, target: str | Path, progress: Progress = silent) -> dict[str, Any]:
    """Copy a library with all that is in it: works, texts, articles, audits, decisions, history, files.

    Killed, the same call goes on where it was; until all is there, nobody opens the copy. The source may be used
    meanwhile: the copy is as it was at one moment.

    Args:
        source: a folder, or postgresql://USER@HOST/DATABASE?schema=NAME.
        target: another one, in which there is no library, or one without anything in it.
        progress: told what is being done.

    Returns:
        Where it lies, how many works, articles, rows and files there are, and each table's rows and digest, which were
        compared on both sides.

    Raises:
        InputError: there is a library in ``target`` already, or it is the same one.
        LibraryError: one of them cannot be opened, or is not as it was written.
    """
    here, there = (_Place(named_library(one), database_of(one)) for one in (source, target))
    if here.database == there.database:
        raise InputError("FROM and TO are the same library")
    if not here.address and not (here.folder / DATABASE_FILE).is_file():
        raise NoLibraryError(f"{here.folder} is not a library")
    finished = there.folder / DATABASE_FILE
    if not there.address and finished.is_file() and finished.stat().st_size:
        raise InputError(f"there is a library in {there.folder} already; copy into another folder")
    from refdb.database.opening import copy_rows, open_database

    partial = finished.with_name(f"{DATABASE_FILE}.copying")
    try:
        for part in (there.folder, there.folder / "indexes", there.folder / "bib"):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not there.address:
            partial.touch(mode=0o600)
        with (
            closing(open_database(here.database)) as old,
            closing(open_database(there.address or partial, create=True, unfinished=True)) as new,
        ):
            files = _copy_files(here.folder, there.folder, old)
            copied = copy_rows(old, new, progress)
            named = str(new.path) if there.address else str(there.folder)
        _copy_settings(here.folder, there)
        if not there.address:
            partial.replace(finished)  # the database last: then it is whole
    except OSError as error:
        raise LibraryError(f"{error.filename or there.folder} cannot be copied: {error.strerror or error}") from error
    counts = copied.tables
    return {
        "to": named,
        "works": counts["work"].rows,
        "articles": counts["article"].rows,
        "rows": copied.rows,
        "files": files,
        "folder": str(there.folder),
        "tables": {name: {"rows": one.rows, "sha256": one.sha256} for name, one in counts.items()},
    }


def _copy_files(here: Path, there: Path, store: Store) -> int:
    """Copy what people laid into a library's folder, and what works name in it; how many files there are."""
    count = 0
    for name in sorted(set(_files(here, store))):
        copy = there / name
        if not copy.is_file() or digest(copy) != digest(here / name):
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = copy.with_name(f"{copy.name}.part")
            shutil.copyfile(here / name, partial)
            shutil.copystat(here / name, partial)
            partial.replace(copy)
        count += 1
    return count


def _files(here: Path, store: Store) -> Iterator[Path]:
    """The files in a library's folder, by their paths from there."""
    for folder in _KEPT:
        yield from (path.relative_to(here) for path in (here / folder).rglob("*") if path.is_file())
    for work in store.listed(["files"]):
        for name in work["files"]:
            path = Path(name)
            if "://" not in name and not path.is_absolute() and ".." not in path.parts and (here / path).is_file():
                yield path


def _copy_settings(here: Path, there: _Place) -> None:
    """Copy the settings, where the copy has none of its own; where its database lies is its own affair."""
    if not (here / SETTINGS_FILE).is_file() or (there.folder / SETTINGS_FILE).exists():
        return
    partial = there.folder / f"{SETTINGS_FILE}.part"
    partial.touch(mode=0o600)  # keys may stand in it
    shutil.copyfile(here / SETTINGS_FILE, partial)
    partial.replace(there.folder / SETTINGS_FILE)
    set_setting(there.folder, "database", None)
