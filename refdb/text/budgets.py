"""What a file may become while it is read: the same for every reader, and checked on the way, not afterwards.

A file of 400 KB can unpack to 1 GB, and 100 bytes of JSON or XML become a kilobyte of objects. What is refused here is
several times as large as the largest real file of its kind.
"""

from __future__ import annotations

import json
from typing import Protocol

from refdb.errors import InputError
from refdb.model.json_values import Json

MOST_BYTES = 30_000_000  # of an article's file as it is
MOST_UNPACKED = 60_000_000  # bytes of one part of a package: a long thesis has 20 MB of document.xml
MOST_ARCHIVED = 100_000_000  # bytes of an archive's files together, pictures too
MOST_PARTS = 10_000  # files of a package
MOST_CHARACTERS = 4_000_000  # of an article's text: "War and Peace" has 3,200,000
MOST_SOURCE = 8_000_000  # characters of TeX, with all that it takes in
MOST_PARAGRAPHS = 60_000  # "War and Peace" has 12,000
MOST_TAGS = 1_500_000  # of XML and HTML, closing ones too
MOST_JSON = 150_000_000  # bytes of one JSON document, unpacked
MOST_VALUES = 6_000_000  # of one JSON document: a file of 5,000 Crossref items has 3 million
MOST_ENTRIES = 200_000  # of one file that is read whole; JSON Lines, read line by line, may have any number
MOST_LISTED = 100_000_000  # bytes of a bibliography that is read whole: 50,000 entries with abstracts
LONGEST_ENTRY = 1_000_000  # characters of one entry of it: 5,000 authors are 200,000
MOST_RATIO = 100  # bytes that one packed byte may become: text becomes 4 to 20, tables of Word up to 60
ALWAYS_UNPACKED = 300_000  # bytes, however well they were packed
LONGEST_LINE = 20_000_000  # bytes of one line of JSON Lines: 10,000 references are 5 MB
MOST_LOST = 200_000_000  # bytes of lines too long that are passed over before the file is given up


class Stream(Protocol):
    """A file of bytes, packed or not."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes, no more than ``size``."""

    def readline(self, size: int = ..., /) -> bytes:
        """The next line, or its first ``size`` bytes."""


def within_text(characters: int, name: str) -> None:
    """Nothing where an article's text is no longer than a book.

    Raises:
        InputError: it is.
    """
    if characters > MOST_CHARACTERS:
        raise InputError(f"{name} has more than {MOST_CHARACTERS:,} characters: that is no article")


def within_paragraphs(paragraphs: int, name: str) -> None:
    """Nothing where an article has no more paragraphs and cells than several books.

    Raises:
        InputError: it has.
    """
    if paragraphs > MOST_PARAGRAPHS:
        raise InputError(f"{name} has more than {MOST_PARAGRAPHS:,} paragraphs: that is no article")


def within_source(characters: int, name: str) -> None:
    """Nothing where a text with its markup (TeX, Markdown) is no longer than a book's.

    Raises:
        InputError: it is.
    """
    if characters > MOST_SOURCE:
        raise InputError(f"{name} has more than {MOST_SOURCE:,} characters: that is no article")


def within_tags(markup: bytes | str, name: str) -> None:
    """Nothing where a file's XML or HTML can be built in memory.

    Raises:
        InputError: it has too many tags.
    """
    tags = markup.count("<") if isinstance(markup, str) else markup.count(b"<")
    if tags > MOST_TAGS:
        raise InputError(f"{name} has more than {MOST_TAGS:,} tags: no article or bibliography has so many")


def within_entries(entries: int, name: str) -> None:
    """Nothing where a file that is read whole has no more entries than a large library.

    Raises:
        InputError: it has.
    """
    if entries > MOST_ENTRIES:
        advice = "split it, or give a work a line (.jsonl)"
        raise InputError(f"{name} has more than {MOST_ENTRIES:,} entries, too many to be read at once; {advice}")


def within_listed(size: int, name: str) -> None:
    """Nothing where a bibliography can be read whole.

    Raises:
        InputError: it has too many bytes.
    """
    if size > MOST_LISTED:
        raise InputError(f"{name} has more than {MOST_LISTED // 1_000_000} MB, too much to be read at once; split it")


def within_entry(text: str, begin: str, name: str) -> None:
    """Nothing where no entry of a bibliography is longer than an entry can be; each begins with ``begin``.

    Raises:
        InputError: one is; the line where it begins is said.
    """
    start, last = 0, text.rfind(begin)
    while start < len(text):
        end = text.find(begin, start + 1) if start < last else len(text)
        if end - start > LONGEST_ENTRY:
            line = text.count("\n", 0, start + begin.startswith("\n")) + 1
            much = f"more than {LONGEST_ENTRY:,} characters: none is so long"
            raise InputError(f"the entry in line {line} of {name} has {much}")
        start = end


def unpacked(stream: Stream, most: int, name: str, packed: int = 0) -> bytes:
    """All bytes of a packed stream; ``packed`` is how many they are as they lie there, 0 where nobody knows.

    Raises:
        InputError: they are more than ``most``, or more than ``MOST_RATIO`` for each packed one; no more are unpacked.
    """
    fair = max(ALWAYS_UNPACKED, MOST_RATIO * packed) if packed else most
    data = stream.read(min(most, fair) + 1)
    if len(data) > most:
        raise InputError(f"{name} unpacks to more than {most // 1_000_000} MB; refdb stopped")
    if len(data) > fair:
        raise InputError(_blown_up(name))
    return data


def within_ratio(stream: Stream, packed: int, name: str) -> None:
    """Nothing where a packed stream becomes no more than text does; read to its end, or to 1 GB, and kept nowhere.

    Raises:
        InputError: it becomes more than ``MOST_RATIO`` times its ``packed`` bytes.
    """
    fair = max(ALWAYS_UNPACKED, MOST_RATIO * packed)
    seen = 0
    while fair < 1_000_000_000 and (block := stream.read(1_000_000)):
        seen += len(block)
        if seen > fair:
            raise InputError(_blown_up(name))


def _blown_up(name: str) -> str:
    return f"{name} unpacks to more than {MOST_RATIO} times its size, which no text does; it was not read"


def json_of(text: str, name: str) -> Json:
    """The value of a JSON document.

    Raises:
        InputError: it is no JSON, nested without end, or has more values than memory should hold.
    """
    values = text.count(",") + text.count("[") + text.count("{")  # commas in strings count too: they are few
    if values > MOST_VALUES:
        raise InputError(f"{name}: more than {MOST_VALUES:,} values in one JSON document; give an item a line (.jsonl)")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}: not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise InputError(f"{name}: not JSON that can be read: it is nested too deep") from None
    except ValueError as error:  # an integer of thousands of digits
        raise InputError(f"{name}: not JSON that can be read: {error}") from None
