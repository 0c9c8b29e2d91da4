"""refdb accept"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, registry_options, verbosity
from refdb.cli.output import write_row


@click.command("accept")
@click.argument("file")
@click.argument("id_", metavar="[ID]", required=False)
@click.argument("findings", nargs=-1)
@click.option("--reason", metavar="TEXT", help="Why it is left alone; it is kept and shown.")
@click.option("--withdraw", is_flag=True, help="Tell the findings again.")
@registry_options
@click.option("--offline", is_flag=True, help="Ask nobody; use what the library's registry answered before.")
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    file: str,
    id_: str | None,
    findings: tuple[str, ...],
    reason: str | None,
    withdraw: bool,
    registry: str | None,
    mailto: str | None,
    offline: bool,
    as_json: bool,
) -> None:
    """Leave findings of a reference alone: ID is its key or number in FILE, FINDINGS fields, a status or "retracted".

    Without FINDINGS all that `refdb verify` tells of the reference are accepted; without ID what is accepted is listed.
    It stands in .refdb-accepted.toml beside FILE, and is told again once the entry or the registered record changes.

    Examples:
      refdb accept refs.bib smith2019 volume --reason "as in the print edition"
      refdb accept refs.bib
      refdb accept refs.bib smith2019 --withdraw
    """
    from refdb import (
        InputError,
        accepted,
        findings_of,
        read_accepted,
        reference_rows,
        standing_of,
        verify_rows,
        write_accepted,
    )

    known = read_accepted(file)
    new = known if id_ is None else []
    if id_ is not None:
        gone = [one for one in known if one.id == id_ and (not findings or one.finding in findings)]
        kept = [one for one in known if one not in gone]
        if withdraw and not gone:
            raise InputError(f"nothing is accepted of {id_}; `refdb accept {file}` lists what is")
        if not withdraw:
            if not (reason or "").strip():
                raise click.UsageError("give a --reason: whoever reads it next wants to know why")
            rows = [row for row in reference_rows(file) if str(row["id"]) == id_]
            if not rows:
                raise InputError(f"{file} has no reference {id_!r}; `refdb verify {file} --json` shows their ids")
            options = {"registry": registry, "mailto": mailto}
            row, verification = next(iter(verify_rows(rows[:1], options, folder=library, offline=offline)))
            there = findings_of(verification, standing_of(verification))
            if strange := [one for one in findings if one not in there]:
                told = ", ".join(there) or "nothing"
                raise InputError(f"{id_} has no finding {', '.join(strange)}; `refdb verify` tells: {told}")
            new = accepted(file, row, verification, findings or there, (reason or "").strip())
            if not new:
                raise InputError(f"nothing is to be told of {id_}: it is {verification.status}")
        write_accepted(file, [*kept, *new])
        new = gone if withdraw else new
    for one in new:
        if as_json:
            write_row({"id": one.id, "finding": one.finding, "reason": one.reason, "date": one.date, "file": one.file})
        else:
            click.echo(f"{one.id}  {one.finding}: {'told again' if withdraw else one.reason}  ({one.date})")
    if not new and not as_json:
        click.echo("nothing is accepted here")
