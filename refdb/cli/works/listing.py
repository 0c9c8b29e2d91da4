"""refdb list"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.options import json_option, selection_options, verbosity
from refdb.cli.output import write_row

if TYPE_CHECKING:
    from refdb.library import Library

FORMATS = ("table", "json", "csv", "tsv")
SHOWN = ("key", "author", "year", "title", "doi")


@click.command("list")
@click.argument("what", type=click.Choice(["works", "articles"]), default="works")
@selection_options
@click.option("--sort", default="", metavar="[-]COLUMN", help="In this order; -year for the newest first.")
@click.option("--columns", default="", metavar="NAME,…", help="Which columns; an unknown name tells all.")
@click.option("--format", "form", type=click.Choice(FORMATS), default=None, help="How (default: table).")
@click.option("-n", "--limit", type=click.IntRange(1), help="How many at most.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to leave out at the beginning.")
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    /,
    what: str,
    sort: str,
    columns: str,
    form: str | None,
    limit: int | None,
    offset: int,
    as_json: bool,
    **conditions: Any,
) -> None:
    """List the works of the library, or some of them; or its articles with their numbers.

    Examples:
      refdb list --sort=-year -n 20
      refdb list --tag thesis --columns key,authors,year,journal --format csv > thesis.csv
      refdb list articles
    """
    from refdb.library import open_library
    from refdb.model import Selection

    form = form or ("json" if as_json else "table")
    with open_library(library) as lib:
        if what == "articles":
            _articles(lib, form == "json")
            return
        wanted = tuple(one.strip() for one in columns.split(",") if one.strip())
        whole_json = form == "json" and not wanted
        names = (*SHOWN, "state") if whole_json or (form == "table" and not wanted) else wanted or SHOWN
        found, whole = lib.rows(names, Selection(**conditions), sort=sort, limit=limit, offset=offset)
        texts = lib.text_origins() if whole_json else {}
    if whole_json:
        found = [{**_in_order(row), "texts": [_text(one) for one in texts.get(row["key"], ())]} for row in found]
    _write(found, [name for name in names if name != "state" or wanted], form)
    if form == "table" and len(found) < whole and sys.stdout.isatty():
        click.echo(f"{offset + 1} to {offset + len(found)} of {whole}", err=True)


def _in_order(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("key", "doi", "year", "author", "title", "state")}


def _text(origin: Any) -> dict[str, str]:
    return {"field": origin.field, "source": origin.source, "name": origin.name, "sha256": origin.sha256}


def _write(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> None:
    if form == "json":
        for row in rows:
            write_row(row)
    elif form in ("csv", "tsv"):
        writer = csv.writer(sys.stdout, "excel" if form == "csv" else "excel-tab", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    else:
        _table(rows, columns)


def _cell(value: object) -> str:
    if (
        isinstance(value, str) and "  " not in value and value.isprintable()
    ):  # most are: nothing is to be drawn together
        return value.strip()
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return " ".join(text.split())


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Columns of equal width on a terminal, cut off at its edge; whole lines in a pipe."""
    lines = [[_cell(row[name]) for name in columns] for row in rows]
    marks = ["  RETRACTED" if row.get("state") == "retracted" and "state" not in columns else "" for row in rows]
    if not sys.stdout.isatty():
        if lines:  # in one go: a call for each line takes longer than all the rest
            click.echo("\n".join("  ".join(line) + mark for line, mark in zip(lines, marks, strict=True)))
        return
    width = shutil.get_terminal_size().columns
    widths = _widths(lines, columns, width)
    shown = [click.style("  ".join(f"{n:{w}.{w}}" for n, w in zip(columns, widths, strict=True)).rstrip(), dim=True)]
    for line, mark in zip(lines, marks, strict=True):
        cells = (f"{cell if len(cell) <= w else cell[: w - 1] + '…':{w}}" for cell, w in zip(line, widths, strict=True))
        shown.append(click.style("  ".join(cells).rstrip() + mark, bold=bool(mark)))
    if len(shown) > shutil.get_terminal_size().lines:
        click.echo_via_pager("\n".join(shown) + "\n")
    else:
        click.echo("\n".join(shown))


def _widths(lines: Sequence[Sequence[str]], columns: Sequence[str], width: int) -> list[int]:
    """As wide as each column's longest cell; where that is too much, the widest give way."""
    widths = [max([len(name), *(len(line[n]) for line in lines)]) for n, name in enumerate(columns)]
    while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
        widest = widths.index(max(widths))
        second = max([one for n, one in enumerate(widths) if n != widest], default=8)
        over = sum(widths) + 2 * (len(widths) - 1) - width
        widths[widest] = max(8, widths[widest] - over, min(second, widths[widest] - 1))
    return widths


def _articles(lib: Library, as_json: bool) -> None:
    for id_, article in lib.articles().items():
        name, n = article.source.name, len(article.references)
        if as_json:
            click.echo(
                json.dumps(
                    {
                        "id": id_,
                        "title": article.title,
                        "authors": list(article.authors),
                        "date": article.date,
                        "file": name,
                        "references": n,
                    },
                    ensure_ascii=False,
                )
            )
        else:
            click.echo(f"{id_:4}  {article.title}  ({name}, {n} references)")
