"""refdb import"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import progress_bar, warn, write_json
from refdb.errors import InputError

MOST_SHOWN = 20  # entries that became part of a work
FORMATS = ("bibtex", "ris", "nbib", "endnote", "zotero-rdf", "zotero-json", "csv", "identifiers")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="What a file is that does not say so.")
@click.option("--column", "columns", multiple=True, metavar="NAME=FIELD", help="What a column of a table holds.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for every work that is imported.")
@click.option("--collection", "collections", multiple=True, metavar="NAME", help="A collection for all of them.")
@click.option("--key-pattern", default="", metavar="PATTERN", help="For works without a key, as Better BibTeX has it.")
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    files: tuple[Path, ...],
    form: str | None,
    columns: tuple[str, ...],
    tags: tuple[str, ...],
    collections: tuple[str, ...],
    key_pattern: str,
    as_json: bool,
) -> None:
    """Take FILES into the library: articles, and bibliographies.

    Bibliographies are BibTeX and BibLaTeX, RIS, PubMed's NBIB, EndNote XML, Zotero's JSON and RDF, CSL-JSON and
    Crossref items (.json, .jsonl), a list of DOIs, PMIDs, arXiv numbers or ISBNs, and tables (CSV, TSV). Keys, tags,
    collections, notes, file links and unknown fields are kept. Importing the same file again changes nothing. Without a
    library here, your own is used, and made if need be. `zotero` is the Zotero that runs on this machine, else its
    database; nothing is written there.

    Examples:
      refdb import refs.bib
      refdb import zotero
      refdb import ~/Zotero/zotero.sqlite --tag zotero
    """
    from refdb.library import open_library
    from refdb.model import ImportOptions

    options = ImportOptions(form or "", _pairs(columns), tags, collections, key_pattern)
    with open_library(library, create=True) as lib, progress_bar() as progress:
        counts = lib.import_files(files, progress, options)
        bare = sum(not row["title"] for row in lib.rows(("title",))[0]) if counts.new else 0
    for warning in counts.warnings:
        warn(warning)
    if as_json:
        write_json(asdict(counts))
    else:
        for line in counts.merged[:MOST_SHOWN]:
            click.echo(line)
        if len(counts.merged) > MOST_SHOWN:
            click.echo(f"… and {len(counts.merged) - MOST_SHOWN} more that became part of a work; --json lists all")
        click.echo(
            f"{counts.articles} articles with {counts.references} references, {counts.works} works; "
            f"{counts.new} new, {counts.duplicates} known already, in {lib.folder}"
        )
        if bare:
            click.echo(f"{bare} works have an identifier and nothing else yet; `refdb enrich` looks them up")


def _pairs(columns: tuple[str, ...]) -> dict[str, str]:
    for column in columns:
        if "=" not in column:
            raise InputError(f"--column {column}: expected NAME=FIELD, such as --column Titel=title")
    return {name.strip(): known.strip() for name, _, known in (column.partition("=") for column in columns)}
