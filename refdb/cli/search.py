"""refdb search"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from refdb.cli.common import json_option, progress_bar, read_rows, verbosity, write_row
from refdb.errors import InputError

if TYPE_CHECKING:
    from refdb.model import Hit


@click.command("search")
@click.argument("query", required=False)
@click.option("-k", "--count", default=10, show_default=True, type=click.IntRange(1), help="How many works.")
@click.option("--queries", metavar="FILE", help="JSON Lines with id and text, instead of QUERY.")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, query: str | None, count: int, queries: str | None, as_json: bool) -> None:
    """Find works by meaning and by words; each with the passage that fits best."""
    from refdb.library import open_library

    rows = _queries(query, queries)
    with open_library(library) as lib, progress_bar() as progress:
        results = lib.search([row["text"] for row in rows], count, progress)
    for row, hits in zip(rows, results, strict=True):
        for hit in hits:
            if as_json:
                write_row({"query_id": row["id"]} | _row(hit))
            else:
                _show(hit)
        if not hits and not as_json:
            click.echo("nothing found; `refdb import` takes works into the library", err=True)


def _queries(query: str | None, file: str | None) -> list[dict[str, Any]]:
    if file is not None:
        rows = read_rows(file)
        if any(not isinstance(row.get("text"), str) for row in rows):
            raise InputError(f'{file}: each row needs "id" and "text"')
        return [{"id": row.get("id", n), "text": row["text"]} for n, row in enumerate(rows, 1)]
    if not query or not query.strip():
        raise InputError("say what to search for: refdb search 'QUERY', or --queries FILE")
    return [{"id": 1, "text": query}]


def _row(hit: Hit) -> dict[str, Any]:
    return {
        "key": hit.work.key,
        "doi": hit.work.doi,
        "title": hit.work.full_title,
        "passage": hit.passage.text,
        "score": round(hit.score, 6),
        "parts": {name: round(part, 6) for name, part in hit.parts.items()},
    }


def _show(hit: Hit) -> None:
    author = hit.work.authors[0].sort_name if hit.work.authors else ""
    click.secho(f"{hit.work.full_title}", bold=True)
    where = ", ".join(filter(None, [author, hit.work.container_title, str(hit.work.year or ""), hit.work.doi]))
    click.echo(f"  {hit.work.key}  {where}  ({hit.score:.2f})")
    if hit.passage.origin != "title":
        text = hit.passage.text if len(hit.passage.text) < 300 else f"{hit.passage.text[:300].rsplit(' ', 1)[0]} …"
        click.echo(f"  {text}\n")
