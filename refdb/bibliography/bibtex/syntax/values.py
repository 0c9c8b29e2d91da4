r"""A value of a .bib file: ``{braced}``, ``"quoted"``, a macro or a number, or a sum of them: ``nat # { Medicine}``.

BibTeX counts braces even behind a backslash (``bibtex.web``); bibtexparser does not, and reads more files so.
"""

from __future__ import annotations

import re

Piece = tuple[str, bool]  # its text, and whether that is the name of a macro, or a number

_SIMPLE = re.compile(r"\{([^{}]*)(?<!\\)\}|\"([^\"{}]*)(?<!\\)\"|([^\s,{}()\"#%=]+)")
_COUNTED = re.compile(r"[{}\"]")
_UNESCAPED = re.compile(r"(?<!\\)[{}\"]")
_JOIN = re.compile(r"\s*#\s*")
_BLANKS = re.compile(r"\s+")
_PAGE = r"(?:[A-Za-z]*\d[\w.:]*|[ivxlcdmIVXLCDM]+)"
_PAGE_RANGE = re.compile(rf"(?<![\w-])({_PAGE})\s*[-\u2010-\u2015\u2212]+\s*({_PAGE})(?![\w-])")
_BARE = re.compile(r"[\s{}\x00-\x1f\x7f]")


class BrokenError(Exception):
    """What is wrong with a block, and where."""

    def __init__(self, cause: str, at: int) -> None:
        self.cause, self.at = cause, at


def pieces_of(value: str) -> list[Piece]:
    """The pieces of a value that bibtexparser cut out.

    Raises:
        BrokenError: it is none: bibtexparser took more or less for it than a value.
    """
    pieces, end = read_value(value, 0, len(value), escapes=True)
    if end < len(value):
        raise BrokenError("more than a value stands here", end)
    return pieces


def read_value(text: str, at: int, limit: int, *, escapes: bool = False) -> tuple[list[Piece], int]:
    """The pieces of the value that begins here, and where it ends; with ``escapes`` no brace behind a backslash counts.

    Raises:
        BrokenError: none begins here, or it does not end before the limit.
    """
    pieces = []
    while True:
        simple = _SIMPLE.match(text, at, limit)
        if simple:
            group = simple.lastindex or 0
            at = simple.end()
            pieces.append((squeezed(simple[group]), group == 3))
        else:
            end = _end_of_piece(text, at, limit, _UNESCAPED if escapes else _COUNTED)
            pieces.append((_BLANKS.sub(" ", text[at + 1 : end - 1]), False))
            at = end
        joined = _JOIN.match(text, at, limit)
        if joined is None:
            return pieces, at
        at = joined.end()


def squeezed(text: str) -> str:
    """The text with single blanks for all its white space."""
    return _BLANKS.sub(" ", text) if "\n" in text or "  " in text or "\t" in text else text


def closing(text: str, at: int, limit: int) -> int:
    """Behind the brace that closes the one before ``at``, as BibTeX counts them.

    Raises:
        BrokenError: none does.
    """
    return _end_of_piece(text, at - 1, limit, _COUNTED)


def _end_of_piece(text: str, at: int, limit: int, signs: re.Pattern[str]) -> int:
    opening = text[at : min(at + 1, limit)]
    if opening not in ("{", '"'):
        raise BrokenError("a value should stand here", at)
    depth = 0
    for match in signs.finditer(text, at + 1, limit):
        sign = match[0]
        if not depth and sign == ("}" if opening == "{" else '"'):
            return match.end()
        if sign != '"':
            depth += 1 if sign == "{" else -1
            if depth < 0:
                break
    raise BrokenError(f"a {'brace' if opening == '{' else 'quotation mark'} is never closed", at)


# --- written: what is no TeX -------------------------------------------------------------------


def bare(value: str) -> str:
    """An identifier or address as it is; only what would end the field or the line is percent-encoded."""
    value = _BARE.sub(lambda match: f"%{ord(match[0]):02X}", value.strip())
    return f"{{{value}}}" if value else ""


def verbatim(value: str) -> str:
    """A path or list of keys as it is, its braces balanced."""
    return f"{{{balanced(value)}}}" if value else ""


def balanced(value: str) -> str:
    """A value without its braces where they do not balance: BibTeX would read on past the field."""
    depth = 0
    for char in value:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            break
    return value if depth == 0 else value.replace("{", "").replace("}", "")


def page_range(pages: str) -> str:
    """A page range with an en dash, which LaTeX writes ``--``; an article number such as ``e-12`` stays."""
    return _PAGE_RANGE.sub("\\1–\\2", pages)
