"""refdb doctor"""

from __future__ import annotations

from dataclasses import asdict

import click

from refdb.cli.input import import_numpy
from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row

_COLOURS = {"well": "green", "note": "yellow", "fault": "red", "mended": "green"}


@click.command("doctor")
@click.option("--fix", is_flag=True, help="Mend what can be mended.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, fix: bool, as_json: bool) -> int:
    """Say what of the library is broken or missing: settings, database, passages, indexes, texts, linked files, space.

    Exit status 1 where there is a fault.

    Examples:
      refdb doctor
      refdb doctor --fix
    """
    import_numpy()
    from refdb.library import open_library

    faults = False
    with open_library(library) as lib:
        for one in lib.diagnose(fix=fix):
            faults |= one.state == "fault"
            if as_json:
                write_row(asdict(one))
                continue
            click.secho(f"{one.state:7}", fg=_COLOURS[one.state], nl=False)
            click.echo(f"{one.about:10} {one.message}{f'; {one.mend}' if one.mend else ''}")
    return int(faults)
