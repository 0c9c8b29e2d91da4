"""refdb watch"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.options import label_options, verbosity
from refdb.cli.output import is_quiet, warn
from refdb.cli.works.export import form_of
from refdb.errors import InputError

if TYPE_CHECKING:
    from refdb import Exported


@click.command("watch")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--export", "exporting", is_flag=True, help="Write the library into FILE whenever it was changed.")
@label_options
@click.option("--article", type=int, help="Only what this article cites.")
@click.option(
    "--interval",
    type=click.FloatRange(0.1, 3600.0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look.",
)
@verbosity
@click.pass_obj
def command(library: str | None, /, file: Path, exporting: bool, interval: float, **conditions: Any) -> int:
    """Keep a bibliography current: FILE is written anew whenever the library was changed. Ctrl-C ends it.

    Examples:
      refdb watch refs.bib --export
      refdb watch thesis.bib --export --tag thesis
    """
    from refdb.library import open_library
    from refdb.model import Selection

    if not exporting:
        raise InputError(f"say what to watch for; refdb watch {file} --export keeps {file} as the library is")
    form = form_of(file)
    with open_library(library) as lib:
        try:
            seen: int | None = None
            while True:
                state = lib.state()
                if state != seen:
                    seen = state
                    _write(lambda write: lib.export(Selection(**conditions), form=form, write=write), file)
                time.sleep(interval)
        except KeyboardInterrupt:
            return 0


def _write(export: Callable[[Callable[[str], object]], Exported], file: Path) -> None:
    from refdb.reports.saving import whole_file
    from refdb.reports.spooled import blocks, is_there, spooled

    text, done = spooled(export)
    with text:
        if is_there(text, file):
            return
        with whole_file(file) as target:
            target.writelines(blocks(text))
    for warning in done.warnings:
        warn(warning)
    if not is_quiet():
        click.echo(f"{done.works} entries written to {file}")
