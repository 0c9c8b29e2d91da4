"""refdb index"""

from __future__ import annotations

from dataclasses import asdict

import click

from refdb.cli.common import json_option, progress_bar, verbosity, warn, write_json


@click.command("index")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, as_json: bool) -> None:
    """Embed the passages that are new and bring the vector index in line with the database."""
    from refdb.library import open_library

    with open_library(library) as lib, progress_bar() as progress:
        counts = lib.index(progress)
    if counts.rebuilt and counts.passages > counts.embedded:
        warn("the index was missing or damaged and was made anew from the database")
    if as_json:
        write_json(asdict(counts))
    else:
        click.echo(f"{counts.embedded} passages embedded, {counts.removed} removed, {counts.passages} in the index")
