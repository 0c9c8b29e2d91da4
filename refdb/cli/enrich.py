"""refdb enrich"""

from __future__ import annotations

import click

from refdb.cli.common import json_option, mailto_option, progress_bar, registry_option, verbosity, write_json


@click.command("enrich")
@registry_option
@mailto_option
@click.option("--refresh", is_flag=True, help="Ask the registry again for what it was asked before.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, registry: str | None, mailto: str | None, refresh: bool, as_json: bool) -> None:
    """Look up the references of all articles and take the works they mean into the library."""
    from refdb.library import open_library

    with open_library(library, options={"registry": registry, "mailto": mailto}) as lib, progress_bar() as progress:
        counts = lib.enrich(refresh=refresh, progress=progress)
    if as_json:
        write_json(counts)
    else:
        click.echo("\n".join(f"{n:6} {status}" for status, n in sorted(counts.items())) or "no references yet")
