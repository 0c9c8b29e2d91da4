"""refdb verify"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.input import given
from refdb.cli.options import json_option, mailto_option, registry_option, verbosity
from refdb.cli.output import progress_bar, warn, write_row

if TYPE_CHECKING:
    from refdb.model import Update, Verification

FIRST = 25  # references that tell whether the registry knows the list, and are waited for
CLEAN = ("verified", "not_checkable", "not_registered_here", "unchecked")


@click.command("verify")
@click.argument("file")
@registry_option
@mailto_option
@click.option("--offline", is_flag=True, help="Ask nobody; use what the library's registry answered before.")
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None, file: str, registry: str | None, mailto: str | None, offline: bool, as_json: bool
) -> int:
    """Look up printed references: FILE (or -) has one a line, JSON Lines with id and raw, or is an article, .bib, .ris.

    Needs no library; inside one, what the registry answered before is not asked again. Exit status 1 where a reference
    is not as registered or was retracted; a registry that cannot be asked makes it unchecked, which is no finding. Of a
    .bib or .ris file it also says what is missing or odd in an entry.
    """
    from refdb import few_known, reference_rows, standing_of, verify_rows
    from refdb.reports.json import standing_row, verification_row

    rows = reference_rows(given(file), file)
    for note in rows.notes:
        warn(note)
    retracted = 0
    counts: Counter[str] = Counter()
    unchecked = ""
    options = {"registry": registry, "mailto": mailto}
    with progress_bar() as progress:
        verified = verify_rows(rows, options, progress, folder=library, offline=offline, processes=0)
        first = list(islice(verified, FIRST))
        if few := few_known([verification for _, verification in first]):
            warn(few) if as_json else click.secho(few, bold=True)
        for row, verification in chain(first, verified):
            counts[verification.status] += 1
            if verification.status == "unchecked":
                unchecked = unchecked or verification.note
            shown = verification_row(row["id"], row["raw"], verification)
            standing = standing_of(verification)
            befell = standing.notices if standing and standing.state == "retracted" else ()
            retracted += bool(befell)
            shown |= {"standing": standing_row(standing)} if standing else {}
            shown |= {"lint": row["lint"]} if "lint" in row else {}
            if as_json:
                write_row(shown)
                continue
            _show(row, verification, shown["diffs"], befell)
    if unchecked:
        warn(f"{counts['unchecked']} of {counts.total()} references are unchecked ({unchecked}); try again later")
    if not as_json:
        summary = [f"{n} {status}" for status, n in counts.most_common()]
        click.echo(", ".join([*summary, f"{retracted} retracted"] if retracted else summary) or "no references")
    return int(retracted > 0 or any(status not in CLEAN for status in counts))


def _show(
    row: Mapping[str, Any], verification: Verification, diffs: Sequence[Mapping[str, str]], befell: Sequence[Update]
) -> None:
    """One reference in words."""
    from refdb.reports.wording import notice

    click.secho(f"{verification.status:28}", nl=False, bold=verification.status not in CLEAN)
    click.echo(f"{row['raw']}")
    for diff in diffs:
        if diff["outcome"] == "mismatch":
            click.echo(f"    {diff['field']}: printed {diff['printed']!r}, registered {diff['registered']!r}")
    for one in befell:
        click.secho(f"    {notice(one.type, one.date, one.source)} {one.doi}".rstrip(), bold=True)
    for message in row.get("lint", ()):
        click.echo(f"    entry: {message}")
    doi = verification.work.doi if verification.work else ""
    if doi or verification.note:
        click.echo(f"    {doi}  {verification.note}".rstrip())
