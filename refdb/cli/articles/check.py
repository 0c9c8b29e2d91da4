"""refdb check"""

from __future__ import annotations

from typing import Any

import click

from refdb.cli.input import given, import_numpy
from refdb.cli.options import json_option, least_confidence_option, verbosity
from refdb.cli.output import progress_bar, say_where, warn, write_row
from refdb.errors import InputError


@click.command("check")
@click.argument("claim", required=False)
@click.option("--claims", metavar="FILE", help="JSON Lines with id and claim (and evidence_text), instead of CLAIM.")
@least_confidence_option
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None, claim: str | None, claims: str | None, least_confidence: float | None, as_json: bool
) -> int:
    """What do the library's sources say of CLAIM? Exit status 1 where one contradicts it.

    A row of FILE that has "evidence_text" is judged against that text alone, and needs no library.

    Examples:
      refdb check "Vitamin D lowers the risk of fractures."
      refdb check --claims claims.jsonl --json
    """
    import_numpy()
    from refdb import check_rows, second_opinion_host
    from refdb.reports.json import verdict_row

    rows = _claims(claim, claims)
    options = {"least_confidence": least_confidence}
    say_where(second_opinion_host(library, options))
    with progress_bar() as progress:
        verdicts = check_rows(rows, library, options=options, progress=progress)
    for note in verdicts.notes:
        warn(note)
    findings = False
    for row, verdict in zip(rows, verdicts, strict=True):
        findings |= verdict.label in ("contradicted", "mixed")
        if as_json:
            write_row(verdict_row(row["id"], row["claim"], verdict))
        else:
            from rich.console import Console

            from refdb.reports.terminal import show_verdict

            show_verdict(row["claim"], verdict, Console())
    return int(findings)


def _claims(claim: str | None, file: str | None) -> list[dict[str, Any]]:
    if file is not None:
        from refdb import read_rows

        rows = read_rows(given(file), file)
        if any(not isinstance(row.get("claim"), str) for row in rows):
            raise InputError(f'{file}: each row needs "id" and "claim"')
        return [{"id": n} | row for n, row in enumerate(rows, 1)]
    if not claim or not claim.strip():
        raise InputError("say what to check: refdb check 'CLAIM', or --claims FILE")
    return [{"id": 1, "claim": claim}]
