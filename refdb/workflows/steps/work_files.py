"""Files of works in JSON -> their items: Crossref's or CSL-JSON, one a line or in a list."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from refdb.errors import InputError
from refdb.model.json_values import Json
from refdb.text.budgets import (
    LONGEST_LINE,
    MOST_JSON,
    MOST_LOST,
    Stream,
    json_of,
    unpacked,
    within_entries,
    within_ratio,
)

SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz")


def items(path: Path, warnings: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The items of a JSON or JSON Lines file, each with where it stands.

    Raises:
        InputError: it is no JSON, or becomes more than memory should hold (``text.budgets``).
    """
    name = path.name.lower()
    try:
        if path.suffix == ".gz":
            _within_ratio(path)
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            if ".jsonl" in name or ".ndjson" in name:
                yield from _lines(file, path, warnings)
            else:
                text = unpacked(file, MOST_JSON, path.name).decode("utf-8-sig")
                yield from _document(json_of(text, path.name), path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (OSError, EOFError, zlib.error, ValueError, MemoryError) as error:
        raise InputError(f"{path} cannot be read as JSON: {error}") from error


def _within_ratio(path: Path) -> None:
    """A file that blows up is refused before a work of it is stored; a torn one is read as far as it goes."""
    try:
        with gzip.open(path) as file:
            within_ratio(file, path.stat().st_size, path.name)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        pass


def _lines(file: Stream, path: Path, warnings: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    n = 0
    try:
        for n, line in _whole_lines(file, path, warnings):
            item = _item(n, line, path, warnings)
            if item is not None:
                yield f"line {n}", item
    except (EOFError, OSError, zlib.error) as error:  # what stands before the tear is taken
        warnings.append(f"{path.name} cannot be read as JSON beyond line {n}: {error}")


def _item(n: int, line: bytes, path: Path, warnings: list[str]) -> Mapping[str, Any] | None:
    try:
        item = json_of(line.decode("utf-8-sig"), f"{path.name}, line {n}")
    except (InputError, UnicodeDecodeError) as error:
        warnings.append(str(error) if isinstance(error, InputError) else f"{path.name}, line {n}: not UTF-8")
        return None
    if isinstance(item, dict):
        return item
    warnings.append(f"{path.name}, line {n}: not a JSON object")
    return None


def _whole_lines(file: Stream, path: Path, warnings: list[str]) -> Iterator[tuple[int, bytes]]:
    """The lines with something on them, each with its number; one that is too long is passed over and said."""
    lost = n = 0
    while line := file.readline(LONGEST_LINE):
        n += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            warnings.append(f"{path.name}, line {n}: more than {LONGEST_LINE // 1_000_000} MB; left out")
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
                lost += len(line)
                if lost > MOST_LOST:
                    warnings.append(f"{path.name}: given up at line {n}, which does not end")
                    return
        elif line.strip():
            yield n, line


def _document(document: Json, path: Path) -> Iterator[tuple[str, Mapping[str, Json]]]:
    if isinstance(document, dict):
        document = document.get("message", document)
        document = document.get("items", [document]) if isinstance(document, dict) else document
    if not isinstance(document, list):
        raise InputError(f"{path}: expected a list of works, or an object with 'items'")
    within_entries(len(document), path.name)
    yield from ((f"item {n}", item) for n, item in enumerate(document, 1) if isinstance(item, dict))
