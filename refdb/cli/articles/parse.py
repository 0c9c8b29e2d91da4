"""refdb parse"""

from __future__ import annotations

import re

import click

from refdb.cli.input import file_or_text
from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row
from refdb.errors import InputError

_ENTRY = re.compile(r"@\w+\s*[{(]|TY  - |PMID- \d|<\?xml|FN Clarivate|%0 ")  # of BibTeX, RIS, NBIB, EndNote …


@click.command("parse")
@click.argument("file")
@json_option
@verbosity
def command(file: str, as_json: bool) -> None:
    """Read the fields of printed references: FILE (or - ) has one a line, or JSON Lines with id and raw.

    Examples:
      refdb parse list.txt --json
      refdb parse "Poole R. Coffee and health. BMJ. 2017;359:j5024."
    """
    from refdb import lines_of, parse
    from refdb.reports.json import parsed_row

    source, name = file_or_text(file)
    rows = lines_of(source, name)
    if any(_ENTRY.match(str(row["raw"])) for row in rows[:20]):
        raise InputError(
            f"{file} is a bibliography, whose fields stand in it already; `refdb verify {file}` checks them"
        )
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
