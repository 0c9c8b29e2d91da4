"""refdb check"""

from __future__ import annotations

from typing import Any

import click

from refdb.cli.caution import least_confidence_option, say_where
from refdb.cli.common import import_numpy, json_option, progress_bar, read_rows, verbosity, warn, write_row
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
    """
    import_numpy()
    from refdb.reports.json import verdict_row

    rows = _claims(claim, claims)
    options = {"least_confidence": least_confidence}
    with progress_bar() as progress:
        from refdb.rows import check_rows, second_opinion_host

        say_where(second_opinion_host(library, options))
        verdicts = check_rows(library, rows, progress, options=options, warn=warn)
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
        rows = read_rows(file)
        if any(not isinstance(row.get("claim"), str) for row in rows):
            raise InputError(f'{file}: each row needs "id" and "claim"')
        return [{"id": n} | row for n, row in enumerate(rows, 1)]
    if not claim or not claim.strip():
        raise InputError("say what to check: refdb check 'CLAIM', or --claims FILE")
    return [{"id": 1, "claim": claim}]
