"""Fields of a .bib file changed where they stand; keys, order, comments, macros and other fields stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from refdb.bibliography.bibtex.bibfile import CONTAINERS
from refdb.bibliography.bibtex.entry_types import Dialect, container_field
from refdb.bibliography.bibtex.escaping import encode, encode_title
from refdb.bibliography.bibtex.names import people
from refdb.bibliography.bibtex.syntax.values import BrokenError, page_range, read_value
from refdb.bibliography.patching.patches import Field, Patch, Piece, replaced, value_of

_ENTRY = re.compile(r"@\s*([A-Za-z]\w*)\s*([{(])\s*([^\s,{}()=\"#]+)\s*,")
_NAME = re.compile(r"(?<![^\s=,{}()])([^\s=,{}()\"#%@']++)(\s*+=\s*+)")
_BLANKS = re.compile(r"\s*+")
_COMMENT = re.compile(r"%[^\n]*+\n")
_YEAR = re.compile(r"-?\d{4}")
_FIRST = {  # the fields of a file that say it, the likeliest first
    "authors": ("author",), "title": ("title",), "volume": ("volume",), "issue": ("number", "issue"),
    "pages": ("pages",), "doi": ("doi",), "pmid": ("pmid",), "year": ("date", "year"),
    "container_title": ("journaltitle", "journal", "booktitle"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field stands: its value's begin and end, the blanks before its name, and what is around its sign."""

    start: int
    end: int
    before: str
    sign: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as it stands in the file; ``end`` is behind its last field and that one's comma, if it has one."""

    type: str
    key: str
    fields: Mapping[str, _Place]
    end: int
    comma: bool


def patched(text: str, keys: Sequence[str], patches: Sequence[Patch]) -> tuple[str, list[Patch]]:
    """The file with the patches made, and those that could not be: an entry too broken to be written into.

    Args:
        text: the .bib file.
        keys: those of its entries that are works, in their order; patches name entries by their place in it.
        patches: what is changed.
    """
    places = _placed(_entries(text), keys)
    biblatex = any({"journaltitle", "date", "location"} & entry.fields.keys() for entry in places.values())
    pieces: list[Piece] = []
    left = []
    for patch in patches:
        entry = places.get(patch.entry)
        if entry is None:
            left.append(patch)
        else:
            pieces.append(_piece(text, entry, patch, "biblatex" if biblatex else "bibtex"))
    return replaced(text, pieces), left


def _placed(entries: Sequence[_Entry], keys: Sequence[str]) -> dict[int, _Entry]:
    """The entry of each key that was found, by the key's place; of two with one key the first is the first."""
    by_key: dict[str, list[_Entry]] = {}
    for entry in entries:
        by_key.setdefault(entry.key, []).append(entry)
    return {n: by_key[key].pop(0) for n, key in enumerate(keys) if by_key.get(key)}


def _entries(text: str) -> list[_Entry]:
    found = []
    at = 0
    while match := _ENTRY.search(text, at):
        at = match.end()
        if match[1].lower() in ("comment", "string", "preamble", *CONTAINERS):
            continue
        entry = _entry(text, match)
        if entry:
            found.append(entry)
            at = entry.end
    return found


def _entry(text: str, head: re.Match[str]) -> _Entry | None:
    """The entry that begins here; None where it breaks off before its end."""
    fields: dict[str, _Place] = {}
    at, comma = head.end(), True
    while comma and (name := _NAME.match(text, begin := _past_comments(text, at))):
        try:
            end = _end_of_value(text, name.end())
        except BrokenError:
            return None
        before = text[at + len(text[at:begin].rstrip()) : begin]
        fields.setdefault(name[1].lower(), _Place(name.end(), end, before, name[2]))
        behind = _past_blanks(text, end)
        comma = text[behind : behind + 1] == ","
        at = behind + 1 if comma else end
    closing = _past_comments(text, at)
    is_whole = text[closing : closing + 1] == ("}" if head[2] == "{" else ")")
    return _Entry(head[1].lower(), head[3], fields, at, comma) if is_whole and fields else None


def _past_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _past_comments(text: str, at: int) -> int:
    """Behind the blanks, and the lines of comment, that stand before a field."""
    at = _past_blanks(text, at)
    while comment := _COMMENT.match(text, at):
        at = _past_blanks(text, comment.end())
    return at


def _end_of_value(text: str, at: int) -> int:
    try:
        return read_value(text, at, len(text))[1]
    except BrokenError:
        return read_value(text, at, len(text), escapes=True)[1]


def _piece(text: str, entry: _Entry, patch: Patch, dialect: Dialect) -> Piece:
    name = _name(entry, patch, dialect)
    place = entry.fields.get(name)
    if place is None:
        before = list(entry.fields.values())[-1].before
        new = f"{before}{name}{_sign(entry, name)}{{{_tex(text, patch, entry, '')}}}"
        return Piece(entry.end, entry.end, f"{new}," if entry.comma else f",{new}")
    old = text[place.start : place.end]
    if patch.field == "year" and name == "date" and _YEAR.search(old):  # its month and day may well be right
        return Piece(place.start, place.end, _YEAR.sub(value_of(patch.work, "year"), old, count=1))
    value = _tex(text, patch, entry, old)
    quoted = old[:1] == '"' and '"' not in value
    if patch.field in ("year", "volume", "issue") and old.isdecimal() and value.isdecimal():
        return Piece(place.start, place.end, value)
    if old.startswith("{{") and old.endswith("}}") and patch.field == "title":
        value = f"{{{value}}}"
    return Piece(place.start, place.end, f'"{value}"' if quoted else f"{{{value}}}")


def _sign(entry: _Entry, name: str) -> str:
    """The sign behind a new field's name, in one column with the others where the entry has them so."""
    gaps = {known: len(place.sign) - len(place.sign.lstrip()) for known, place in entry.fields.items()}
    last = list(entry.fields)[-1]
    behind = entry.fields[last].sign.lstrip()
    if max(gaps.values()) <= 1:
        return f"{' ' * gaps[last]}{behind}"
    column = max(len(known) + gap for known, gap in gaps.items())
    return f"{' ' * max(1, column - len(name))}{behind}"


def _name(entry: _Entry, patch: Patch, dialect: Dialect) -> str:
    """The field of the entry that says it, or in which it is said from now on."""
    if patch.field == "pages" and not patch.work.pages and "pages" not in entry.fields:
        return "eid"
    for name in _FIRST[patch.field]:
        if name in entry.fields:
            return name
    if patch.field == "container_title":
        name = container_field(entry.type)
        return "journal" if name == "journaltitle" and dialect == "bibtex" else name
    if patch.field == "year":
        return "date" if dialect == "biblatex" else "year"
    return _FIRST[patch.field][0]


def _tex(text: str, patch: Patch, entry: _Entry, old: str) -> str:
    """The work's value as TeX, without the braces around it; in ASCII where the whole file is."""
    only_ascii, work = text.isascii(), patch.work
    field: Field = patch.field
    if field == "authors":
        return people(work.authors, lambda part: encode(part, ascii_only=only_ascii))
    if field == "title":
        title = work.title if "subtitle" in entry.fields and work.subtitle else work.full_title
        return encode_title(title, language=work.language, ascii_only=only_ascii)
    if field == "pages":
        pages = page_range(value_of(work, field))
        return pages.replace("–", "-" if re.search(r"\d-\d", old) else "--")
    value = value_of(work, field)
    return value if field == "doi" else encode(value, ascii_only=only_ascii)
