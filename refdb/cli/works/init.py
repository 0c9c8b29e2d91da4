"""refdb init"""

from __future__ import annotations

from pathlib import Path

import click

from refdb.cli.options import verbosity
from refdb.cli.output import warn


@click.command("init")
@click.argument("folder", default=".")
@verbosity
@click.pass_obj
def command(library: str | None, folder: str) -> None:
    """Make a library in FOLDER (the current one): a database, indexes/, bib/ and library.toml for settings.

    FOLDER may be postgresql://USER@HOST/DATABASE?schema=NAME, too: then the library is a schema there, for many users.
    Where you may not make one, what a DBA has to grant is said.

    Examples:
      refdb init
      refdb init my
    """
    from refdb.library import find_library, init_library

    if "://" in (named := library or folder):
        new = init_library(named)
        click.echo("made a library there" if new else "there is a library already there")
        click.echo(f"others may use it once they were given the right: refdb --library '{named}' grant reader USER")
        return
    target = Path(named)
    above = find_library(target.resolve().parent)
    new = init_library(target)
    if new and above:
        warn(f"it lies within the library {above}; in {target} this one is used, elsewhere there that one")
    click.echo(f"{'made a library in' if new else 'there is a library already in'} {target.resolve()}")
