"""refdb export"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from refdb.cli.options import json_option, selection_options, verbosity
from refdb.cli.output import warn, write_row
from refdb.errors import InputError

if TYPE_CHECKING:
    from refdb.library import Library
    from refdb.model import Selection

FORMATS = ("bibtex", "biblatex", "ris", "nbib", "csl-json", "text")
_BY_SUFFIX = {"": "bibtex", ".bib": "bibtex", ".ris": "ris", ".nbib": "nbib", ".json": "csl-json", ".txt": "text"}


@click.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; else standard output, as for -."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="Else by the file's name, or bibtex.")
@click.option("--style", metavar="CSL", help="Formatted text in this style: vancouver, apa, … or a .csl file.")
@selection_options
@click.option(
    "--journals", type=click.Choice(["registered", "full", "abbreviated"]), default="registered", show_default=True
)
@click.option("--encoding", type=click.Choice(["ascii", "utf-8"]), help="Of BibTeX (ascii) and BibLaTeX (utf-8).")
@click.option("--trust-tex", is_flag=True, help="Keep TeX that reads or writes files as it is: it is your own.")
@click.option(
    "--to-zotero", is_flag=True, help="Write tags, and notes of what audits found, into Zotero's items instead."
)
@click.option("--check", "checking", is_flag=True, help="Say what is missing or suspicious instead; exit status 1.")
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    /,
    output: Path | None,
    form: str | None,
    style: str | None,
    journals: str,
    encoding: str | None,
    trust_tex: bool,
    to_zotero: bool,
    checking: bool,
    as_json: bool,
    **conditions: Any,
) -> int:
    """Write the works of the library, or some of them, as BibTeX, BibLaTeX, RIS, NBIB, CSL-JSON or formatted text.

    Examples:
      refdb export -o refs.bib
      refdb export --only-cited manuscript.tex --format biblatex -o manuscript.bib
      refdb export --tag thesis --style vancouver -o thesis.txt
      refdb export --to-zotero
    """
    from refdb.library import open_library
    from refdb.model import Selection
    from refdb.reports.saving import whole_file

    selection = Selection(**conditions)
    form = form or ("text" if style else form_of(output))
    if style and form != "text":
        raise InputError(f"--style is for formatted text, not for {form}; leave --format out")
    with open_library(library) as lib:
        if checking:
            return _check(lib, selection, as_json)
        if to_zotero:
            return _to_zotero(lib, selection, as_json)
        options = {"style": style or "vancouver", "journals": journals, "encoding": encoding, "trust_tex": trust_tex}
        named = output if output and str(output) != "-" else None
        with whole_file(named) if named else nullcontext() as file:
            done = lib.export(selection, form=form, write=_writer(file), **options)
    for warning in done.warnings:
        warn(warning)
    if named:
        click.echo(f"{done.works} entries written to {named}")
    return 0


def _writer(file: IO[bytes] | None) -> Callable[[str], object]:
    if file is None:
        return lambda text: click.echo(text, nl=False)
    return lambda text: file.write(text.encode("utf-8"))


def _to_zotero(lib: Library, selection: Selection, as_json: bool) -> int:
    done = lib.export_to_zotero(selection)
    for line in done.failed:
        warn(f"Zotero did not take {line}")
    if as_json:
        write_row(asdict(done))
        return 0
    missing = f"; Zotero does not have {len(done.unmatched)} works" if done.unmatched else ""
    click.echo(f"{done.items} items of Zotero: tags of {done.tags} and notes of {done.notes} written{missing}")
    return 0


def form_of(output: Path | None) -> str:
    """The format that a file's name says; BibTeX where it says none."""
    suffix = output.suffix.lower() if output else ""
    if suffix not in _BY_SUFFIX:
        known = ", ".join(f"{ending} ({form})" for ending, form in _BY_SUFFIX.items() if ending)
        raise InputError(f"no format is written as {suffix}; there are {known}, or say --format")
    return _BY_SUFFIX[suffix]


def _check(lib: Library, selection: Selection, as_json: bool) -> int:
    findings, works = lib.check_bibliography(selection)
    for finding in findings:
        if as_json:
            write_row(asdict(finding))
        else:
            click.echo(f"{finding.key}  {finding.severity}  {finding.field}: {finding.message}")
    if not as_json:
        click.echo(f"{works} works, {len({f.key for f in findings})} with something to look at")
    return 1 if findings else 0
