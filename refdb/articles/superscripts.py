"""Raised figures in the text: markers and exponents, as the Unicode characters for them."""

from __future__ import annotations

import re

from refdb.text.patterns import TO_RAISED

_SIGNS = str.maketrans("+−-", "⁺⁻⁻")
_LISTED = re.compile(r"[\d\s,;–—-]+")
_EXPONENT = re.compile(r"[+−-]?\d+[+−-]?")


def raised(text: str, before: str) -> str:
    """What a raised ``text`` is written as behind ``before``: digits as superscripts, anything else as it is.

    Behind a digit it is an exponent ("10⁻⁶"), behind a word or a full stop a marker ("mortality.⁴,⁵").
    """
    stripped = text.strip()
    if before.rstrip()[-1:].isdigit() and _EXPONENT.fullmatch(stripped):
        return stripped.translate(TO_RAISED).translate(_SIGNS)
    return stripped.translate(TO_RAISED) if stripped and _LISTED.fullmatch(stripped) and before.strip() else text
