"""refdb extract"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from refdb.cli.common import json_option, verbosity, warn, write_json


@click.command("extract")
@click.argument("article")
@json_option
@verbosity
def command(article: str, as_json: bool) -> None:
    """Show the references and citations of ARTICLE (- for standard input)."""
    from refdb.articles.reading import read, read_bytes
    from refdb.citations.extraction import extract
    from refdb.reports.json import extraction

    read_article = read_bytes(sys.stdin.buffer.read(), "-") if article == "-" else read(Path(article))
    found = extract(read_article)
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
