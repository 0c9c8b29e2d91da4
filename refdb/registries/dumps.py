"""Crossref work items out of dump files, one after the other, in bounded memory.

Read are JSON Lines (one item a line), JSON documents with an ``items`` list (Crossref's public data file) or a bare
list, each also gzipped, in folders and in tar files. The content decides which it is, not the name.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, cast

from refdb.errors import InputError

LONGEST_ITEM = 64 * 1024 * 1024  # bytes; the longest real ones, with 10,000 references, have about 5 MB
CHUNK = 1024 * 1024
_SUFFIXES = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".json", ".json.gz")
_TARS = (".tar", ".tar.gz", ".tgz")
_ITEMS = re.compile(rb'^(?:(?!"DOI")[\s\S])*?"items"\s*:\s*\[')  # before any item begins
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_LIST = re.compile(rb"^\s*\[")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing read from a dump: an item with its JSON as it came, or what was wrong in that place.

    ``place`` is the file and the line or item number; ``read`` counts bytes of dump files read so far.
    """

    place: str
    read: int
    item: dict[str, Any] | None = None
    json: bytes = b""
    problem: str = ""


def dump_files(dumps: Sequence[Path]) -> list[Path]:
    """The files that ``dumps`` mean: folders are searched, in order of name.

    Raises:
        InputError: a path that is missing, or a folder without dump files.
    """
    files: list[Path] = []
    for dump in dumps:
        if dump.is_dir():
            inside = sorted(p for p in dump.rglob("*") if p.is_file() and p.name.lower().endswith(_SUFFIXES + _TARS))
            if not inside:
                raise InputError(f"{dump} has no dump in it: expected .jsonl, .json, the same with .gz, or .tar files")
            files.extend(inside)
        elif dump.is_file():
            files.append(dump)
        else:
            raise InputError(f"{dump} does not exist")
    if not files:
        raise InputError("no dump given to build a snapshot from")
    return files


def read_dump(path: Path) -> Iterator[Entry]:
    """The items of one dump file.

    Raises:
        InputError: the file cannot be opened, or is damaged as a whole (its compression, its archive).
    """
    try:
        with path.open("rb") as file:
            if path.name.lower().endswith(_TARS):
                yield from _read_tar(path, file)
            else:
                yield from _read_stream(path.name, file, file)
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{path} cannot be read to its end: {reason}") from error


def _read_tar(path: Path, file: BufferedReader) -> Iterator[Entry]:
    # Read as a stream: members are never written to disk, so their names can do no harm.
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for member in archive:
            if member.isfile() and member.name.lower().endswith(_SUFFIXES):
                content = archive.extractfile(member)
                if content:
                    yield from _read_stream(f"{path.name}:{member.name}", content, file)


def _read_stream(name: str, raw: IO[bytes], counter: BufferedReader) -> Iterator[Entry]:
    start = raw.read(2)
    stream: Any = _Rejoined(start, raw)
    if start == b"\x1f\x8b":
        stream = gzip.GzipFile(fileobj=stream)
    head = stream.read(64 * 1024)
    if head.startswith(b"\xef\xbb\xbf"):
        head = head[3:]
    rejoined = _Rejoined(head, stream)
    items = _ITEMS.match(head)
    if items or _LIST.match(head):
        rejoined.skip(items.end() if items else head.index(b"[") + 1)
        yield from _items(name, rejoined, counter)
    else:
        yield from _lines(name, rejoined, counter)


class _Rejoined:
    """A stream whose beginning has been read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def skip(self, count: int) -> None:
        self._head = self._head[count:]

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        if size < 0:
            head, self._head = self._head, b""
            return head + self._rest.read()
        head, self._head = self._head[:size], self._head[size:]
        return head

    def readline(self, limit: int = LONGEST_ITEM) -> bytes:
        """The next line, or ``limit`` bytes of it."""
        if not self._head:
            return self._rest.readline(limit)
        end = self._head.find(b"\n") + 1
        if end:
            line, self._head = self._head[:end], self._head[end:]
            return line
        line, self._head = self._head, b""
        return line + self._rest.readline(limit)


def _lines(name: str, stream: _Rejoined, counter: BufferedReader) -> Iterator[Entry]:
    number = 0
    while line := stream.readline():
        number += 1
        place, read = f"{name}, line {number}", counter.tell()
        if len(line) >= LONGEST_ITEM:
            while line and not line.endswith(b"\n"):
                line = stream.readline()
            yield Entry(place, read, problem=f"longer than {LONGEST_ITEM // 2**20} MiB")
        elif line.strip():
            yield _entry(place, read, line.strip())


def _entry(place: str, read: int, text: bytes) -> Entry:
    try:
        item = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Entry(place, read, problem=f"not JSON ({_short(error)})")
    if isinstance(item, dict) and isinstance(item.get("message"), dict) and "DOI" not in item:
        item = item["message"]  # an answer of the API, saved with its envelope
        text = json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if not isinstance(item, dict):
        return Entry(place, read, problem=f"a {type(item).__name__}, not a work item")
    return Entry(place, read, item=item, json=text)


def _items(name: str, stream: _Rejoined, counter: BufferedReader) -> Iterator[Entry]:
    decoder = json.JSONDecoder()
    text, at, number, ended = "", 0, 0, False
    tail = b""
    while True:
        at = cast("re.Match[str]", _BETWEEN.match(text, at)).end()
        if text.startswith("]", at):
            return
        try:
            item, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if ended or len(text) - at > LONGEST_ITEM or isinstance(error, RecursionError):
                place = f"{name}, item {number + 1}"
                yield Entry(place, counter.tell(), problem=f"the rest of the list is not JSON ({_short(error)})")
                return
            # Twice as much each time, so that a long item is not scanned from its start once per chunk.
            text, at = text[at:], 0
            more = tail + stream.read(max(CHUNK, len(text)))
            ended = len(more) == len(tail)
            cut = len(more) if ended else _last_whole_character(more)
            text, tail = text + more[:cut].decode("utf-8", "replace"), more[cut:]
            continue
        number += 1
        place, read = f"{name}, item {number}", counter.tell()
        if isinstance(item, dict):
            yield Entry(place, read, item=item, json=text[at:end].encode("utf-8", "surrogatepass"))
        else:
            yield Entry(place, read, problem=f"a {type(item).__name__}, not a work item")
        at = end


def _last_whole_character(data: bytes) -> int:
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return len(data)
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) if back >= length else len(data) - back
    return len(data)


def _short(error: Exception) -> str:
    return str(error).split(": line")[0][:80]
