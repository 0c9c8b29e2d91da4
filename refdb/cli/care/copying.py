"""refdb copy"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import progress_bar, write_json


@click.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@json_option
@verbosity
def command(source: str, target: str, as_json: bool) -> None:
    """Copy all of the library FROM to TO, where none may be: works, audits, decisions, history, files.

    FROM and TO are folders or postgresql://USER@HOST/DATABASE?schema=NAME. Killed, the same command goes on where it
    was. Rows are counted and digested on both sides, and compared.

    Examples:
      refdb copy my postgresql://me@db.example/refs?schema=my
      refdb copy postgresql://me@db.example/refs?schema=my my-again
    """
    from refdb import copy_library

    with progress_bar() as progress:
        done = copy_library(source, target, progress)
    if as_json:
        write_json(done)
        return
    click.echo(
        f"{done['works']} works and {done['articles']} articles ({done['rows']} rows, compared) in {done['to']}; "
        f"{done['files']} files in {done['folder']}"
    )
