"""Whether a PDF could cost pdfium much time or memory, told from its bytes before pdfium sees them.

pdfium runs inside this process and cannot be stopped, so a file that unpacks to much, or whose streams cannot be
looked into, is read by a process of its own with limits (``pdf_worker``). Ordinary articles are not slowed by that.
"""

from __future__ import annotations

import re
import zlib

MOST_UNPACKED = 200_000_000  # of all streams: beyond, the file is refused at once
_LARGE = 6_000_000  # above a stream's unpacked size that is still ordinary for a page with large drawings
_MANY_PAGES = 200
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DO = re.compile(rb"/[^\s/]+\s+Do\b")
# Ways of packing that are not measured here, and names written so that they are not seen.
_UNSEEN = re.compile(
    rb"/(?:LZWDecode|LZW|RunLengthDecode|RL|ASCII85Decode|A85|ASCIIHexDecode|AHx)\b|/[A-Za-z]*#[0-9A-Fa-f]{2}"
)
_PAGE = re.compile(rb"/Type\s*/Page\b")
_CONTENTS = re.compile(rb"/Contents\s*\[([^\]]*)\]")


def unpacked_size(data: bytes) -> tuple[int, bool]:
    """(bytes in the streams, counted to a little above ``MOST_UNPACKED``; whether to read the file apart)."""
    total, largest_form, drawn_by_pages, drawn_by_forms = 0, 0, 1, 1
    apart = b"/Encrypt" in data or len(_PAGE.findall(data)) > _MANY_PAGES or _repeats(data)
    for match in _STREAM.finditer(data):
        entries = data[max(0, match.start() - 600) : match.start()].rpartition(b" obj")[2]
        if _UNSEEN.search(entries) or entries.count(b"FlateDecode") > 1:
            apart = apart or b"/Image" not in entries
        begin, size = _unpack(data, match.end()) if b"/Fl" in entries else _plain(data, match.end())
        total += size
        apart = apart or size > _LARGE or (b"/ObjStm" in entries and _repeats(begin))
        drawn = len(_DO.findall(begin))
        if b"/Form" in entries:  # forms that draw forms grow by powers
            largest_form = max(largest_form, size)
            drawn_by_forms = min(_LARGE * 10, drawn_by_forms * max(1, drawn))
        else:
            drawn_by_pages = max(drawn_by_pages, drawn)
        if total > MOST_UNPACKED:
            return total, True
    return total, apart or drawn_by_pages * drawn_by_forms * largest_form > _LARGE * 10


def _repeats(text: bytes) -> bool:
    """Whether a page's content is put together from very many streams, perhaps always the same one."""
    return any(part.count(b"R") > 60 for part in _CONTENTS.findall(text))


def _plain(data: bytes, start: int) -> tuple[bytes, int]:
    end = data.find(b"endstream", start)
    return data[start : min(end, start + (1 << 20))], max(0, end - start)


def _unpack(data: bytes, start: int) -> tuple[bytes, int]:
    """The first piece that a stream unpacks to, and how much it unpacks to in all, as far as that matters."""
    unpacker = zlib.decompressobj()
    packed = data[start : start + 65536]
    first, size, at = b"", 0, start
    try:
        while packed and size <= MOST_UNPACKED:
            piece = unpacker.decompress(packed, 1 << 20)
            first = first or piece
            size += len(piece)
            if unpacker.eof:
                break
            if unpacker.unconsumed_tail:
                packed = unpacker.unconsumed_tail
                continue
            at += 65536
            packed = data[at : at + 65536]
    except zlib.error:
        pass
    return first, size
