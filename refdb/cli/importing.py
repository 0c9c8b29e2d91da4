"""refdb import"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from refdb.cli.common import json_option, progress_bar, verbosity, warn, write_json


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, files: tuple[Path, ...], as_json: bool) -> None:
    """Take FILES into the library: articles, and works as .jsonl or .json (Crossref items, CSL-JSON, or id/title/text).

    Importing the same file again changes nothing. Without a library here, your own is used, and made if need be.
    """
    from refdb.library import open_library

    with open_library(library, create=True) as lib, progress_bar() as progress:
        counts = lib.import_files(files, progress)
    for warning in counts.warnings:
        warn(warning)
    if as_json:
        write_json(asdict(counts))
    else:
        click.echo(
            f"{counts.articles} articles with {counts.references} references, {counts.works} works; "
            f"{counts.new} new, {counts.duplicates} known already, in {lib.folder}"
        )
