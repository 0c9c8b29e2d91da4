"""Bytes -> text: UTF-8, UTF-16 with or without a mark, what the file declares, Windows-1252; the rest is guessed.

A guess is charset-normalizer's, among the encodings that articles were written in; readers say that one was made.
"""

from __future__ import annotations

import codecs
import os
import re
from itertools import pairwise
from pathlib import Path

from refdb.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What a file says of itself: HTML, XML, LaTeX, Emacs and Vim.
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{3,30})|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{3,30})|"
    rb"\\usepackage\s*\[([\w.-]{3,30})\]\s*\{inputenc\}|(?:coding|fileencoding)[:=]\s*([\w.-]{3,30})",
    re.I,
)
_OF_LATEX = {"ansinew": "cp1252", "latin9": "iso8859-15", "applemac": "mac-roman", "utf8x": "utf-8"}
# Encodings that a guess may give, the wider one of each family.
_GUESSED = (
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "iso2022_jp", "cp1251", "koi8_r", "cp1250", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "mac_roman", "cp1252",
)  # fmt: skip
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # escaped in JSON, and not a backslash before the letters u0000
MOST_GUESSED_FROM = 200_000  # bytes that a guess is made from
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 27}


def shown_path(path: Path | str) -> str:
    r"""A file's name or path as text that can be stored and printed: what in it is no UTF-8 becomes a question mark.

    >>> ascii(shown_path("caf\udce9.txt"))  # as Python has a name that another system wrote in Latin-1
    "'caf\\ufffd.txt'"
    """
    return os.fsencode(path).decode("utf-8", "replace")


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
        for encoding in (_declared(data), "cp1252" if _like_western(data) else "", _guessed(data)):
            text = _as(data, encoding) if encoding else None
            if text is not None:
                return text, encoding
        raise InputError(
            f"{name} is in an unknown encoding (byte {error.start} is not UTF-8); save it as UTF-8 and try again"
        ) from error


def is_uncertain(encoding: str) -> bool:
    """Whether a text in this encoding may have been meant in another: what has no mark and is not UTF-8."""
    return not encoding.startswith("utf") and encoding != "cp1252"


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _declared(data: bytes) -> str:
    """The encoding that the file names, by Python's name for it; nothing where there is none, or none that is known."""
    match = _DECLARED.search(data[:20_000])
    name = next(filter(None, match.groups())).decode("ascii", "replace").lower() if match else ""
    name = _OF_LATEX.get(name, {"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name))
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _guessed(data: bytes) -> str:
    """What charset-normalizer takes the bytes for, or nothing."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:MOST_GUESSED_FROM], cp_isolation=list(_GUESSED), explain=False).best()
    return best.encoding if best else ""


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


def without_nul(json: str) -> str:
    r"""JSON without the NULs that stand escaped in it, which PostgreSQL does not take.

    >>> print(without_nul(r'["a\u0000b", "\\u0000"]'))
    ["ab", "\\u0000"]
    """
    return _NUL.sub(r"\1", json) if "\\u0000" in json else json
