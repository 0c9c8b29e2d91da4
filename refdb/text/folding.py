"""What every room does to text before it compares it."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Letters and digits alone, without case and accents: "Müller-Lüdenscheidt, K." -> "mullerludenscheidtk"."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def pages_of(printed: str) -> str:
    """Pages with their last one completed: "101-9" is "101-109"."""
    first, dash, last = re.sub(r"\s*[–—−-]+\s*", "-", printed).partition("-")
    if dash and first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}-{last}" if dash and last and last != first else first


def doi_in(text: str) -> str:
    """The first DOI in a text, bare and in small letters, or nothing."""
    match = re.search(r"10\.\d{4,9}/\S+", text)
    return match.group().rstrip(".,;)").lower() if match else ""
