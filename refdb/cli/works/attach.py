"""refdb attach"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import progress_bar, warn, write_row
from refdb.errors import InputError

if TYPE_CHECKING:
    from refdb.model import Attached


@click.command("attach")
@click.argument("what", metavar="WORK|FOLDER|FILE")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Also a file at whose beginning neither DOI nor title of WORK stand.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, what: str, file: Path | None, force: bool, as_json: bool) -> int:
    """Make a file (PDF, HTML, JATS, Word, text) the full text of a work of the library.

    WORK FILE names both: WORK is a key or a DOI. A FOLDER, or a FILE alone, is matched by the DOI or the title at its
    beginning; a file whose work is not certain is left alone and named. Reference lists are left out. Attaching the
    same file again changes nothing; `refdb detach` and `refdb undo` take it back. Exit status 1 where a file was not
    attached.

    Examples:
      refdb attach manson2019 vital.pdf
      refdb attach ~/papers
    """
    from refdb.library import open_library

    path = Path(what)
    if file is None and not path.exists():
        raise InputError(f"{what}: no such file or folder; to attach a file to a work: refdb attach WORK FILE")
    with open_library(library) as lib, progress_bar() as progress:
        results = [lib.attach(what, file, force=force)] if file is not None else lib.attach_found(path, progress)
    if file is None and len(results) == 1 and results[0].outcome == "failed":
        raise InputError(results[0].note)
    for one in results:
        if as_json:
            write_row(_row(one))
        else:
            _show(one)
    if not as_json and len(results) > 1:
        counts = Counter(one.outcome for one in results)
        click.echo(f"{len(results)} files: {', '.join(f'{n} {outcome}' for outcome, n in counts.items())}")
    return int(any(one.outcome in ("unmatched", "failed") for one in results))


def _row(one: Attached) -> dict[str, Any]:
    return {
        "file": str(one.file),
        "outcome": one.outcome,
        "key": one.key,
        "doi": one.doi,
        "passages": one.passages,
        "note": one.note,
    }


def _show(one: Attached) -> None:
    if one.outcome == "attached":
        click.echo(f"attached   {one.file} to {one.key}: {one.passages} passages")
        if one.note:
            warn(one.note)
    elif one.outcome == "unchanged":
        click.echo(f"unchanged  {one.file} is attached to {one.key} already")
    elif one.outcome == "unmatched":
        click.echo(f"unmatched  {one.file}: {one.note}")
    else:
        click.echo(f"failed     {one.note}")
