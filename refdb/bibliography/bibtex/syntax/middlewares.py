"""What refdb makes of the blocks that bibtexparser's Splitter cuts: broken ones read again, months, sums, field names.

This module is imported where a .bib file is read, as bibtexparser takes 30 ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bibtexparser.library import Library
from bibtexparser.middlewares.middleware import BlockMiddleware, LibraryMiddleware, Middleware
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    Entry,
    Field,
    ImplicitComment,
    ParsingFailedBlock,
    Preamble,
    String,
)

from refdb.bibliography.bibtex.syntax.blocks import MONTHS
from refdb.bibliography.bibtex.syntax.repairs import holds_entry, is_key, is_prose, reread, said, source_of
from refdb.bibliography.bibtex.syntax.values import BrokenError, Piece, pieces_of, squeezed

_TYPE = re.compile(r"[A-Za-z]\w*")
_FIELD_NAME = re.compile(r"[^\s=,{}()\"#%@']+")
_GROWTH = 10  # times as long as the file may all that its macros stand for be, and some more for small files
_LEAST_ROOM = 100_000  # characters


def middlewares(text: str) -> list[Middleware]:
    """The steps from the Splitter's blocks of this text to entries whose fields are TeX."""
    return [RereadBroken(text), KeepMonths(), ResolveSums(_LEAST_ROOM + _GROWTH * len(text)), FieldNames()]


def entries_of(library: Library) -> Iterator[Entry]:
    """All entries in the file's order, those whose key another one has too."""
    for block in library.blocks:
        whole = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
        if isinstance(whole, Entry):
            yield whole


def failures_of(library: Library) -> Iterator[tuple[int, str]]:
    """What could not be read: its line, counted from 0, and why."""
    for block in library.failed_blocks:
        if not isinstance(block, DuplicateBlockKeyBlock):
            yield block.start_line or 0, str(block.error)


class RereadBroken(LibraryMiddleware):
    """Cut the values of entries into their pieces; blocks that are not whole are read again from the file's text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def transform(self, library: Library) -> Library:
        """The library with every block whole."""
        source = source_of(self._text)
        kept: list[Block] = []
        done = 0
        for block, begin, end in self._placed(library.blocks):
            if end <= done:
                continue
            whole = _whole(block, source.line(begin)) if begin >= done and not is_prose(self._text, begin) else None
            if whole:
                kept.append(whole)
                done = end
            else:
                again, done = reread(source, max(begin, done), end)
                kept += again
        return Library(kept, fail_on_duplicate_key=False)

    def _placed(self, blocks: Iterable[Block]) -> Iterator[tuple[Block, int, int]]:
        """The blocks, those within a failed one by themselves, and where in the text they begin and end."""
        at = 0
        for block in blocks:
            whole = block.ignore_error_block or block if isinstance(block, ParsingFailedBlock) else block
            raw = whole.raw or ""
            begin = self._text.find(raw, at)
            end = begin + len(raw)
            at = begin + 1 if isinstance(whole, ParsingFailedBlock) else end  # a failed block may end within the next
            yield whole, begin, end


def _whole(block: Block, line: int) -> Block | None:
    """The block, the values of an entry cut into pieces; None where the Splitter did not read it as BibTeX would."""
    try:
        if isinstance(block, Entry):
            return _whole_entry(block, line)
        if isinstance(block, String):
            return block if pieces_of(block.value) and _FIELD_NAME.fullmatch(block.key) else None
    except BrokenError:
        return None
    is_broken = (
        holds_entry(block.comment) if isinstance(block, ImplicitComment) else isinstance(block, ParsingFailedBlock)
    )
    return None if is_broken else block


def _whole_entry(entry: Entry, line: int) -> Entry | None:
    """The entry with its own line: the Splitter does not count one that ends in a backslash."""
    behind = line - (entry.start_line or 0)
    fields = [Field(field.key, pieces_of(field.value), field.start_line + behind) for field in entry.fields]
    names = all(_FIELD_NAME.fullmatch(field.key) for field in fields)
    is_whole = names and is_key(entry.key) and _TYPE.fullmatch(entry.entry_type)
    return Entry(entry.entry_type, entry.key, fields, line) if is_whole else None


class _EveryBlock(BlockMiddleware):
    """Also transforms a block whose key another one has too."""

    def transform_failed_block(self, failed_block: ParsingFailedBlock, library: Library) -> Block | list[Block]:
        block = failed_block.ignore_error_block
        if isinstance(block, Entry):
            return self.transform_entry(block, library)
        return self.transform_string(block, library) if isinstance(block, String) else failed_block

    def transform_entry(self, entry: Entry, library: Library) -> Block | list[Block]:
        return entry

    def transform_string(self, string: String, library: Library) -> Block | list[Block]:
        return string


class KeepMonths(_EveryBlock):
    """``month = mar`` stays ``mar``; in a sum the macro stands for the month's name in full."""

    def transform_entry(self, entry: Entry, library: Library) -> Entry:
        """The entry with its month."""
        for field in entry.fields:
            if field.key.lower() == "month" and len(field.value) == 1 and field.value[0][0].lower() in MONTHS:
                name, is_macro = field.value[0]
                field.value = [(name.lower(), False)] if is_macro else field.value
        return entry


class ResolveSums(_EveryBlock):
    """Macros by what they stand for where they are used, as BibTeX has it, and the pieces of a value joined.

    Args:
        room: so many characters may all macros of the file come to: each can double the one before it.
    """

    def __init__(self, room: int) -> None:
        super().__init__()
        self._macros = dict(MONTHS)
        self._room = room
        self._is_said = False

    def transform_string(self, string: String, library: Library) -> list[Block]:
        """The macro with its text, whose blanks at both ends are kept."""
        string.value, failed = self._joined(pieces_of(string.value), string.start_line)
        self._macros[string.key.lower()] = string.value
        return [string, *failed]

    def transform_preamble(self, preamble: Preamble, library: Library) -> list[Block]:
        """The preamble as TeX; JabRef once wrote it without quotes."""
        try:
            pieces = pieces_of(preamble.value.strip())
        except BrokenError:
            pieces = [(preamble.value, False)]
        value, failed = self._joined(pieces, preamble.start_line)
        preamble.value = value.strip()
        return [preamble, *failed]

    def transform_entry(self, entry: Entry, library: Library) -> list[Block]:
        """The entry with its values as TeX."""
        found: list[Block] = [entry]
        for field in entry.fields:
            value, failed = self._joined(field.value, field.start_line)
            field.value = value.strip()
            found += failed
        return found

    def _joined(self, pieces: list[Piece], line: int | None) -> tuple[str, list[Block]]:
        texts = [self._macros.get(text.lower(), text) if is_macro else text for text, is_macro in pieces]
        if len(texts) == 1 and not pieces[0][1]:
            return texts[0], []
        length = sum(map(len, texts))
        if length > self._room:
            return " # ".join(text for text, _ in pieces), self._too_long(line)
        self._room -= length
        return (squeezed("".join(texts)) if len(texts) > 1 else texts[0]), []

    def _too_long(self, line: int | None) -> list[Block]:
        """Said once a file."""
        found = [] if self._is_said else [said(line or 0, "macros grow beyond measure; their names are kept instead")]
        self._is_said = True
        return [*found]


class FieldNames(_EveryBlock):
    """Types and names in small letters; a field that comes twice is kept beside the first, which BibTeX takes."""

    def transform_entry(self, entry: Entry, library: Library) -> list[Block]:
        """The entry with each of its fields once."""
        found: list[Block] = [entry]
        fields: dict[str, Field] = {}
        for field in entry.fields:
            name = field.key = field.key.lower()
            first = fields.setdefault(name, field)
            if first is field:
                continue
            if name == "keywords":
                first.value = f"{first.value}, {field.value}"
            elif field.value != first.value:
                field.key = f"{name}_2"
                fields[field.key] = field
                found.append(said(field.start_line, f"the field {name} comes twice; the second is kept as {name}_2"))
        entry.entry_type = entry.entry_type.lower()
        entry.fields = list(fields.values())
        return found
