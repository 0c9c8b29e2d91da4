"""refdb export"""

from __future__ import annotations

from pathlib import Path

import click

from refdb.cli.common import verbosity, write_file


@click.command("export")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write; else standard output.")
@click.option("--format", "form", type=click.Choice(["bibtex"]), default="bibtex", show_default=True)
@click.option("--article", type=int, help="Only what this article cites, in its order (see `refdb list articles`).")
@verbosity
@click.pass_obj
def command(library: str | None, output: Path | None, form: str, article: int | None) -> None:
    """Write the works of the library as BibTeX."""
    from refdb.library import open_library

    assert form == "bibtex"
    with open_library(library) as lib:
        text = lib.export(article)
    if output:
        write_file(output, text)
        click.echo(f"{sum(line.startswith('@') for line in text.splitlines())} entries written to {output}")
    else:
        click.echo(text, nl=False)
