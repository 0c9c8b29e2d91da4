"""refdb detach"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_json


@click.command("detach")
@click.argument("work", metavar="WORK")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, work: str, as_json: bool) -> None:
    """Take the full text of WORK (a key or DOI) away again; the file that it came from is left alone.

    Examples:
      refdb detach manson2019
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        name = lib.detach(work)
        key = lib.works_named(work)[0].key
    if as_json:
        write_json({"key": key, "detached": name})
    else:
        click.echo(f"detached {name or 'the full text'} from {key}")
