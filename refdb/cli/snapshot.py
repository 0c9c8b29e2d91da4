"""refdb snapshot build | serve"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from refdb.cli.common import json_option, progress_bar, verbosity, write_json


@click.group("snapshot")
def command() -> None:
    """A local Crossref: built from dumps into one file, asked as a file or over HTTP."""


@command.command("build")
@click.argument("dumps", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The snapshot file to write.")
@json_option
@verbosity
def build(dumps: tuple[Path, ...], output: Path, as_json: bool) -> None:
    """Read Crossref work items from DUMPS (.jsonl, .jsonl.gz, .json with items, or folders of them)."""
    from refdb.registries.building import build as build_snapshot

    with progress_bar() as progress:
        counts = build_snapshot(dumps, output, lambda done, total: progress("reading dumps", done, total))
    if as_json:
        write_json(asdict(counts))
    else:
        click.echo(f"{counts.works} works in {output}")


@command.command("serve")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535))
@verbosity
def serve(file: Path, host: str, port: int) -> None:
    """Answer as api.crossref.org does: refdb audit … --registry http://127.0.0.1:8765"""
    from refdb.registries.server import serve as serve_snapshot

    serve_snapshot(file, host, port, lambda url: click.echo(f"serving {file} at {url} (Ctrl-C stops)"))
