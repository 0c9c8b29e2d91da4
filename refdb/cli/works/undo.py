"""refdb undo, redo and history"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row

if TYPE_CHECKING:
    from refdb.model import Change


@click.command("undo")
@click.argument("change", type=int, required=False)
@click.option("--list", "listing", is_flag=True, help="Show what can be taken back instead.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, change: int | None, listing: bool, as_json: bool) -> None:
    """Take the last change back, whatever it was, or the one with the number CHANGE.

    Examples:
      refdb undo            # an import, edit, merge, removal … whole
      refdb undo 12         # the change that `refdb history` shows as 12
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        done = lib.changes() if listing else [lib.undo(change)]
    _show(done, "" if listing else "undone", as_json)
    if listing and not done and not as_json:
        click.echo("nothing to undo")


@click.command("redo")
@click.argument("change", type=int, required=False)
@json_option
@verbosity
@click.pass_obj
def redo(library: str | None, change: int | None, as_json: bool) -> None:
    """Make the change again that was taken back last, or the one with the number CHANGE.

    Examples:
      refdb redo
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        done = lib.redo(change)
    _show([done], "done again", as_json)


@click.command("history")
@click.option("-n", "--limit", default=20, show_default=True, type=click.IntRange(1), help="How many changes.")
@json_option
@verbosity
@click.pass_obj
def history(library: str | None, limit: int, as_json: bool) -> None:
    """Show what was changed in the library, the last first: what `refdb undo` and `refdb redo` take.

    Examples:
      refdb history
      refdb history -n 100
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        done = [*lib.changes(limit=limit), *lib.changes(undone=True, limit=limit)]
    _show(sorted(done, key=lambda one: -one.id)[:limit], "", as_json)
    if not done and not as_json:
        click.echo("no changes yet")


def _show(done: Iterable[Change], became: str, as_json: bool) -> None:
    for one in done:
        if as_json:
            write_row(
                {
                    "id": one.id,
                    "action": one.action,
                    "summary": one.summary,
                    "created_at": one.created_at,
                    "undone_at": one.undone_at,
                }
            )
        else:
            told = became or ("undone" if one.undone_at else "")
            click.echo(f"{one.id:4}  {one.created_at}  {one.summary}{f' ({told})' if told else ''}")
