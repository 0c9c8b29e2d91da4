"""refdb backup and refdb restore"""

from __future__ import annotations

from pathlib import Path

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_json


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path), default=".")
@click.option("--force", is_flag=True, help="Replace FILE where it is there.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, file: Path, force: bool, as_json: bool) -> None:
    """Write the library into one FILE, and read it again to be sure; others may go on writing meanwhile.

    A folder (the current one) takes it under a name with the date. It is a zip archive of the database, the settings
    (with the keys that stand in them) and bib/; indexes are made again from the database, and files that were sent to
    `refdb serve` are not in it. A library in PostgreSQL
    becomes the same kind of file, which either can be restored from.

    Examples:
      refdb backup
      refdb backup /media/stick/thesis.refdb.zip --force
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        done = lib.backup(file, force=force)
    if as_json:
        write_json(done)
    else:
        size = Path(done["file"]).stat().st_size / 1_000_000
        click.echo(f"{done['works']} works and {done['articles']} articles in {done['file']} ({size:.1f} MB, checked)")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", required=False)
@click.option("--check", "checking", is_flag=True, help="Say whether FILE is sound, and restore nothing.")
@json_option
@verbosity
@click.pass_obj
def restore(library: str | None, file: Path, folder: str | None, checking: bool, as_json: bool) -> None:
    """Make a library in FOLDER, which must have none, of a FILE that `refdb backup` wrote.

    FOLDER may be postgresql://USER@HOST/DATABASE?schema=NAME, too, whatever the backup was made of.

    Examples:
      refdb restore my-2026-11-21.refdb.zip my-again
      refdb restore my-2026-11-21.refdb.zip --check
    """
    from refdb import check_backup, restore_library
    from refdb.errors import InputError

    target = folder or library
    if not checking and target is None:
        raise InputError("say where: refdb restore FILE FOLDER")
    done = restore_library(file, target) if target and not checking else check_backup(file)
    if as_json:
        write_json(done)
    else:
        where = "sound" if checking else f"restored in {done['folder']}"
        click.echo(f"{done['works']} works and {done['articles']} articles of {done['made_at']}: {where}")
