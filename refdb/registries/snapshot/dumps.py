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
from collections.abc import Callable, Iterator, Sequence
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
_DAMAGE = (OSError, EOFError, zlib.error, tarfile.TarError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing read from a dump: an item's JSON as it came, not yet looked at, or what was wrong in that place.

    ``place`` is the file and the line or item number; ``read`` counts bytes of the dump file read so far.
    """

    place: str
    read: int
    json: bytes = b""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a dump with entries of its own: a file, or a file within a tar.

    ``entries(skip)`` gives its entries without the first ``skip``, which is cheap where each has its line. The parts of
    a tar can be read only in their order.
    """

    name: str
    entries: Callable[[int], Iterator[Entry]]


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


def dump_parts(path: Path) -> Iterator[Part]:
    """The parts of one dump file; damage is an entry with a problem, and what can be read is read."""
    try:
        with path.open("rb") as file:
            if path.name.lower().endswith(_TARS):
                yield from _tar_parts(path, file)
            else:
                yield Part(path.name, lambda skip: _sound(path.name, _read_stream(path.name, file, file, skip), file))
    except _DAMAGE as error:
        place, problem = path.name, f"cannot be read further ({_reason(error)})"
        yield Part(f"{path.name}: damage", lambda skip: iter([Entry(place, 0, problem=problem)][skip:]))


def _tar_parts(path: Path, file: BufferedReader) -> Iterator[Part]:
    # Read as a stream: members are never written to disk, so their names can do no harm.
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for member in archive:
            if member.isfile() and member.name.lower().endswith(_SUFFIXES):
                content = archive.extractfile(member)
                if content:
                    name = f"{path.name}:{member.name}"
                    yield Part(name, _member(name, content, file))


def _member(name: str, content: IO[bytes], file: BufferedReader) -> Callable[[int], Iterator[Entry]]:
    return lambda skip: _sound(name, _read_stream(name, content, file, skip), file)


def _sound(name: str, entries: Iterator[Entry], counter: BufferedReader) -> Iterator[Entry]:
    """The entries up to where the file is damaged, and the damage as the last of them."""
    try:
        yield from entries
    except _DAMAGE as error:
        yield Entry(name, counter.tell(), problem=f"cannot be read further ({_reason(error)})")


def _reason(error: BaseException) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def _read_stream(name: str, raw: IO[bytes], counter: BufferedReader, skip: int) -> Iterator[Entry]:
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
        yield from _items(name, rejoined, counter, skip)
    else:
        yield from _lines(name, rejoined, counter, skip)


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
        return head + self._rest.read(size - len(head)) if len(head) < size else head

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


def _lines(name: str, stream: _Rejoined, counter: BufferedReader, skip: int) -> Iterator[Entry]:
    number = 0
    while line := stream.readline():
        number += 1
        too_long = len(line) >= LONGEST_ITEM
        while too_long and line and not line.endswith(b"\n"):
            line = stream.readline()
        text = line.strip()
        if not text and not too_long:
            continue
        if skip:
            skip -= 1
            continue
        problem = f"longer than {LONGEST_ITEM // 2**20} MiB" if too_long else ""
        yield Entry(f"{name}, line {number}", counter.tell(), b"" if too_long else text, problem)


def _items(name: str, stream: _Rejoined, counter: BufferedReader, skip: int) -> Iterator[Entry]:
    decoder = json.JSONDecoder()
    text, at, number, ended = "", 0, 0, False
    tail = b""
    while True:
        at = cast("re.Match[str]", _BETWEEN.match(text, at)).end()
        if text.startswith("]", at):
            return
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if ended or len(text) - at > LONGEST_ITEM or isinstance(error, RecursionError):
                if number >= skip:
                    problem = f"the rest of the list is not JSON ({short(error)})"
                    yield Entry(f"{name}, item {number + 1}", counter.tell(), problem=problem)
                return
            # Twice as much each time, so that a long item is not scanned from its start once per chunk.
            text, at = text[at:], 0
            more = tail + stream.read(max(CHUNK, len(text)))
            ended = len(more) == len(tail)
            cut = len(more) if ended else _last_whole_character(more)
            text, tail = text + more[:cut].decode("utf-8", "replace"), more[cut:]
            continue
        number += 1
        if number > skip:
            yield Entry(f"{name}, item {number}", counter.tell(), text[at:end].encode())
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


def short(error: Exception) -> str:
    """What a JSON reader found wrong, in few words."""
    return str(error).split(": line")[0][:80]
