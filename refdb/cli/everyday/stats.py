"""refdb stats"""

from __future__ import annotations

from typing import Any

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import wrapped, write_json


@click.command("stats")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, as_json: bool) -> None:
    """Count what the library holds: works by type, year and text, articles, references by what became of them.

    Examples:
      refdb stats
      refdb stats --json
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        found = lib.stats() | {"folder": str(lib.folder)}
    if as_json:
        write_json(found)
        return
    click.secho(found["folder"], bold=True)
    for name, told in _lines(found).items():
        click.echo(f"  {name:11} {wrapped(told, indent=14)}")


def _lines(found: dict[str, Any]) -> dict[str, str]:
    years = f", {found['years'][0]} to {found['years'][1]}" if found["years"] else ""
    types = ", ".join(f"{count} {name}" for name, count in found["types"].items())
    texts = f"{found['with_full_text']} with a full text, {found['with_abstract']} with an abstract"
    references = ", ".join(f"{count} {name}" for name, count in found["references"].items())
    return {
        "works": f"{found['works']}{years}{f' ({types})' if types else ''}",
        "texts": f"{texts}, {found['without_text']} with neither; {found['passages']} passages",
        "retracted": f"{found['retracted']}",
        "labels": f"{found['tags']} tags, {found['collections']} collections",
        "articles": f"{found['articles']}",
        "references": references or "0",
        "database": f"{found['bytes'] / 1_000_000:.1f} MB",
    }
