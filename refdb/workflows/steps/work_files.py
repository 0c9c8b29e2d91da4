"""Files of works in JSON -> their items: Crossref's or CSL-JSON, one a line or in a list."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from refdb.errors import InputError
from refdb.model.json_values import Json

SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz")


def items(path: Path, warnings: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The items of a JSON or JSON Lines file, each with where it stands."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig") as file
        ):
            if ".jsonl" in path.name.lower() or ".ndjson" in path.name.lower():
                yield from _lines(file, path, warnings)
            else:
                yield from _document(json.load(file), path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (OSError, EOFError, zlib.error, ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"{path} cannot be read as JSON: {error}") from error


def _lines(lines: Iterable[str], path: Path, warnings: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            warnings.append(f"{path.name}, line {n}: not JSON: {getattr(error, 'msg', error)}")
            continue
        if isinstance(item, dict):
            yield f"line {n}", item
        else:
            warnings.append(f"{path.name}, line {n}: not a JSON object")


def _document(document: Json, path: Path) -> Iterator[tuple[str, Mapping[str, Json]]]:
    if isinstance(document, dict):
        document = document.get("message", document)
        document = document.get("items", [document]) if isinstance(document, dict) else document
    if not isinstance(document, list):
        raise InputError(f"{path}: expected a list of works, or an object with 'items'")
    yield from ((f"item {n}", item) for n, item in enumerate(document, 1) if isinstance(item, dict))
