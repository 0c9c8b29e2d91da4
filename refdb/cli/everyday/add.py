"""refdb add"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.options import json_option, registry_options, verbosity
from refdb.cli.output import OFFLINE, no_network, progress_bar, write_row

if TYPE_CHECKING:
    from refdb.model import Added

GOT = ("added", "known")


@click.command("add")
@click.argument("what", nargs=-1, required=True, metavar="DOI|PMID|ARXIV|ISBN|URL|REFERENCE…")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for each of the works.")
@click.option("--collection", "collections", multiple=True, metavar="NAME", help="A collection for each of them.")
@click.option("--offline", is_flag=True, help="Ask nobody; use what was answered before.")
@registry_options
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    /,
    what: tuple[str, ...],
    tags: tuple[str, ...],
    collections: tuple[str, ...],
    offline: bool,
    registry: str | None,
    mailto: str | None,
    as_json: bool,
) -> int:
    """Look works up now, and take them into the library with their abstracts: by DOI, PMID, arXiv number, ISBN, by
    the address of their page, or as a printed reference in quotes. - reads one a line from standard input.

    Exit status 1 where something was not found, 3 where nobody could be asked.

    Examples:
      refdb add 10.1056/nejmoa1809944 "PMID: 30415637"
      refdb add "LeBoff MS. Supplemental vitamin D and incident fractures. N Engl J Med. 2022;387:299-309." --tag bones
      refdb add - < dois.txt
    """
    from refdb.library import open_library

    given = [one.strip() for word in what for one in (sys.stdin if word == "-" else [word]) if one.strip()]
    options = {"registry": registry, "mailto": mailto}
    with open_library(library, create=True, options=options) as lib, progress_bar() as progress:
        results = lib.add(given, tags=tags, collections=collections, offline=offline, progress=progress)
        why = "" if offline else lib.no_network
    for one in results:
        if as_json:
            write_row(_row(one))
        else:
            _show(one)
    unchecked = [one for one in results if one.outcome == "unchecked"]
    if unchecked and not offline:
        no_network(len(unchecked), "works not looked up", why or unchecked[0].note)
        return OFFLINE
    return int(any(one.outcome not in GOT for one in results))


def _row(one: Added) -> dict[str, Any]:
    work = one.work
    row = {"given": one.given, "outcome": one.outcome, "key": work.key if work else "", "doi": work.doi if work else ""}
    return row | {"title": work.full_title if work else "", "note": one.note}


def _show(one: Added) -> None:
    if one.work:
        text = "abstract" if one.work.abstract else "no abstract"
        click.echo(
            f"{'added' if one.outcome == 'added' else 'here already':13} {one.work.key}  {one.work.line}  ({text})"
        )
        if one.note:
            click.echo(f"{'':13} {one.note}")
    else:
        click.secho(f"{one.outcome.replace('_', ' '):13} ", nl=False, bold=True)
        click.echo(f"{one.given}: {one.note}" if one.note else one.given)
