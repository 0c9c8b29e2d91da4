"""refdb undo"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row


@click.command("undo")
@click.argument("change", type=int, required=False)
@click.option("--list", "listing", is_flag=True, help="Show what can be taken back instead.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, change: int | None, listing: bool, as_json: bool) -> None:
    """Take the last merge back, or the one with the number CHANGE."""
    from refdb.library import open_library

    with open_library(library) as lib:
        done = lib.changes() if listing else [lib.undo(change)]
    for one in done:
        if as_json:
            write_row({"id": one.id, "action": one.action, "summary": one.summary, "created_at": one.created_at})
        else:
            click.echo(f"{one.id:4}  {one.created_at}  {one.summary}{'' if listing else ': undone'}")
    if listing and not done and not as_json:
        click.echo("nothing to undo")
