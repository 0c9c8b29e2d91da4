"""refdb list"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from refdb.cli.options import json_option, selection_options, verbosity

if TYPE_CHECKING:
    from refdb.library import Library

FORMATS = ("table", "json", "csv", "tsv")
Row: TypeAlias = Mapping[str, Any]
TOGETHER = 500  # rows written at once
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
        found, whole = lib.each_row(names, Selection(**conditions), sort=sort, limit=limit, offset=offset)
        rows = _with_texts(lib, found) if whole_json else found
        count = _write(rows, [name for name in names if name != "state" or wanted], form)
    if form == "table" and (limit or offset) and count < whole and sys.stdout.isatty():
        click.echo(f"{offset + 1} to {offset + count} of {whole}", err=True)


def _with_texts(lib: Library, rows: Iterator[Row]) -> Iterator[Row]:
    for part in _parts(rows):
        texts = lib.text_origins([row["key"] for row in part])
        yield from ({**_in_order(row), "texts": [_text(one) for one in texts.get(row["key"], ())]} for row in part)


def _parts(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows some at a time, at least one part: what is written together is quick, and no library fills the memory."""
    yield list(islice(rows, TOGETHER))
    while part := list(islice(rows, TOGETHER)):
        yield part


def _in_order(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("key", "doi", "year", "author", "title", "state")}


def _text(origin: Any) -> dict[str, str]:
    return {"field": origin.field, "source": origin.source, "name": origin.name, "sha256": origin.sha256}


def _write(rows: Iterator[Row], columns: Sequence[str], form: str) -> int:
    """Write the rows as they come; how many there were."""
    if form == "table" and sys.stdout.isatty():
        return _table(_parts(rows), columns)
    count = 0
    writer = csv.writer(sys.stdout, "excel" if form == "csv" else "excel-tab", lineterminator="\n")
    if form in ("csv", "tsv"):
        writer.writerow(columns)
    for part in _parts(rows):
        count += len(part)
        if form in ("csv", "tsv"):
            writer.writerows([_cell(row[name]) for name in columns] for row in part)
        elif part:
            click.echo("\n".join(_json(row) if form == "json" else _line(row, columns) for row in part))
    return count


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False)


def _line(row: Row, columns: Sequence[str]) -> str:
    return "  ".join(_cell(row[name]) for name in columns) + _mark(row, columns)


def _mark(row: Row, columns: Sequence[str]) -> str:
    return "  RETRACTED" if row.get("state") == "retracted" and "state" not in columns else ""


def _cell(value: object) -> str:
    if (
        isinstance(value, str) and "  " not in value and value.isprintable()
    ):  # most are: nothing is to be drawn together
        return value.strip()
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return " ".join(text.split())


def _table(parts: Iterator[list[Row]], columns: Sequence[str]) -> int:
    """Columns of equal width, cut off at the terminal's edge, as wide as the first rows ask for; how many rows."""
    first = next(parts)
    terminal = shutil.get_terminal_size()
    widths = _widths([[_cell(row[name]) for name in columns] for row in first], columns, terminal.columns)
    count = 0

    def shown() -> Iterator[str]:
        nonlocal count
        head = "  ".join(f"{n:{w}.{w}}" for n, w in zip(columns, widths, strict=True)).rstrip()
        yield f"{click.style(head, dim=True)}\n"
        for row in chain(first, chain.from_iterable(parts)):
            count += 1
            line = zip((_cell(row[name]) for name in columns), widths, strict=True)
            cells = (f"{cell if len(cell) <= w else cell[: w - 1] + '…':{w}}" for cell, w in line)
            mark = _mark(row, columns)
            yield f"{click.style('  '.join(cells).rstrip() + mark, bold=bool(mark))}\n"

    if len(first) + 1 > terminal.lines:
        click.echo_via_pager(shown())
    else:
        click.echo("".join(shown()), nl=False)
    return count


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
