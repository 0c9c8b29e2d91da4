"""What the commands print: JSON on standard output, warnings and progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock, Timer, current_thread
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from refdb import Progress


def is_quiet() -> bool:
    """Whether the user asked for silence."""
    return bool(click.get_current_context().meta.get("quiet"))


def warn(message: str) -> None:
    """A line on standard error that -q takes away."""
    if not is_quiet():
        click.secho(f"warning: {message}", err=True, fg="yellow")


SLOW = 1.0  # seconds after which a step is shown
OFFLINE = 3  # exit status where nobody could be asked


def no_network(count: int, what: str, why: str) -> None:
    """Say on standard error, also with -q, that nothing was checked, and why."""
    click.secho(f"no network: {count} {what} ({why.rstrip('.')})", err=True, fg="red", bold=True)


def wrapped(text: str, *, indent: int) -> str:
    """A text as wide as the terminal, its further lines indented; whole in a pipe."""
    if not sys.stdout.isatty():
        return text
    from shutil import get_terminal_size
    from textwrap import fill

    width = min(get_terminal_size().columns, 120)
    pad = " " * indent
    return "\n".join(fill(line, width, initial_indent=pad, subsequent_indent=pad) for line in text.split("\n")).lstrip()


def write_json(document: Mapping[str, Any]) -> None:
    """One document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def write_row(row: Mapping[str, Any]) -> None:
    """One line of JSON Lines on standard output."""
    click.echo(json.dumps(row, ensure_ascii=False))


def say_where(host: str) -> None:
    """Tell on standard error, also with -q, that texts leave for this host; nothing where they do not."""
    if host:
        click.echo(f"second opinion: claims and the passages read for them are sent to {host}", err=True)


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
    """One line that is drawn anew; rich is imported only when a step turns out to be slow.

    A step appears by itself, also where it tells nothing more: several workers may be at their first articles.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._step, self._done, self._total = "", 0, 0
        self._waiting: Timer | None = None
        self._rich: Any = None
        self._task: Any = None

    def show(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self.close()
        with self._lock:
            self._done, self._total = done, total
            if step != self._step:
                self._step = step
                self._waiting = Timer(SLOW, self._appear)
                self._waiting.daemon = True
                self._waiting.start()
            if self._rich is not None:
                self._rich.update(self._task, completed=done, total=total or None)

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as RichProgress

        with self._lock:
            if self._waiting is not current_thread():  # another step has begun, or none is left
                return
            self._rich = RichProgress(console=Console(stderr=True), transient=True)
            self._task = self._rich.add_task(self._step, completed=self._done, total=self._total or None)
            self._rich.start()

    def close(self) -> None:
        with self._lock:
            if self._waiting is not None:
                self._waiting.cancel()
            if self._rich is not None:
                self._rich.stop()
            self._waiting = self._rich = None
            self._step = ""
