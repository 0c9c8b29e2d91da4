"""What every room does to text before it compares it."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Letters and digits alone, without case and accents: "Müller-Lüdenscheidt, K." -> "mullerludenscheidtk"."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())
