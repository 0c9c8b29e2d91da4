"""What is in a snapshot file: its tables, how an item and a work's words are packed, and the check of its header.

A snapshot is one SQLite file. ``works`` has the items, ``words`` each work's words as numbers (for ranking), and
``postings`` for each word the works that have it (for finding). ``postings`` is derived from ``words``.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from refdb.errors import InputError

APPLICATION_ID = 0x72656462  # "redb", in the SQLite header
FORMAT = 3
PAGE = 8192  # bytes
HEAVY = "reference"  # a work's own reference list: half of all bytes, and nothing a candidate is judged by
TITLE, NAMES, CONTAINER, LOCATORS = range(4)  # the two low bits of a word in ``words``

# No UNIQUE and no index while works are added: in the order in which they come each would be one more random write.
# ``finishing`` sorts the DOIs once and takes the older records of each away.
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) WITHOUT ROWID;
CREATE TABLE works (
  id INTEGER PRIMARY KEY, doi TEXT NOT NULL, stamp INTEGER NOT NULL, agency TEXT, item BLOB NOT NULL, heavy BLOB
);
CREATE TABLE words (id INTEGER PRIMARY KEY, words BLOB NOT NULL);
CREATE TABLE sources (name TEXT PRIMARY KEY, entries INTEGER NOT NULL, finished INTEGER NOT NULL) WITHOUT ROWID;
"""
OTHERS_INDEX = (
    "CREATE INDEX IF NOT EXISTS works_of_others ON works (agency) WHERE agency IS NOT NULL"  # few: to count them
)
DOI_INDEX = "CREATE INDEX IF NOT EXISTS works_by_doi ON works (doi, stamp)"
POSTINGS = "CREATE TABLE postings (word INTEGER PRIMARY KEY, works INTEGER NOT NULL, numbers BLOB NOT NULL)"


def doi_key(doi: str) -> str:
    """A DOI as it is looked up: DOIs are the same in any case of letters; what is no character becomes "?"."""
    return doi.strip().lower().encode("utf-8", "replace").decode()


def word_number(word: str) -> int:
    """The number that stands for a word, 30 bits; that two words share one is rare, and costs one candidate more."""
    return zlib.crc32(word.encode("utf-8", "replace")) >> 2


def pack_words(fields: Sequence[Iterable[str]]) -> bytes:
    """The words of a work, field after field, four bytes each: the word's number, and the field in the low bits."""
    numbers = array("I", [word_number(word) << 2 | field for field, part in enumerate(fields) for word in part])
    return little_endian(numbers).tobytes()


def little_endian(numbers: array[int]) -> array[int]:
    """The numbers as they stand in the file, whatever this machine's own order."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def pack(text: bytes, dictionary: bytes) -> bytes:
    """JSON, compressed with what items have in common; raw deflate, as zlib's check sums cost a third of reading."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=dictionary)
    return packer.compress(text) + packer.flush()


def unpack(packed: bytes, dictionary: bytes) -> bytes:
    """The JSON that was packed.

    Raises:
        ValueError: the bytes are damaged.
    """
    unpacker = zlib.decompressobj(-15, zdict=dictionary)
    try:
        text = unpacker.decompress(packed)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacker.eof:
        raise ValueError("an item is cut short")
    return text


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8; what is no character (half a surrogate pair) stays an escape."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def whole_item(item: bytes, heavy: bytes | None) -> bytes:
    """An item's JSON with its heavy part put back."""
    if heavy is None:
        return item
    start = item.rstrip()[:-1]
    return b"".join((start, b"" if start.rstrip().endswith(b"{") else b",", b'"', HEAVY.encode(), b'":', heavy, b"}"))


def stamp(item: Mapping[str, Any]) -> int:
    """When an item was last indexed or deposited, in milliseconds since 1970; 0 where it does not say."""
    found = [0]
    for name in ("indexed", "deposited"):
        date = item.get(name)
        if isinstance(date, dict):
            found.append(_milliseconds(date))
    return max(found)


def _milliseconds(date: Mapping[str, Any]) -> int:
    number, text = date.get("timestamp"), date.get("date-time")
    if isinstance(number, int | float) and 0 < number < 1e14:
        return int(number)
    if isinstance(text, str):
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            return 0
        return max(0, int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000))
    return 0


def agency(item: Mapping[str, Any]) -> str | None:
    """The registration agency that a dump names for an item, in lower case; None where it names none, or Crossref."""
    value = item.get("agency")
    if isinstance(value, dict):
        value = value.get("id") or value.get("label")
    name = doi_key(value) if isinstance(value, str) else ""
    return name if name and name != "crossref" else None


def check_file(path: Path) -> None:
    """See that a file is a whole snapshot, without opening it as a database.

    Raises:
        InputError: it is missing, unreadable, no snapshot, or cut short.
    """
    if not path.exists():
        raise InputError(f"{path} does not exist: build a snapshot with refdb snapshot build, or name another registry")
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if header[:16] != b"SQLite format 3\0" or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise InputError(f"{path} is no snapshot made by refdb snapshot build")
    page = int.from_bytes(header[16:18], "big")
    if size < int.from_bytes(header[28:32], "big") * (page if page > 1 else 65536):
        raise InputError(f"{path} is cut short: build it anew with refdb snapshot build")
