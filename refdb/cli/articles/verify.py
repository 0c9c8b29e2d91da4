"""refdb verify"""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from refdb.cli.common import (
    json_option,
    mailto_option,
    progress_bar,
    read_references,
    registry_option,
    verbosity,
    warn,
    write_row,
)
from refdb.encoders.threads import cores

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
    from refdb.reports.json import standing_row, verification_row
    from refdb.reports.wording import notice
    from refdb.rows import standing_of, verify_rows

    rows = _references(file)
    retracted = 0
    counts: Counter[str] = Counter()
    unchecked = ""
    options = {"registry": registry, "mailto": mailto}
    with progress_bar() as progress:
        for row, verification in verify_rows(
            rows, options, progress, folder=library, offline=offline, processes=cores()
        ):
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
            click.secho(f"{verification.status:28}", nl=False, bold=verification.status not in CLEAN)
            click.echo(f"{row['raw']}")
            for diff in shown["diffs"]:
                if diff["outcome"] == "mismatch":
                    click.echo(f"    {diff['field']}: printed {diff['printed']!r}, registered {diff['registered']!r}")
            for one in befell:
                click.secho(f"    {notice(one.type, one.date, one.source)} {one.doi}".rstrip(), bold=True)
            for message in row.get("lint", ()):
                click.echo(f"    entry: {message}")
            if shown["doi"] or verification.note:
                click.echo(f"    {shown['doi']}  {verification.note}".rstrip())
    if unchecked:
        warn(f"{counts['unchecked']} of {counts.total()} references are unchecked ({unchecked}); try again later")
    if not as_json:
        summary = [f"{n} {status}" for status, n in counts.most_common()]
        click.echo(", ".join([*summary, f"{retracted} retracted"] if retracted else summary) or "no references")
    return int(retracted > 0 or any(status not in CLEAN for status in counts))


def _references(file: str) -> list[dict[str, Any]]:
    """A plain file of references is read line by line; anything that has a reference list is an article."""
    rows = read_references(file) if file == "-" or file.lower().endswith((".txt", ".jsonl")) else []
    if rows and not _is_article(rows):
        return rows
    from pathlib import Path

    from refdb.articles.reading import read
    from refdb.citations.extraction import extract
    from refdb.rows import entry_rows

    entries = entry_rows(Path(file))
    if entries:
        rows, warnings = entries
    else:
        article = extract(read(Path(file)))
        rows = [{"id": r.n, "raw": r.raw, "parsed": r.parsed} for r in article.references] or rows
        warnings = list(article.warnings)
    for warning in warnings:
        warn(warning)
    return rows


def _is_article(rows: list[dict[str, Any]]) -> bool:
    # A line that only says "References" never stands in a plain list of references of any use.
    headings = {"references", "bibliography", "literature cited", "works cited", "reference list", "literatur"}
    return any(str(row["raw"]).strip(" :.#").lower() in headings for row in rows[1:])
