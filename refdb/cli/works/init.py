"""refdb init"""

from __future__ import annotations

from pathlib import Path

import click

from refdb.cli.options import verbosity
from refdb.cli.output import warn


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@verbosity
@click.pass_obj
def command(library: str | None, folder: Path) -> None:
    """Make a library in FOLDER (the current one): a database, indexes/, bib/ and library.toml for settings.

    Examples:
      refdb init
      refdb init my
    """
    from refdb.library import find_library, init_library

    target = Path(library) if library else folder
    above = find_library(target.resolve().parent)
    new = init_library(target)
    if new and above:
        warn(f"it lies within the library {above}; in {target} this one is used, elsewhere there that one")
    click.echo(f"{'made a library in' if new else 'there is a library already in'} {target.resolve()}")
