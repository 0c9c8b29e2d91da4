"""Fields of a CSL-JSON file changed where they stand; the rest of the text, its indents and order, stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from refdb.bibliography.csl.people import name_of
from refdb.bibliography.patching.patches import Patch, Piece, replaced, value_of
from refdb.model.json_values import Json

_NAMES = {
    "authors": "author", "title": "title", "container_title": "container-title", "year": "issued", "volume": "volume",
    "issue": "issue", "pages": "page", "doi": "DOI", "pmid": "PMID",
}  # fmt: skip
_BLANK = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of an item: where its name begins, and where its value does and ends."""

    begin: int
    start: int
    end: int
    value: Any


def patched(text: str, patches: Sequence[Patch]) -> tuple[str, list[Patch]]:
    """The file (a list of items, or one) with the patches made, and those that could not be."""
    items = _items(text)
    pieces, left = [], []
    for patch in patches:
        if patch.entry < len(items) and items[patch.entry]:
            pieces.append(_piece(text, items[patch.entry], patch))
        else:
            left.append(patch)
    return replaced(text, pieces), left


def _items(text: str) -> list[dict[str, _Member]]:
    """The members of each item, by name."""
    at = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if text[at : at + 1] == "{":
        return [_members(text, at)[0]]
    found = []
    at = _skip(text, at + 1)
    while text[at : at + 1] == "{":
        members, at = _members(text, at)
        found.append(members)
        at = _skip(text, at)
    return found


def _members(text: str, at: int) -> tuple[dict[str, _Member], int]:
    read = json.JSONDecoder().raw_decode
    members: dict[str, _Member] = {}
    at = _skip(text, at + 1)
    while text[at : at + 1] == '"':
        begin = at
        name, at = scanstring(text, at + 1)
        start = _skip(text, text.index(":", at) + 1)
        value, at = read(text, start)
        members[name] = _Member(begin, start, at, value)
        at = _skip(text, at)
    return members, at + 1


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _piece(text: str, members: dict[str, _Member], patch: Patch) -> Piece:
    name = _NAMES[patch.field]
    old = members.get(name)
    last = list(members.values())[-1]
    line = text[text.rfind("\n", 0, last.begin) + 1 : last.begin]
    indent = line if not line.strip() and len(line) < last.begin else ""  # of members that have lines of their own
    value = _written(_value(patch, old), text, indent)
    if old:
        return Piece(old.start, old.end, value)
    between = f"\n{indent}" if indent else " "
    return Piece(last.end, last.end, f",{between}{json.dumps(name)}: {value}")


def _value(patch: Patch, old: _Member | None) -> Json:
    if patch.field == "authors":
        return [name_of(person) for person in patch.work.authors]
    if patch.field == "year":
        known = old.value.get("date-parts") if old and isinstance(old.value, dict) else None
        rest = known[0][1:] if isinstance(known, list) and known and isinstance(known[0], list) else []
        return {"date-parts": [[patch.work.year, *rest]]}
    value = value_of(patch.work, patch.field)
    return [value] if old and isinstance(old.value, list) else value


def _written(value: object, text: str, indent: str) -> str:
    """A value in the file's own manner: on one line where the file has none, else indented as its members are."""
    if not indent or not isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=text.isascii())
    lines = json.dumps(value, ensure_ascii=text.isascii(), indent=2).split("\n")
    return f"\n{indent}".join(lines)
