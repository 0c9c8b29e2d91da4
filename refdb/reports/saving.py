"""A report that can be written to a file: as a page, as JSON, as Markdown, its findings as CSV."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from refdb.errors import InputError
from refdb.model import AuditReport

Form = Literal["html", "json", "markdown", "csv"]
FORMS: dict[str, Form] = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
}


class Report(AuditReport):
    """What an audit found out, with a way to write it down; the data of it is an AuditReport's."""

    __slots__ = ()

    def save(self, path: str | Path) -> Path:
        """Write the report to a file, as its name says.

        Args:
            path: ends in .html, .json, .md or .csv (the findings alone).

        Returns:
            The path.

        Raises:
            InputError: the name has another ending, or the file cannot be written.
        """
        path = Path(path)
        form = FORMS.get(path.suffix.lower())
        if form is None:
            raise InputError(
                f"{path}: a report is saved as .html, .json, .md or .csv; give the file one of these endings"
            )
        write_whole(path, written(self, form).encode("utf-8"))
        return path


def written(report: AuditReport, form: Form) -> str:
    """The report as a text in one of its forms."""
    if form == "json":
        from refdb.reports.json import document

        return json.dumps(document(report), ensure_ascii=False, indent=1) + "\n"
    if form == "html":
        from refdb.reports.html import render as page

        return page(report)
    if form == "csv":
        from refdb.reports.lists.findings import table

        return table([report])
    from refdb.reports.markdown import render

    return render(report)


def write_whole(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: into a file beside it first, then in its place, with its rights.

    What a link points at is written, and the link stays; a pipe or a device is written into.

    Raises:
        InputError: it cannot be written.
    """
    with whole_file(path) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write what ``write_whole`` would, piece by piece; where that fails, ``path`` stays as it was.

    Raises:
        InputError: it cannot be written.
    """
    mode = _mode_of(path)
    try:
        if mode is not None and not stat.S_ISREG(mode):
            with path.open("wb") as stream:
                yield stream
        else:
            with _replacing(path.resolve(), mode) as stream:
                yield stream
    except OSError as error:
        raise _unwritable(path, error) from error


def _mode_of(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError | ValueError) -> InputError:
    return InputError(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}")


@contextmanager
def _replacing(path: Path, mode: int | None) -> Iterator[IO[bytes]]:
    beside = path.with_name(f".{path.name}.part")
    try:
        if mode is not None:
            beside.touch(0o600)
            beside.chmod(stat.S_IMODE(mode))  # before anything stands in it
        with beside.open("wb") as stream:
            yield stream
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
