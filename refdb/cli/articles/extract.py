"""refdb extract"""

from __future__ import annotations

import click

from refdb.cli.input import given
from refdb.cli.options import json_option, verbosity
from refdb.cli.output import warn, write_json


@click.command("extract")
@click.argument("article")
@json_option
@verbosity
def command(article: str, as_json: bool) -> None:
    """Show the references and citations of ARTICLE (- for standard input).

    Examples:
      refdb extract article.docx
      refdb extract article.pdf --json
    """
    from refdb import extract
    from refdb.reports.json import extraction

    found = extract(given(article), article)
    for warning in found.warnings:
        warn(warning)
    if as_json:
        write_json(extraction(found))
        return
    click.secho(found.title, bold=True)
    click.echo(
        f"{len(found.references)} references, {len(found.citations)} citations, {len(found.sentences)} sentences"
    )
    for reference in found.references:
        click.echo(f"{reference.n:4}  {reference.raw}")
