r"""The blocks of a .bib file: entries with their fields as TeX, macros, preamble, comments; what is broken, by line.

The grammar is BibTeX's (``bibtex.web``; O. Patashnik, *BibTeXing*, 1988): braces count even behind a backslash, a
value is pieces joined by ``#``, entries stand in braces or parentheses. Users write more than that: lines that begin
with ``%`` inside an entry, a comma forgotten between fields, a brace never closed. Such an entry keeps what can be
read of it, the rest of the file goes on, and a ``BibFailure`` names the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June", "jul": "July",
    "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip

_BLOCK = re.compile(r"@[ \t]*([A-Za-z][\w.+*:-]*)\s*([{(])|@(?=[ \t]*comment)", re.I)
_KEY = re.compile(r"\s*([^,\s{}=]*(?:[ \t]+[^,\s{}=]+)*)\s*(,|(?=[})]))")
_GAP = re.compile(r"(?:[\s,]+|%[^\n]*(?:\n|$))*")
_NAME = re.compile(r"([^\s=,{}()\"#%@']+)\s*=\s*")
_SIMPLE = re.compile(r"\{([^{}]*)\}|\"([^\"{}]*)\"|([^\s,{}()\"#%=]+)")
_BRACES = re.compile(r"[{}]")
_QUOTES = re.compile(r'[{}"]')
_JOIN = re.compile(r"\s*#\s*")
_NEXT_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]", re.M)
_WHOLE_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\s*[{(]\s*[^,=\s{}()\"]+\s*,\s*[A-Za-z][\w-]*\s*=\s*[\"{\w]", re.M)
_NEXT_FIELD = re.compile(r"^[ \t]*[A-Za-z][\w:+-]*[ \t]*=[ \t]*[\"{\w]", re.M)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An entry: its type and key as printed (type in small letters), its fields as TeX, names in small letters.

    ``inherited`` names the fields that ``crossref`` or ``xdata`` gave it.
    """

    type: str
    key: str
    fields: Mapping[str, str]
    line: int
    inherited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BibFailure:
    """What could not be read: where it stands, counted from 1, and why."""

    line: int
    cause: str


@dataclass(slots=True)
class Blocks:
    """All blocks of a file, in its order."""

    entries: list[BibEntry] = field(default_factory=list)
    failures: list[BibFailure] = field(default_factory=list)
    preambles: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)  # of @comment alone: JabRef keeps its groups there


class _BrokenError(Exception):
    """What is wrong with a block, and where."""

    def __init__(self, cause: str, at: int) -> None:
        self.cause, self.at = cause, at


def read_blocks(text: str) -> Blocks:
    """Split a .bib file into its blocks. Never raises: what is broken is in ``failures``."""
    return _Reader(text if text.isascii() else unicodedata.normalize("NFC", text)).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._macros: dict[str, str] = dict(MONTHS)
        self._found = Blocks()
        self._line_at = (0, 1)

    def read(self) -> Blocks:
        position = 0
        while match := _BLOCK.search(self._text, position):
            position = match.end()
            if match[1] is None or self._is_prose(match.start()):
                continue
            try:
                position = self._block(match)
            except _BrokenError as broken:
                self._fail(broken.at, broken.cause)
                following = _NEXT_ENTRY.search(self._text, match.end())
                position = max(position, following.start() if following else len(self._text))
        return self._found

    def _is_prose(self, at: int) -> bool:
        """Whether the @ stands in a word (an address) or behind a % on its line."""
        line = self._text[self._text.rfind("\n", 0, at) + 1 : at]
        return line.lstrip().startswith("%") or line[-1:].isalnum()

    def _line(self, at: int) -> int:
        known, line = self._line_at
        line = line + self._text.count("\n", known, at) if at >= known else 1 + self._text.count("\n", 0, at)
        self._line_at = (at, line)
        return line

    def _fail(self, at: int, cause: str) -> None:
        self._found.failures.append(BibFailure(self._line(at), cause))

    def _block(self, match: re.Match[str]) -> int:
        kind = match[1].lower()
        closing = "}" if match[2] == "{" else ")"
        if kind == "comment":
            end = self._closing(match.end()) if closing == "}" else self._text.find(")", match.end()) + 1
            self._found.comments.append(self._text[match.end() : end - 1])
            return end or len(self._text)
        if kind == "preamble":
            return self._preamble(match.end(), closing)
        if kind == "string":
            return self._string(match.end(), closing)
        return self._entry(match, kind, closing)

    def _preamble(self, at: int, closing: str) -> int:
        at = self._skip(at)
        if self._text[at : at + 1] not in ("{", '"'):  # JabRef once wrote it without quotes
            end = self._closing(at) if closing == "}" else self._text.find(")", at) + 1
            self._found.preambles.append(self._text[at : end - 1].strip())
            return end or len(self._text)
        value, at = self._value(at)
        self._found.preambles.append(value)
        return self._end(at, closing)

    def _string(self, at: int, closing: str) -> int:
        at = self._skip(at)
        name = _NAME.match(self._text, at)
        if name is None:
            raise _BrokenError("a @string without a name", at)
        value, at = self._value(name.end())
        self._macros[name[1].lower()] = value
        return self._end(at, closing)

    def _end(self, at: int, closing: str) -> int:
        at = self._skip(at)
        if self._text[at : at + 1] != closing:
            raise _BrokenError(f"“{closing}” expected", at)
        return at + 1

    def _skip(self, at: int) -> int:
        match = _GAP.match(self._text, at)
        return match.end() if match else at

    def _entry(self, match: re.Match[str], kind: str, closing: str) -> int:
        line = self._line(match.start())
        key = _KEY.match(self._text, match.end())
        at = key.end() if key else match.end()
        fields: dict[str, str] = {}
        try:
            while True:
                at = self._skip(at)
                sign = self._text[at : at + 1]
                if sign == closing:
                    at += 1
                    break
                name = _NAME.match(self._text, at)
                if name is None:
                    at = self._after_nonsense(at, match.end())
                    continue
                value, at = self._value(name.end(), month=name[1].lower() == "month")
                self._put(fields, name[1].lower(), value, name.start())
        except _BrokenError as broken:
            at = self._after_broken(match, broken)
            key = key if fields else None
        if fields or key:
            self._found.entries.append(BibEntry(kind, key[1] if key else "", fields, line))
        return at

    def _after_nonsense(self, at: int, begin: int) -> int:
        """Behind what is no field: the next line of this entry that begins one."""
        found = _NEXT_FIELD.search(self._text, at)
        following = _NEXT_ENTRY.search(self._text, at)
        if found is None or (following and following.start() < found.start()):
            cause = (
                "the entry is never closed" if at >= len(self._text) or following else "no field where one should be"
            )
            raise _BrokenError(cause, min(at, len(self._text) - 1))
        self._fail(at, f"“{' '.join(self._text[at : at + 30].split())}” is no field; left out")
        return found.start()

    def _after_broken(self, match: re.Match[str], broken: _BrokenError) -> int:
        """The fields before the broken place are kept; reading goes on with the next entry."""
        self._fail(match.start(), f"{broken.cause} (line {self._line(broken.at)}); what stands before it is kept")
        following = _NEXT_ENTRY.search(self._text, match.end())
        return following.start() if following else len(self._text)

    def _put(self, fields: dict[str, str], name: str, value: str, at: int) -> None:
        """Keep a field; of one that comes twice BibTeX takes the first, and the second is kept under another name."""
        if name not in fields:
            fields[name] = value
        elif name == "keywords":
            fields[name] = f"{fields[name]}, {value}"
        elif value != fields[name]:
            self._fail(at, f"the field {name} comes twice; the second is kept as {name}_2")
            fields[f"{name}_2"] = value

    def _value(self, at: int, *, month: bool = False) -> tuple[str, int]:
        """A value with its pieces joined and its macros resolved, and where it ends."""
        piece, at, macro = self._piece(at)
        joined = _JOIN.match(self._text, at)
        if joined is None:
            keep = month and macro and piece.lower() in MONTHS
            return (piece.lower() if keep else self._resolved(piece, macro).strip()), at
        pieces = [self._resolved(piece, macro)]
        while joined:
            piece, at, macro = self._piece(joined.end())
            pieces.append(self._resolved(piece, macro))
            joined = _JOIN.match(self._text, at)
        return _BLANKS.sub(" ", "".join(pieces)).strip(), at

    def _resolved(self, piece: str, macro: bool) -> str:
        return self._macros.get(piece.lower(), piece) if macro else piece

    def _piece(self, at: int) -> tuple[str, int, bool]:
        simple = _SIMPLE.match(self._text, at)
        if simple:
            value = simple[simple.lastindex or 0]
            if "\n" in value or "  " in value or "\t" in value:
                if "@" in value:
                    self._refuse_entry(value, at)
                value = _BLANKS.sub(" ", value)
            return value, simple.end(), simple.lastindex == 3
        sign = self._text[at : at + 1]
        if sign not in ("{", '"'):
            raise _BrokenError("a value should stand here", min(at, len(self._text) - 1))
        end = self._closing(at + 1) if sign == "{" else self._closing_quote(at + 1)
        value = self._text[at + 1 : end - 1]
        if "@" in value:
            self._refuse_entry(value, at)
        return _BLANKS.sub(" ", value), end, False

    def _refuse_entry(self, value: str, at: int) -> None:
        """A value that holds the beginning of another entry was never closed."""
        if _WHOLE_ENTRY.search(value):
            raise _BrokenError("a brace or quotation mark is never closed", at)

    def _closing(self, at: int) -> int:
        depth = 1
        for match in _BRACES.finditer(self._text, at):
            depth += 1 if match[0] == "{" else -1
            if not depth:
                return match.end()
        raise _BrokenError("a brace is never closed", at - 1)

    def _closing_quote(self, at: int) -> int:
        depth = 0
        for match in _QUOTES.finditer(self._text, at):
            if match[0] == '"':
                if not depth:
                    return match.end()
            else:
                depth += 1 if match[0] == "{" else -1
                if depth < 0:
                    break
        raise _BrokenError("a quotation mark is never closed", at - 1)
