"""What the commands share: options, output, progress."""

from __future__ import annotations

import functools
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from refdb.errors import InputError, being_read
from refdb.workflows.steps.progress import Progress

F = TypeVar("F", bound=Callable[..., Any])

registry_option = click.option(
    "--registry", metavar="REGISTRY", help="Where works are looked up: crossref (default), a URL, or a snapshot file."
)
mailto_option = click.option("--mailto", metavar="ADDRESS", help="Your e-mail address; Crossref asks for one.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (one document, or one row a line).")


def verbosity(function: F) -> F:
    """Add -q and -v; the function gets neither: quiet takes warnings and progress away, verbose shows the log."""

    @click.option("-q", "--quiet", is_flag=True, help="No progress, no warnings.")
    @click.option("-v", "--verbose", is_flag=True, help="Tell what is being done.")
    @functools.wraps(function)
    def wrapper(*args: Any, quiet: bool, verbose: bool, **kwargs: Any) -> Any:  # noqa: ANN401
        click.get_current_context().meta["quiet"] = quiet
        logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, stream=sys.stderr, format="%(message)s")
        return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]  # click's decorators keep the signature at run time


def is_quiet() -> bool:
    """Whether the user asked for silence."""
    return bool(click.get_current_context().meta.get("quiet"))


def warn(message: str) -> None:
    """A line on standard error that -q takes away."""
    if not is_quiet():
        click.secho(f"warning: {message}", err=True, fg="yellow")


def write_json(document: Mapping[str, Any]) -> None:
    """One document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def write_row(row: Mapping[str, Any]) -> None:
    """One line of JSON Lines on standard output."""
    click.echo(json.dumps(row, ensure_ascii=False))


def write_file(path: Path, text: str) -> None:
    """Write a whole text file or nothing."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: into a file beside it first, then in its place."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written: {error.strerror}") from error


def import_numpy() -> None:
    """Import numpy without the threads of its BLAS: to start them takes longer than all that refdb multiplies by it."""
    name = "OPENBLAS_NUM_THREADS"
    set_by_user = name in os.environ
    os.environ.setdefault(name, "1")
    import numpy  # noqa: F401

    if not set_by_user:
        del os.environ[name]  # faiss has a BLAS of its own, which is to use all cores


def read_text(file: str) -> str:
    """The text of a file, or of standard input for ``-``."""
    from refdb.text.encodings import decode

    data = sys.stdin.buffer.read() if file == "-" else _read(Path(file))
    return decode(data, "standard input" if file == "-" else file)[0]


def _read(path: Path) -> bytes:
    with being_read(path, "give a file"):
        return path.read_bytes()


def read_rows(file: str) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file, or of standard input for ``-``."""
    rows = []
    for n, line in enumerate(read_text(file).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{file}, line {n}: not JSON: {error.msg}") from None
        if not isinstance(row, dict):
            raise InputError(f'{file}, line {n}: expected an object like {{"id": …}}')
        rows.append(row)
    return rows


def read_references(file: str) -> list[dict[str, Any]]:
    """Rows with ``id`` and ``raw``: from a .jsonl file, else from a text with one reference a line."""
    text = read_text(file)
    if text.lstrip().startswith("{"):
        rows = read_rows(file) if file != "-" else [json.loads(line) for line in text.split("\n") if line.strip()]
        for n, row in enumerate(rows, 1):
            if not isinstance(row.get("raw"), str):
                raise InputError(f'{file}, row {n}: a row needs "raw", the printed reference')
        return [{"id": row.get("id", n), "raw": row["raw"]} for n, row in enumerate(rows, 1)]
    lines = [line.strip() for line in text.split("\n")]
    return [{"id": n, "raw": line} for n, line in enumerate(filter(None, lines), 1)]


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on standard error for steps of more than a second; silent where that is no terminal."""
    if is_quiet() or not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.close()


class _Bar:
    """One line that is drawn anew; rich is imported only when a step turns out to be slow."""

    def __init__(self) -> None:
        self._step = ""
        self._began = 0.0
        self._rich: Any = None
        self._task: Any = None

    def show(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self.close()
            self._step, self._began = step, time.monotonic()
        if self._rich is None and time.monotonic() - self._began > 1.0:
            from rich.console import Console
            from rich.progress import Progress as RichProgress

            self._rich = RichProgress(console=Console(stderr=True), transient=True)
            self._task = self._rich.add_task(step, total=total or None)
            self._rich.start()
        if self._rich is not None:
            self._rich.update(self._task, completed=done, total=total or None)

    def close(self) -> None:
        if self._rich is not None:
            self._rich.stop()
            self._rich = None
        self._step = ""
