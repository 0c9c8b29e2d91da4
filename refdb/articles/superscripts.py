"""Raised figures in the text: markers and exponents, as the Unicode characters for them."""

from __future__ import annotations

import re

_DIGITS = str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_MARKER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LISTED = re.compile(r"[\d\s,;–—-]+")
_EXPONENT = re.compile(r"[+−-]?\d+[+−-]?")


def raised(text: str, before: str) -> str:
    """What a raised ``text`` is written as behind ``before``: digits as superscripts, anything else as it is.

    Behind a digit it is an exponent ("10⁻⁶"), behind a word or a full stop a marker ("mortality.⁴,⁵").
    """
    stripped = text.strip()
    if before.rstrip()[-1:].isdigit() and _EXPONENT.fullmatch(stripped):
        return stripped.translate(_DIGITS)
    return stripped.translate(_MARKER) if stripped and _LISTED.fullmatch(stripped) and before.strip() else text
