"""refdb audit"""

from __future__ import annotations

import json
from pathlib import Path

import click

from refdb.cli.common import is_quiet, mailto_option, progress_bar, registry_option, verbosity, write_file
from refdb.errors import InputError


@click.command("audit")
@click.argument("article", type=click.Path(path_type=Path))
@click.option("--html", "html_out", type=click.Path(path_type=Path), help="Write the report as one HTML file.")
@click.option("--json", "json_out", metavar="OUT", help="Write the report as JSON; - for standard output.")
@registry_option
@mailto_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    article: Path,
    html_out: Path | None,
    json_out: str | None,
    registry: str | None,
    mailto: str | None,
) -> int:
    """Check ARTICLE: which of its references exist, what is wrong in them, and what the sources say of its claims.

    Uses the library here, or your own. Exit status 1 where an editor should look at something.
    """
    from refdb.library import open_library
    from refdb.reports.json import document
    from refdb.workflows.auditing import has_findings

    written = [out for out in (html_out, Path(json_out) if json_out and json_out != "-" else None) if out]
    for out in written:
        if not out.resolve().parent.is_dir():  # found out before the work, not after it
            raise InputError(f"{out}: the folder {out.resolve().parent} does not exist")
    options = {"registry": registry, "mailto": mailto}
    with open_library(library, create=True, options=options) as lib, progress_bar() as progress:
        report = lib.audit(article, progress)
    if html_out:
        from refdb.reports.html import render

        write_file(html_out, render(report))
    if json_out == "-":
        click.echo(json.dumps(document(report), ensure_ascii=False, indent=1))
    elif json_out:
        write_file(Path(json_out), json.dumps(document(report), ensure_ascii=False, indent=1) + "\n")
    if not is_quiet() and json_out != "-":
        from rich.console import Console

        from refdb.reports.terminal import summary

        summary(report, Console())
        for out in written:
            click.echo(f"report written to {out}")
    return int(has_findings(report))
