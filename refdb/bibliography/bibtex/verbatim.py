"""Values that are no TeX: identifiers, addresses, paths and page ranges, as a field takes them."""

from __future__ import annotations

import re

_PAGE = r"(?:[A-Za-z]*\d[\w.:]*|[ivxlcdmIVXLCDM]+)"
_PAGE_RANGE = re.compile(rf"(?<![\w-])({_PAGE})\s*[-\u2010-\u2015\u2212]+\s*({_PAGE})(?![\w-])")
_BARE = re.compile(r"[\s{}\x00-\x1f\x7f]")


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
