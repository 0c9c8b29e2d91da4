"""refdb list"""

from __future__ import annotations

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import write_row


@click.command("list")
@click.argument("what", type=click.Choice(["works", "articles"]), default="works")
@json_option
@verbosity
@click.pass_obj
def command(library: str | None, what: str, as_json: bool) -> None:
    """List the works of the library, or its articles with their numbers."""
    from refdb.library import open_library

    with open_library(library) as lib:
        if what == "works":
            origins, standings = lib.text_origins(), lib.standings()
            for work in lib.works():
                author = work.authors[0].sort_name if work.authors else ""
                row = {"key": work.key, "doi": work.doi, "year": work.year, "author": author, "title": work.full_title}
                standing = standings[work.key]
                if as_json:
                    texts = [
                        {"field": o.field, "source": o.source, "name": o.name, "sha256": o.sha256}
                        for o in origins.get(work.key, ())
                    ]
                    write_row(row | {"state": standing.state, "texts": texts})
                else:
                    retracted = "  RETRACTED" if standing.state == "retracted" else ""
                    click.echo(f"{work.key}  {author} {work.year or ''}  {work.full_title}  {work.doi}{retracted}")
        else:
            for id_, article in lib.articles().items():
                row = {"id": id_, "title": article.title, "name": article.source.name, "n": len(article.references)}
                if as_json:
                    write_row({"id": id_, "title": article.title, "file": row["name"], "references": row["n"]})
                else:
                    click.echo(f"{id_:4}  {article.title}  ({row['name']}, {row['n']} references)")
