"""Fields of an RIS file changed where they stand; the other lines stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from refdb.bibliography.patching.patches import Patch, Piece, name_of, replaced, value_of

_LINE = re.compile(r"^([A-Z][A-Z0-9])( {0,2}- ?)([^\r\n]*)(\r\n|\r|\n|\Z)", re.M)
_TAGS = {  # those that say it, the likeliest first
    "authors": ("AU", "A1"), "title": ("TI", "T1", "CT"), "container_title": ("T2", "JF", "JO", "BT"),
    "year": ("PY", "Y1"), "volume": ("VL",), "issue": ("IS",), "pages": ("SP",), "doi": ("DO",), "pmid": ("AN",),
}  # fmt: skip


_SAYS = frozenset(("TI", "T1", "CT", "BT", "AU", "A1", "DO", "AN"))


@dataclass(frozen=True, slots=True)
class _Record:
    """A record's lines by their tags; ``end`` is where its ER stands."""

    lines: dict[str, list[re.Match[str]]] = field(default_factory=dict)
    end: int = 0


def patched(text: str, patches: Sequence[Patch]) -> tuple[str, list[Patch]]:
    """The file with the patches made, and those that could not be: of a record that the file does not end."""
    records = _records(text)
    pieces: list[Piece] = []
    left = []
    for patch in patches:
        if patch.entry < len(records):
            pieces += _pieces(text, records[patch.entry], patch)
        else:
            left.append(patch)
    return replaced(text, pieces), left


def _records(text: str) -> list[_Record]:
    found, lines = [], {}  # type: ignore[var-annotated]
    for match in _LINE.finditer(text):
        if match[1] == "TY":
            lines = {}
        if match[1] == "ER" and "TY" in lines:
            if _SAYS.intersection(lines):  # one that says nothing is no work, and has no number
                found.append(_Record(lines, match.start()))
            lines = {}
        elif match[1] != "ER":
            lines.setdefault(match[1], []).append(match)
    return found


def _pieces(text: str, record: _Record, patch: Patch) -> list[Piece]:
    value = value_of(patch.work, patch.field)
    if patch.field == "authors":
        return _listed(text, record, [name_of(person) for person in patch.work.authors])
    if patch.field == "pages":
        begin, dash, end = value.partition("-")
        first = record.lines.get("SP", [None])[0]
        if first is not None and "-" in first[3]:  # both in one line
            return [_line(first, value)]
        return [
            *_said(text, record, "SP", begin),
            *(_said(text, record, "EP", end) if dash or "EP" in record.lines else ()),
        ]
    known = [tag for tag in _TAGS[patch.field] if tag in record.lines]
    tag = known[0] if known else _TAGS[patch.field][0]
    if patch.field == "year":
        dated = [line for name in ("PY", "Y1", "DA") for line in record.lines.get(name, ())]
        return [_line(line, re.sub(r"^\s*\d{4}", value, line[3])) for line in dated] or _said(text, record, "PY", value)
    if patch.field == "container_title" and known:  # a name that stands under two tags is wrong under both
        old = record.lines[tag][0][3].strip()
        same = [line for name in known for line in record.lines[name] if line[3].strip() == old]
        return [_line(line, value) for line in same]
    return _said(text, record, tag, value)


def _line(match: re.Match[str], value: str) -> Piece:
    return Piece(match.start(3), match.end(3), value)


def _said(text: str, record: _Record, tag: str, value: str) -> list[Piece]:
    """The tag's line with this value, before ER where the record has none."""
    if known := record.lines.get(tag):
        return [_line(known[0], value)]
    return [Piece(record.end, record.end, f"{tag}  - {value}{_end(text)}")] if value else []


def _listed(text: str, record: _Record, names: Sequence[str]) -> list[Piece]:
    """The lines of the authors become these; they stand where the first one stood."""
    old = record.lines.get("AU") or record.lines.get("A1") or []
    if not old:
        return [Piece(record.end, record.end, "".join(f"AU  - {name}{_end(text)}" for name in names))]
    first = old[0]
    new = (first[4] or _end(text)).join(f"{first[1]}{first[2]}{name}" for name in names)
    return [Piece(first.start(), first.end(3), new), *(Piece(line.start(), line.end(), "") for line in old[1:])]


def _end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
