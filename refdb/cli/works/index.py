"""refdb index"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from refdb.cli.input import import_numpy
from refdb.cli.options import json_option, verbosity, workers_of, workers_options
from refdb.cli.output import progress_bar, warn, write_json
from refdb.errors import InputError

if TYPE_CHECKING:
    from refdb.library import Library


@click.command("index")
@click.option("--check", is_flag=True, help="Change nothing; say what is in the index and what is wrong with it.")
@click.option("--rebuild", is_flag=True, help="Make vector and word index anew from the database; drop other models'.")
@workers_options
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None, check: bool, rebuild: bool, workers: int | None, ray: str | None, as_json: bool
) -> int:
    """Embed the passages that are new and bring the vector index in line with the database.

    With --check the exit status is 1 where something is wrong.

    Examples:
      refdb index
      refdb index --check
      refdb index --rebuild
      refdb index --workers 4
    """
    import_numpy()
    from refdb.library import open_library

    if check and rebuild:
        raise InputError("give --check or --rebuild, not both")
    with open_library(library) as lib:
        if check:
            return _check(lib, as_json)
        with progress_bar() as progress:
            counts = lib.index(progress, rebuild=rebuild, workers=workers_of(workers, ray))
    if counts.rebuilt and not rebuild and counts.passages > counts.embedded:
        warn(f"the index was made anew from the database: {counts.reason}")
    if as_json:
        write_json(asdict(counts))
    else:
        click.echo(f"{counts.embedded} passages embedded, {counts.removed} removed, {counts.passages} in the index")
    return 0


def _check(library: Library, as_json: bool) -> int:
    found = library.check_index()
    if as_json:
        write_json(asdict(found))
    else:
        click.echo(
            f"{found.passages} passages, {found.embedded} embedded, {found.indexed} in the index ({found.engine})"
        )
        for fault in found.faults:
            click.echo(f"  {fault}")
    return 1 if found.faults else 0
