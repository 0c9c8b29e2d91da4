"""refdb decisions import | list | export"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row

if TYPE_CHECKING:
    from refdb.model import Decision


@click.group("decisions")
def command() -> None:
    """What readers decided on claims and references; audits show it beside what refdb says.

    Examples:
      refdb decisions import article-decisions.json
      refdb decisions list
    """


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@verbosity
@click.pass_obj
def take_in(library: str | None, files: tuple[Path, ...]) -> None:
    """Take decisions in, as the report's page saves them, or `refdb decisions export`: all FILEs or none."""
    from refdb.library import open_library

    with open_library(library) as lib:
        new, known = lib.import_decisions(files)
    click.echo(f"{_counted(new)} taken in{f', {known} known already' if known else ''}")


@command.command("list")
@json_option
@verbosity
@click.pass_obj
def show(library: str | None, as_json: bool) -> None:
    """List all decisions, the earliest first; of several on one text the last counts."""
    for decision in _decisions(library):
        if as_json:
            write_row(asdict(decision))
        else:
            click.echo(_line(decision))


@command.command("export")
@click.option("-o", "--output", required=True, metavar="FILE", help="The file to write; - for standard output.")
@verbosity
@click.pass_obj
def write_out(library: str | None, output: str) -> None:
    """Write all decisions to a file, which `refdb decisions import` takes in elsewhere."""
    from refdb.reports.decisions import document
    from refdb.reports.saving import write_whole

    decisions = _decisions(library)
    text = json.dumps(document(decisions), ensure_ascii=False, indent=1) + "\n"
    if output == "-":
        click.echo(text, nl=False)
        return
    write_whole(Path(output), text.encode("utf-8"))
    click.echo(f"{_counted(len(decisions))} written to {output}")


def _decisions(library: str | None) -> list[Decision]:
    from refdb.library import open_library

    with open_library(library) as lib:
        return lib.decisions()


def _line(decision: Decision) -> str:
    from refdb.reports.decisions import label_name

    machine = label_name(decision.kind, decision.machine)
    said = f"agreed: {machine}"
    if decision.stance == "overruled":
        said = f"{label_name(decision.kind, decision.verdict)} (refdb: {machine})"
    told = [decision.at[:10], decision.by, decision.kind, said, decision.text, decision.note and f"({decision.note})"]
    return "  ".join(" ".join(part.split()) for part in told if part)


def _counted(n: int) -> str:
    return "1 decision" if n == 1 else f"{n} decisions"
