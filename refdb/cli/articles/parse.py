"""refdb parse"""

from __future__ import annotations

import click

from refdb.cli.input import given
from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row


@click.command("parse")
@click.argument("file")
@json_option
@verbosity
def command(file: str, as_json: bool) -> None:
    """Read the fields of printed references: FILE (or - ) has one a line, or JSON Lines with id and raw."""
    from refdb import lines_of, parse
    from refdb.reports.json import parsed_row

    rows = lines_of(given(file), file)
    for row, parsed in zip(rows, parse([row["raw"] for row in rows]), strict=True):
        fields = {"id": row["id"]} | parsed_row(parsed)
        if as_json:
            write_row(fields)
            continue
        click.secho(parsed.raw, bold=True)
        authors = "; ".join(f"{p['family']}, {p['given']}".strip(", ") for p in fields["authors"])
        shown = fields | {"authors": authors, "editors": ""}
        for name in ("type", "authors", "title", "container_title", "year", "volume", "issue", "pages", "doi"):
            if shown[name]:
                click.echo(f"  {name:15} {shown[name]}")
