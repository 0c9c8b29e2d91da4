"""refdb search"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from refdb.cli.input import given, import_numpy
from refdb.cli.options import json_option, label_options, verbosity
from refdb.cli.output import progress_bar, warn, wrapped, write_row
from refdb.errors import InputError

if TYPE_CHECKING:
    from refdb import Filters
    from refdb.library import Library
    from refdb.model import Hit

Citing = Mapping[str, Sequence[tuple[int, str]]]  # a work's key -> the articles that cite it


@click.command("search")
@click.argument("query", required=False)
@click.option("-k", "--count", type=click.IntRange(1, 10_000), help="How many works (5; 10 for --json and --queries).")
@click.option("--queries", metavar="FILE", help="JSON Lines with id and text, each text searched for as it is.")
@click.option("--like", metavar="DOI|KEY", help="Works most like this one of the library.")
@click.option("--year", metavar="YEAR|FROM..TO", help="Only of these years: 2015, 2015..2020, 2015.. or ..2020.")
@click.option("--author", metavar="NAME", help="Only by an author of this name.")
@click.option("--journal", metavar="NAME", help="Only from a journal or book of this name; lanc* for its beginning.")
@click.option("--type", "types", metavar="TYPE", multiple=True, help="Only works of this type: journal-article, book …")
@label_options
@click.option("--retracted/--not-retracted", default=None, help="Only retracted works, or only the others.")
@click.option("--cited-by", metavar="ARTICLE", default="", help="Only what this article (number or file name) cites.")
@click.option("--by-article", is_flag=True, help="Say for each work which articles of the library cite it.")
@click.option(
    "--rerank/--no-rerank", default=None, help="Let a reranker read the best again: the settings', else refdb's own."
)
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    /,
    query: str | None,
    count: int | None,
    queries: str | None,
    like: str | None,
    by_article: bool,
    rerank: bool | None,
    as_json: bool,
    **conditions: Any,
) -> None:
    """Find works by meaning and by words; each with the passage that fits best.

    QUERY may be a DOI, PMID, PMCID, arXiv number, ISBN or citation key, or authors and year as a text cites them:
    Manson et al., 2019. "two words" must occur as they stand and cardi* is any word that begins so; author:smith,
    title:sleep, journal:"the lancet" and year:2015..2020 must hold; -cold and NOT cold leave out.

    Examples:
      refdb search "vitamin D and fractures" --year 2015..
      refdb search 'title:"sleep loss" author:smith'
      refdb search --like 10.1056/nejmoa2202106 -k 10
    """
    import_numpy()
    from refdb.library import open_library
    from refdb.model import Results

    if sum(bool(given and given.strip()) for given in (query, queries, like)) != 1:
        raise InputError(
            "say what to search for: refdb search 'QUERY', or --queries FILE, or --like DOI|KEY; "
            "to see the works of a tag or a collection: refdb list --tag TAG"
        )
    filters = _filters(**conditions)
    count = count or (10 if as_json or queries else 5)
    rows: list[dict[str, Any]] = [{"id": like or 1}] if queries is None else _queries(queries)
    with open_library(library) as lib, progress_bar() as progress:
        results: Results[list[Hit]]
        if like:
            hits = lib.similar(like, count, filters, progress)
            results = Results([hits], hits.notes)
        elif query:
            hits = lib.search(query, count, filters, rerank=rerank, progress=progress)
            results = Results([hits], hits.notes)
        else:
            texts = [str(row["text"]) for row in rows]
            results = lib.search_many(texts, count, filters, rerank=rerank, progress=progress)
        for note in results.notes:
            warn(note)
        citing = _citing(lib, results) if by_article else None
    for row, found in zip(rows, results, strict=True):
        if as_json:
            for hit in found:
                write_row({"query_id": row["id"]} | _row(hit, citing))
        else:
            _show_all(found, citing)


def _filters(
    year: str | None,
    author: str | None,
    journal: str | None,
    types: Sequence[str],
    **others: Any,
) -> Filters:
    from refdb import search_filters

    return search_filters(author or "", journal or "", year or "", types=tuple(types), **others)


def _queries(file: str) -> list[dict[str, Any]]:
    from refdb import read_rows

    rows = read_rows(given(file), file)
    if any(not isinstance(row.get("text"), str) for row in rows):
        raise InputError(f'{file}: each row needs "id" and "text"')
    return [{"id": row.get("id", n), "text": row["text"]} for n, row in enumerate(rows, 1)]


def _citing(library: Library, results: Sequence[Sequence[Hit]]) -> Citing:
    return library.citing_articles(list({hit.work.key for hits in results for hit in hits}))


def _row(hit: Hit, citing: Citing | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": hit.work.key,
        "doi": hit.work.doi,
        "title": hit.work.full_title,
        "passage": hit.passage.text,
        "page": hit.passage.page,
        "score": round(hit.score, 6),
        "parts": {name: round(part, 6) for name, part in hit.parts.items()},
    }
    if citing is not None:
        row["cited_by"] = [{"article": id_, "title": title} for id_, title in citing.get(hit.work.key, ())]
    return row


def _show_all(hits: Sequence[Hit], citing: Citing | None) -> None:
    if citing is None:
        for n, hit in enumerate(hits, 1):
            _show(hit, n)
        return
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        names = [f"{title} ({id_})" for id_, title in citing.get(hit.work.key, ())]
        for name in names or ["cited by no article of the library"]:
            groups.setdefault(name, []).append(hit)
    for name, members in groups.items():
        click.secho(f"— {name}", fg="cyan")
        for n, hit in enumerate(members, 1):
            _show(hit, n)


def _show(hit: Hit, n: int) -> None:
    author = hit.work.authors[0].sort_name if hit.work.authors else ""
    click.secho(f"{n}. {wrapped(hit.work.full_title, indent=len(f'{n}. '))}", bold=True)
    where = ", ".join(filter(None, [author, hit.work.container_title, str(hit.work.year or ""), hit.work.doi]))
    click.echo(f"  {wrapped(f'{hit.work.key}  {where}  ({hit.score:.2f})', indent=2)}")
    if hit.passage.origin != "title":
        text = hit.passage.text if len(hit.passage.text) < 300 else f"{hit.passage.text[:300].rsplit(' ', 1)[0]} …"
        page = f" [page {hit.passage.page}]" if hit.passage.page else ""
        click.echo(f"  {wrapped(text + page, indent=2)}\n")
