"""refdb snapshot build | serve"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import progress_bar, warn, write_json

if TYPE_CHECKING:
    from refdb.registries.snapshot.building import BuildCounts as SnapshotCounts


@click.group("snapshot")
def command() -> None:
    """A local Crossref: built from dumps into one file, asked as a file or over HTTP.

    Examples:
      refdb snapshot build works.jsonl -o registry.db
      refdb snapshot serve registry.db
      refdb snapshot load works.jsonl --to postgresql://me@db.example/refs?schema=crossref
    """


@command.command("build")
@click.argument("dumps", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The snapshot file to write.")
@click.option("--update", is_flag=True, help="Keep the works that the file has; newer records replace older ones.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that read works (default: one a core).")
@json_option
@verbosity
def build(dumps: tuple[Path, ...], output: Path, update: bool, workers: int | None, as_json: bool) -> None:
    """Read Crossref work items from DUMPS into one file.

    DUMPS are .jsonl, .json with items, the same gzipped or in a tar, or folders of them: the public data file as it
    comes. A build that was killed goes on when the same command is given again. The file is replaced when all is done:
    whoever reads it meanwhile reads the old one.
    """
    from refdb import build_snapshot

    with progress_bar() as progress:
        counts = build_snapshot(dumps, output, update=update, workers=workers, report=progress)
    _tell(counts, f"in {output}", as_json)


@command.command("load")
@click.argument("dumps", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", "address", required=True, metavar="URL", help="postgresql://USER@HOST/DATABASE?schema=NAME")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes, each with files of its own (default: one a core)."
)
@json_option
@verbosity
def load(dumps: tuple[Path, ...], address: str, workers: int | None, as_json: bool) -> None:
    """Load Crossref work items from DUMPS into PostgreSQL, for a house: asked by many, on many machines.

    DUMPS are as for `refdb snapshot build`. Files are loaded by several processes, also from several machines at once;
    one that was killed goes on when the same command is given again. Newer records of a work replace older ones.

    Examples:
      refdb snapshot load crossref-2026/ --to postgresql://me@db.example/refs?schema=crossref
      refdb audit article.docx --registry postgresql://me@db.example/refs?schema=crossref
    """
    from refdb import load_snapshot

    with progress_bar() as progress:
        counts = load_snapshot(dumps, address, workers=workers, report=progress)
    _tell(counts, "there", as_json)


@command.command("serve")
@click.argument("file")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--rate", default=10_000, show_default=True, type=click.IntRange(1), help="Requests a second told to clients."
)
@click.option(
    "--concurrency", default=64, show_default=True, type=click.IntRange(1), help="Requests at a time told to them."
)
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="How many answer: one a core."
)
@verbosity
def serve(file: str, host: str, port: int, rate: int, concurrency: int, processes: int) -> None:
    """Answer as api.crossref.org does: refdb audit … --registry http://127.0.0.1:8765

    FILE is a snapshot, or the address of a registry in PostgreSQL.

    The limits are shown in the headers that Crossref uses, and not enforced.
    """
    from refdb import serve_snapshot

    limits = {
        "x-rate-limit-limit": str(rate),
        "x-rate-limit-interval": "1s",
        "x-concurrency-limit": str(concurrency),
    }

    def ready(url: str) -> None:
        click.echo(f"serving {file} at {url} (Ctrl-C stops)")

    serve_snapshot(file, host, port, ready, limits, processes)


def _tell(counts: SnapshotCounts, where: str, as_json: bool) -> None:
    for problem in counts.problems:
        warn(problem)
    if counts.bad > len(counts.problems):
        warn(f"… and {counts.bad - len(counts.problems)} more like these")
    if as_json:
        write_json(asdict(counts))
        return
    others = {
        "older records replaced": counts.replaced,
        "without a DOI": counts.without_doi,
        "could not be read": counts.bad,
    }
    told = "".join(f", {number} {what}" for what, number in others.items() if number)
    click.echo(f"{counts.works} works {where} out of {counts.files} file{'s' * (counts.files != 1)}{told}")
