r"""A small reader for the blocks of a .bib file that bibtexparser gives up: what can be read of them is kept.

Users write more than BibTeX's grammar: a brace never closed, a comma forgotten, lines that begin with ``%`` inside an
entry, a blank behind the ``@``. What stands before the broken place is kept, and a failed block names the line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bibtexparser.exceptions import ParsingException
from bibtexparser.model import Block, Entry, Field, ParsingFailedBlock, String

from refdb.bibliography.bibtex.syntax.values import BrokenError, closing, read_value

_START = re.compile(r"@[ \t]*([A-Za-z][\w.+*:-]*)\s*([{(])")
# Up to the comma or brace behind it, else up to the last ")" of the line: a key may hold one.
_KEY = re.compile(
    r"\s*+([^,\s{}=]*+(?:[ \t]++[^,\s{}=]++)*+(?=\s*+[,}])|(?:[^,\s{}=]|[ \t])*(?<=\S)(?=\s*+\))|(?=\)))\s*+"
    r"(?:,|(?=[})]))"
)
_GAP = re.compile(r"(?:[\s,]+|%[^\n]*(?:\n|$))*")
_NAME = re.compile(r"([^\s=,{}()\"#%@']+)\s*=\s*")
_NEXT_FIELD = re.compile(r"^[ \t]*[A-Za-z][\w:+-]*[ \t]*=[ \t]*[\"{\w]", re.M)
_LINE_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(](\s*[^,=\s{}()\"]*\s*,\s*[A-Za-z][\w-]*\s*=\s*[\"{\w])?", re.M)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, with the places where its lines end, where entries begin, and where they surely do."""

    text: str
    line_ends: Sequence[int]
    starts: Sequence[int]
    sure_starts: Sequence[int]

    def line(self, at: int) -> int:
        """The line of a place, counted from 0."""
        return bisect_left(self.line_ends, min(at, len(self.text) - 1))

    def next_start(self, at: int) -> int:
        """The next line that looks like the start of a block, or the end of the file."""
        return self._next(self.starts, at)

    def limit(self, at: int) -> int:
        """Where an entry with a field begins next: no value goes on beyond it."""
        return self._next(self.sure_starts, at)

    def _next(self, places: Sequence[int], at: int) -> int:
        n = bisect_left(places, at)
        return places[n] if n < len(places) else len(self.text)


def source_of(text: str) -> Source:
    """The text with its places."""
    starts = list(_LINE_START.finditer(text))
    line_ends = [match.start() for match in re.finditer("\n", text)]
    return Source(text, line_ends, [m.start() for m in starts], [m.start() for m in starts if m[1]])


def holds_entry(text: str) -> bool:
    """Whether there is a start of a block that bibtexparser does not know for one: ``@ misc {``."""
    return "@" in text and _START.search(text) is not None


def is_prose(text: str, at: int) -> bool:
    """Whether the @ stands in a word (an address) or behind a % on its line."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.lstrip().startswith("%") or line[-1:].isalnum()


def is_key(text: str) -> bool:
    """Whether an entry can have such a key."""
    match = _KEY.match(f"{text},")
    return match is not None and match.end() > len(text)


def said(line: int, cause: str) -> ParsingFailedBlock:
    """A block that says what could not be read, at a line counted from 0."""
    return ParsingFailedBlock(ParsingException(cause), start_line=line, raw="")


def reread(source: Source, begin: int, end: int) -> tuple[list[Block], int]:
    """What can be read of the blocks that begin in this stretch of the file, and where the last of them ends."""
    blocks: list[Block] = []
    at = begin
    while start := _START.search(source.text, at, end):
        at = start.end()
        if is_prose(source.text, start.start()):
            continue
        kind = start[1].lower()
        read = _skipped if kind in ("comment", "preamble") else _string if kind == "string" else _entry
        try:
            found, at = read(source, start)
            blocks += found
        except BrokenError as broken:
            blocks.append(said(source.line(broken.at), broken.cause))
    return blocks, max(at, end)


def _skipped(source: Source, start: re.Match[str]) -> tuple[list[Block], int]:
    return [], closing(source.text, start.end(), len(source.text)) if start[2] == "{" else start.end()


def _string(source: Source, start: re.Match[str]) -> tuple[list[Block], int]:
    name = _NAME.match(source.text, _skip(source.text, start.end()))
    if name is None:
        raise BrokenError("a @string without a name", start.end())
    _, end = read_value(source.text, name.end(), source.limit(name.end()))
    return [String(name[1], source.text[name.end() : end], source.line(start.start()))], end


def _entry(source: Source, start: re.Match[str]) -> tuple[list[Block], int]:
    key = _KEY.match(source.text, start.end())
    line = source.line(start.start())
    fields: list[Field] = []
    notes: list[Block] = []
    try:
        end = _read_fields(source, start, key.end() if key else start.end(), fields, notes)
    except BrokenError as broken:
        cause = f"{broken.cause} (line {source.line(broken.at) + 1}); what stands before it is kept"
        notes.insert(0, said(line, cause))
        end = source.next_start(start.end())
        key = key if fields else None
    if fields or key:
        notes.insert(0, Entry(start[1], key[1] if key else "", fields, line))
    return notes, end


def _read_fields(source: Source, start: re.Match[str], at: int, fields: list[Field], notes: list[Block]) -> int:
    """Read the fields of an entry up to its end, which is given back."""
    text, limit = source.text, source.limit(start.end())
    close = "}" if start[2] == "{" else ")"
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == close:
            return at + 1
        name = _NAME.match(text, at, limit)
        if name:
            value, at = read_value(text, name.end(), limit)
            fields.append(Field(name[1], value, source.line(name.start())))
        else:
            following = _next_field(source, at)
            notes.append(said(source.line(at), f"“{' '.join(text[at : at + 30].split())}” is no field; left out"))
            at = following


def _next_field(source: Source, at: int) -> int:
    """Behind what is no field: the next line of this entry that begins one."""
    end = source.next_start(at)
    if found := _NEXT_FIELD.search(source.text, at, end):
        return found.start()
    is_open = at >= len(source.text) or end < len(source.text)
    raise BrokenError("the entry is never closed" if is_open else "no field where one should be", at)


def _skip(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at
