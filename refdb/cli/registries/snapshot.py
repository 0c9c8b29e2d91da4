"""refdb snapshot build | serve"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from refdb.cli.options import json_option, verbosity
from refdb.cli.output import progress_bar, warn, write_json


@click.group("snapshot")
def command() -> None:
    """A local Crossref: built from dumps into one file, asked as a file or over HTTP.

    Examples:
      refdb snapshot build works.jsonl -o registry.db
      refdb snapshot serve registry.db
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
    click.echo(f"{counts.works} works in {output} out of {counts.files} file{'s' * (counts.files != 1)}{told}")


@command.command("serve")
@click.argument("file", type=click.Path(path_type=Path))
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
def serve(file: Path, host: str, port: int, rate: int, concurrency: int, processes: int) -> None:
    """Answer as api.crossref.org does: refdb audit … --registry http://127.0.0.1:8765

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
