"""refdb retractions"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.options import json_option, registry_options, verbosity
from refdb.cli.output import OFFLINE, no_network, progress_bar, write_row

if TYPE_CHECKING:
    from refdb.model import CheckedWork


@click.command("retractions")
@registry_options
@click.option(
    "--retraction-watch",
    "watch",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Retraction Watch's CSV file, from gitlab.com/crossref/retraction-watch-data.",
)
@click.option("--refresh", is_flag=True, help="Ask again, also about works asked about in the last seven days.")
@click.option("--offline", is_flag=True, help="Ask nobody; use earlier answers, however old, and FILE.")
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    registry: str | None,
    mailto: str | None,
    watch: Path | None,
    refresh: bool,
    offline: bool,
    as_json: bool,
) -> int:
    """Check whether the works of the library were retracted, withdrawn, corrected or doubted.

    Clear means that at least one source answered about the very work and knows of no retraction; a work that no source
    answered about is unchecked. Exit status 1 where a work is retracted.

    Examples:
      refdb retractions
      refdb retractions --retraction-watch retractions.csv --json
    """
    from refdb.library import open_library

    with open_library(library, options={"registry": registry, "mailto": mailto}) as lib, progress_bar() as progress:
        checked = lib.retractions(watch, refresh=refresh, offline=offline, progress=progress)
        why = "" if offline else lib.no_network
    for one in checked:
        if as_json:
            write_row(_row(one))
        else:
            _show(one)
    if not as_json:
        counts = Counter(one.standing.state for one in checked)
        states = ", ".join(f"{counts[state]} {state}" for state in ("retracted", "clear", "unchecked") if counts[state])
        click.echo(f"{len(checked)} works: {states}" if checked else "no works yet")
    unchecked = sum(one.standing.state == "unchecked" for one in checked)
    if why and unchecked:
        no_network(unchecked, "works unchecked", why)
    retracted = any(one.standing.state == "retracted" for one in checked)
    return 1 if retracted else OFFLINE if why and unchecked else 0


def _row(one: CheckedWork) -> dict[str, Any]:
    from refdb.reports.json import standing_row

    row = {"key": one.work.key, "doi": one.work.doi, "title": one.work.full_title, **standing_row(one.standing)}
    row["asked_at"] = one.asked_at
    return row | ({"note": one.note} if one.note else {})


def _show(one: CheckedWork) -> None:
    """Works of which there is nothing to say are only counted."""
    if one.standing.state == "clear" and not one.standing.notices:
        return
    click.secho(f"{one.standing.state:10}", nl=False, bold=one.standing.state == "retracted")
    click.echo(f"{one.work.key}  {one.work.full_title}  {one.work.doi}".rstrip())
    for notice in one.standing.notices:
        parts = (notice.type.replace("_", " "), notice.date, notice.doi, f"({notice.source})" if notice.source else "")
        click.echo(f"          {' '.join(filter(None, parts))}")
    if one.note:
        click.echo(f"          {one.note}")
