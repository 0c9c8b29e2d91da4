"""refdb verify"""

from __future__ import annotations

import click

from refdb.cli.common import (
    json_option,
    mailto_option,
    progress_bar,
    read_references,
    registry_option,
    verbosity,
    write_row,
)

CLEAN = ("verified", "not_checkable", "not_registered_here", "unchecked")


@click.command("verify")
@click.argument("file")
@registry_option
@mailto_option
@json_option
@verbosity
def command(file: str, registry: str | None, mailto: str | None, as_json: bool) -> int:
    """Look up printed references: FILE (or -) has one a line, JSON Lines with id and raw, or is an article.

    Exit status 1 where a reference is not as registered; a registry that cannot be asked makes it unchecked.
    """
    from refdb.library import verify_rows
    from refdb.reports.json import verification_row

    rows = _references(file)
    findings = False
    with progress_bar() as progress:
        for row, verification in verify_rows(rows, {"registry": registry, "mailto": mailto}, progress):
            findings |= verification.status not in CLEAN
            shown = verification_row(row["id"], row["raw"], verification)
            if as_json:
                write_row(shown)
                continue
            click.secho(f"{verification.status:28}", nl=False, bold=verification.status not in CLEAN)
            click.echo(f"{row['raw']}")
            for diff in shown["diffs"]:
                if diff["outcome"] == "mismatch":
                    click.echo(f"    {diff['field']}: printed {diff['printed']!r}, registered {diff['registered']!r}")
            if shown["doi"] or verification.note:
                click.echo(f"    {shown['doi']}  {verification.note}".rstrip())
    return int(findings)


def _references(file: str) -> list[dict[str, object]]:
    """A plain file of references is read line by line; anything that has a reference list is an article."""
    rows = read_references(file) if file == "-" or file.lower().endswith((".txt", ".jsonl")) else []
    if rows and not _is_article(rows):
        return rows
    from pathlib import Path

    from refdb.articles.reading import read
    from refdb.citations.extraction import extract

    article = extract(read(Path(file)))
    return [{"id": r.n, "raw": r.raw, "parsed": r.parsed} for r in article.references] or rows


def _is_article(rows: list[dict[str, object]]) -> bool:
    # A line that only says "References" never stands in a plain list of references of any use.
    headings = {"references", "bibliography", "literature cited", "works cited", "reference list", "literatur"}
    return any(str(row["raw"]).strip(" :.#").lower() in headings for row in rows[1:])
