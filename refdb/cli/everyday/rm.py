"""refdb rm"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row
from refdb.errors import InputError


@click.command("rm")
@click.argument("works", nargs=-1, metavar="WORK…")
@click.option("--article", "articles", type=int, multiple=True, help="Remove the article of this number instead.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, works: tuple[str, ...], articles: tuple[int, ...], as_json: bool) -> None:
    """Remove works (keys or DOIs) from the library, or articles by their numbers; `refdb undo` brings them back.

    Examples:
      refdb rm manson2019
      refdb rm --article 3
    """
    from refdb.library import open_library

    if not works and not articles:
        raise InputError("say what to remove: refdb rm WORK, or refdb rm --article NUMBER")
    with open_library(library) as lib:
        gone = lib.remove(works, articles)
    for work in gone:
        if as_json:
            write_row({"key": work.key, "doi": work.doi, "title": work.full_title, "removed": True})
        else:
            click.echo(f"removed {work.key}  {work.line}")
    for number in articles:
        if as_json:
            write_row({"article": number, "removed": True})
        else:
            click.echo(f"removed article {number}")
