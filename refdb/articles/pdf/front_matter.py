"""What stands on a first page beside the text: names, affiliations, dates, licence, keywords, addresses for letters."""

from __future__ import annotations

import re

from refdb.articles import kinds
from refdb.text.patterns import LATE_YEAR

_NOTICE = re.compile(
    r"^\W*(?:copyright\b|©|\(c\)\s*\d{4}|this is an open[- ]?access|this is an article|open access\b|"
    r"this (?:article|work|paper) is (?:an open|distributed|licensed|published|made available)|"
    r"(?:article history|received|revised|accepted|published(?: online)?|recebido|aceito|recibido)\b"
    r"\W{0,3}(?:in|on|date)?\W{0,3}\d|"
    r"received:?\s+\w+ \d|(?:academic |handling |associate )?editors?\s*:|edited by\b|reviewed by\b|"
    r"\W?(?:author for )?correspond(?:ence|ing)\b|address (?:for )?correspondence|e-?mails?\s*:|"
    r"how to cite|cite (?:this|as)|citation\s*:|to cite this|please cite|"
    r"(?:key\s?-?words?|palavras[- ]chave|palabras clave|mots[- ]clés|schlüsselwörter|index terms|descriptors|"
    r"descritores)\b|"
    r"licensee\b|the authors? \d{4}|issn\b|doi\s*:|https?://(?:dx\.)?doi\.org/\S+\W*$)",
    re.I,
)
_AFFILIATION = re.compile(
    r"\b(?:universit\w*|universidade|universidad|department|dept|faculty|school of|institut\w*|hospital|college|"
    r"cent(?:er|re) (?:for|of)|laborator\w*|academy|faculdade|instituto|departamento|klinik\w*|ministry)\b",
    re.I,
)
# A press or a year in brackets is of a footnote that cites a book, on the first page.
_PUBLISHED = re.compile(
    rf"\b(?:press|verlag|éditions?|publish\w+)\b|\([^()]{{0,100}}[\s:,]{LATE_YEAR}\)|\bpp?\.\s?\d", re.I
)
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.\w")
_BETWEEN = frozenset("and und et e y & da de do dos das del della di van von der den la le bin al el ter ten".split())
_MARKS = " \t.,;:*†‡§¶()[]0123456789¹²³⁴⁵⁶⁷⁸⁹⁰"
LONGEST_NOTICE = 900  # characters


def is_notice(text: str) -> bool:
    """Whether a paragraph is a licence, dates of receipt, keywords, an address for letters: no part of the text."""
    return len(text) < LONGEST_NOTICE and bool(_NOTICE.match(text))


def is_byline(text: str) -> bool:
    """Whether a paragraph is names of authors, or where they work."""
    words = [word for word in text.split() if word[:1].isalpha()]
    if not words or len(text) > LONGEST_NOTICE:
        return False
    capital = sum(word[0].isupper() for word in words) / len(words)
    if len(words) > 1 and not kinds.ends_as_sentence(text) and all(map(_is_of_name, text.split())):
        return True
    placed = bool(_AFFILIATION.search(text) and not _PUBLISHED.search(text)) or bool(_ADDRESS.search(text))
    return placed and capital > 0.5 and not (kinds.ends_as_sentence(text) and capital < 0.6 and "," not in text)


def _is_of_name(word: str) -> bool:
    bare = word.strip(_MARKS)
    return len(bare) < 2 or bare[0].isupper() or bare in _BETWEEN
