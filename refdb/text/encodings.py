"""Bytes -> text: UTF-8, UTF-16 with or without a mark, Windows-1252; anything else is said, never guessed."""

from __future__ import annotations

import codecs
from itertools import pairwise

from refdb.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 27}


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and the name of its encoding; line ends become newlines, NUL bytes go.

    Raises:
        InputError: empty, binary, or in an encoding that is not known here.
    """
    if not data:
        raise InputError(f"{name} is empty: there is nothing to read in it")
    text, encoding = _decoded(data, name)
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(f"{name} holds only blanks: there is no text in it")
    return text, encoding


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name), encoding
    wide = _wide(data)
    if wide:
        return _strict(data, wide, name), wide
    sample = data[:65536]
    if sum(byte in _CONTROLS for byte in sample.replace(b"\x00", b"")) > len(sample) / 200:
        raise InputError(f"{name} is a binary file, not an article; give text, HTML, or another supported format")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if not _like_western(data):
            raise InputError(
                f"{name} is in an unknown encoding (byte {error.start} is not UTF-8); save it as UTF-8 and try again"
            ) from error
        return _strict(data, "cp1252", name), "cp1252"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not {encoding} all through ({error.reason}); save it as UTF-8 and try again"
        ) from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: in western text every other byte is NUL."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def _like_western(data: bytes) -> bool:
    """Whether the bytes over 127 stand the way accents, quotes and dashes do in Windows-1252: few, and mostly alone."""
    high = [i for i, byte in enumerate(data) if byte > 127]
    pairs = sum(b - a == 1 for a, b in pairwise(high))
    undefined = any(data[i] in (0x81, 0x8D, 0x8F, 0x90, 0x9D) for i in high)
    return not undefined and len(high) < 0.2 * len(data) and pairs < 0.3 * len(high)
