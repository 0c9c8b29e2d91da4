"""Printed and registered text brought to one form, so that only real differences are left."""

from __future__ import annotations

import html
import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae",
        "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
        "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ω": "omega", "π": "pi", "σ": "sigma",
        "’": "'", "‘": "'", "ʼ": "'", "∞": " ", "\u00ad": None, "\u200b": None,
    }
)  # fmt: skip
_TAGS = re.compile(
    r"</?(?:[a-z]+:)?(?:i|b|em|strong|su[bp]|sc|scp|italic|bold|span|u|inf|math|m[irno]|mrow)\s*/?>", re.I
)
_WORDS = re.compile(r"[^\W_]+(?:'(?=[^\W_]))?")
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])")  # a hyphen left by a line break


def fold(text: str) -> str:
    """Words in lower case without accents, markup and punctuation, divided by single spaces.

    >>> fold("Guillain–Barré <i>syndrome</i>: α-blockers")
    'guillain barre syndrome alpha blockers'
    """
    if not text:
        return ""
    if not text.isascii() or "&" in text or "<" in text:
        text = html.unescape(_TAGS.sub("", text)) if "<" in text or "&" in text else text
        text = unicodedata.normalize("NFKD", text.lower())
        text = "".join(c for c in text if not unicodedata.combining(c)).lower().translate(_LETTERS)
    if "- " in text:
        text = _BROKEN.sub("", text)
    return " ".join(_WORDS.findall(text.replace("'", "").lower()))


def squash(text: str) -> str:
    """Folded text without its spaces: equal for "meta-analysis", "metaanalysis" and "meta analysis"."""
    return fold(text).replace(" ", "")
