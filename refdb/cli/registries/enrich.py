"""refdb enrich"""

from __future__ import annotations

from collections.abc import Mapping

import click

from refdb.cli.options import json_option, registry_options, verbosity, workers_of, workers_options
from refdb.cli.output import OFFLINE, no_network, progress_bar, warn, write_json


@click.command("enrich")
@registry_options
@click.option("--refresh", is_flag=True, help="Ask registry and sources again for what they were asked before.")
@click.option(
    "--older-than", type=click.FloatRange(0), metavar="DAYS", help="Ask again where the answer is older than this."
)
@click.option("--files", is_flag=True, help="Fetch open PDFs too, by Unpaywall and OpenAlex, and read them.")
@click.option("--offline", is_flag=True, help="Ask nobody; use earlier answers.")
@workers_options
@json_option
@verbosity
@click.pass_obj
def command(
    library: str | None,
    registry: str | None,
    mailto: str | None,
    refresh: bool,
    older_than: float | None,
    files: bool,
    offline: bool,
    workers: int | None,
    ray: str | None,
    as_json: bool,
) -> int:
    """Look up the references of all articles and take the works they mean into the library.

    Then fetch what works lack: abstracts from the registry, Europe PMC, OpenAlex and Semantic Scholar, open full texts
    from Europe PMC. These are asked beside the public Crossref alone, or where library.toml names them. Every answer is
    kept and asked for once, unless --refresh or --older-than say otherwise; a stopped run goes on where it was. --files
    fetches open PDFs from the public web as well (Unpaywall wants `mailto`), each only if it says to be the work.
    Several --workers together ask no faster than one may. Works that no registry knows are named. Exit status 3 where
    no registry could be asked.

    Examples:
      refdb enrich
      refdb enrich --older-than 90
      refdb enrich --files
    """
    from refdb.library import open_library

    with open_library(library, options={"registry": registry, "mailto": mailto}) as lib, progress_bar() as progress:
        again = refresh or older_than is not None
        with lib.recording("enrich"):
            by = workers_of(workers, ray)
            counts = lib.enrich(
                refresh=again, older_than=older_than or 0.0, offline=offline, workers=by, progress=progress
            )
            completed = lib.complete(refresh=refresh, offline=offline, files=files, workers=by, progress=progress)
        bare = [row for row in lib.rows(("key", "title", "doi", "pmid"))[0] if not row["title"]]
        why = "" if offline else lib.no_network
    for warning in completed.warnings:
        warn(warning)
    if as_json:
        found = {
            "abstracts": dict(completed.abstracts),
            "full_texts": dict(completed.full_texts),
            "retracted": completed.retracted,
        }
        if bare and not (offline or why):
            found["unknown"] = [row["doi"] or row["pmid"] or row["key"] for row in bare]
        write_json({**counts, **{name: value for name, value in found.items() if value}})
        return _offline(why, counts)
    click.echo("\n".join(f"{n:6} {status}" for status, n in sorted(counts.items())) or "no references yet")
    for what, by_source in (("abstracts", completed.abstracts), ("full texts", completed.full_texts)):
        for source, n in by_source.items():
            click.echo(f"{n:6} {what} from {source}")
    if completed.retracted:
        click.secho(f"{completed.retracted:6} works retracted; `refdb retractions` names them", bold=True)
    for row in () if offline or why else bare:
        named = row["doi"] or row["pmid"] or row["key"]
        click.secho(f"not found: no registry that was asked knows {named} ({row['key']})", bold=True)
    return _offline(why, counts)


def _offline(why: str, counts: Mapping[str, int]) -> int:
    """The exit status, with a word where there is no network."""
    if why:
        no_network(counts.get("unchecked", 0), "references unchecked, nothing was fetched", why)
    return OFFLINE if why else 0
