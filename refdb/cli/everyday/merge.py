"""refdb merge"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_json


@click.command("merge")
@click.argument("work", metavar="WORK")
@click.argument("others", nargs=-1, required=True, metavar="OTHER…")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, work: str, others: tuple[str, ...], as_json: bool) -> None:
    """Make WORK and OTHERS one: it keeps its fields, takes from them what it lacks, and their keys become aliases.

    `refdb dedupe` shows what may be one. `refdb undo` parts them again.

    Examples:
      refdb merge manson2019 manson2018
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        kept = lib.merge(work, others)
    if as_json:
        write_json({"key": kept.key, "doi": kept.doi, "title": kept.full_title, "aliases": list(kept.aliases)})
    else:
        click.echo(f"{kept.key}  {kept.line}  (also {', '.join(kept.aliases)})")
