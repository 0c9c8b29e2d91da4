"""refdb show"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import wrapped, write_row

if TYPE_CHECKING:
    from refdb.library import Library
    from refdb.model import Work


@click.command("show")
@click.argument("works", nargs=-1, required=True, metavar="WORK…")
@click.option("--abstract/--no-abstract", default=True, help="Whether the abstract is shown whole.")
@click.option("--text", is_flag=True, help="Show the full text too.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, works: tuple[str, ...], abstract: bool, text: bool, as_json: bool) -> None:
    """Show all that the library knows of works: fields, texts and where they came from, standing, who cites them.

    WORK is a key, a DOI, a PMID, an arXiv number or an ISBN.

    Examples:
      refdb show manson2019
      refdb show 10.1056/nejmoa1809944 --json
    """
    from refdb.library import open_library

    with open_library(library) as lib:
        for n, work in enumerate(lib.works_named(*works)):
            row = _row(lib, work)
            if as_json:
                write_row(row | ({"full_text": work.full_text} if text else {}))
                continue
            if n:
                click.echo()
            _show(work, row, abstract)
            if text and work.full_text:
                from refdb.reports.wording import with_page_numbers

                click.echo(f"\n{with_page_numbers(work.full_text)}")


def _row(lib: Library, work: Work) -> dict[str, Any]:
    from refdb.reports.json import standing_row

    standing, origins, citing = lib.known_of(work)
    texts = [{"field": o.field, "source": o.source, "name": o.name, "fetched_at": o.fetched_at} for o in origins]
    fields = {name: value for name, value in lib.fields(work.key).items() if value or name in ("key", "doi", "title")}
    return fields | {
        "standing": standing_row(standing),
        "texts": texts,
        "cited_by": [{"article": number, "title": title} for number, title in citing],
    }


def _show(work: Work, row: dict[str, Any], abstract: bool) -> None:
    click.secho(work.full_title or "(no title)", bold=True)
    names = "; ".join(_name(one) for one in row.get("authors", ()))
    numbers = f"{work.volume}{f'({work.issue})' if work.issue else ''}{f':{work.pages}' if work.pages else ''}"
    where = ", ".join(filter(None, [work.container_title or work.publisher, str(work.year or ""), numbers]))
    lines = {"authors": names, "in": where, "key": " = ".join((work.key, *work.aliases))}
    lines |= {name: str(row[name]) for name in ("type", "doi", "pmid", "pmcid", "arxiv", "url") if row.get(name)}
    lines |= {name: "; ".join(row[name]) for name in ("isbn", "tags", "collections", "files") if row.get(name)}
    state = row["standing"]["state"]
    if state != "unchecked":
        lines["standing"] = state
    lines["text"] = _texts(work, row)
    lines["cited by"] = "; ".join(f"{one['title']} ({one['article']})" for one in row["cited_by"])
    for name, value in lines.items():
        if value:
            shown = wrapped(value, indent=13)
            click.echo(f"  {name:10} ", nl=False)
            click.secho(shown, bold=value == "retracted")
    for note in row.get("notes", ()):
        click.echo(f"  {'note':10} {wrapped(note, indent=13)}")
    if abstract and work.abstract:
        click.echo(f"\n  {wrapped(work.abstract, indent=2)}")


def _name(one: str | Mapping[str, str]) -> str:
    return (
        one if isinstance(one, str) else " ".join(filter(None, (one.get(p) for p in ("given", "particle", "family"))))
    )


def _texts(work: Work, row: dict[str, Any]) -> str:
    sources = {text["field"]: text["name"] or text["source"] for text in row["texts"]}
    told = []
    for field, what in (("abstract", "abstract"), ("full_text", "full text")):
        if getattr(work, field):
            told.append(f"{what} ({sources[field]})" if field in sources else what)
    return ", ".join(told) or "none: `refdb enrich` looks for an abstract, `refdb attach` takes a file of yours"
