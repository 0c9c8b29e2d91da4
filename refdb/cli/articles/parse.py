"""refdb parse"""

from __future__ import annotations

import click

from refdb.cli.common import json_option, read_references, verbosity, write_row


@click.command("parse")
@click.argument("file")
@json_option
@verbosity
def command(file: str, as_json: bool) -> None:
    """Read the fields of printed references: FILE (or - ) has one a line, or JSON Lines with id and raw."""
    from refdb.citations.parsing.parser import load_parser
    from refdb.reports.json import parsed_row

    rows = read_references(file)
    for row, parsed in zip(rows, load_parser().parse_many([row["raw"] for row in rows]), strict=True):
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
