"""Words of registered works and of printed references, made equal: folded, without markup, split at punctuation.

The same function cuts both sides, so that a snapshot's index and the strings it is asked with always agree.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from refdb.text.folding import base_letters
from refdb.text.patterns import DOI

_TAG_IN_WORD = re.compile(
    r"</?(?:jats:|mml:)?(?:sub|sup|i|b|em|strong|italic|bold|u|sc|scp|tt|sans-serif)\b[^<>]*>", re.I
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_WORD_ASCII = re.compile(r"[a-z0-9]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
_LOCATION = re.compile(rf"(?:https?://|www\.)\S+|\b(?:(?:doi|DOI|urn)\s*[:.]?\s*)?{DOI.pattern}")
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,}+)[-\u00ad\u2010]\s++([^\W\d_]{2,}+)")
# Punctuation that is no part of a word, most of what makes a reference not ASCII.
_PUNCTUATION = str.maketrans(dict.fromkeys("–—‐‑‒―‘’‚“”„†‡•…·∞×«»¿¡\u00a0\u2002\u2003\u2009\u202f\u200a", " "))
_MAY_BE_LOCATION = re.compile(r"10\.\d|https?:|www\.|urn", re.IGNORECASE)
_MAY_BE_BROKEN = re.compile(r"[-\u00ad\u2010]\s")
AUTHORS_KEPT = 40  # a list of 3,000 physicists says no more than its beginning


def words(text: str) -> list[str]:
    """Words of a plain string, lower-case, diacritics folded; runs of CJK characters become pairs of them."""
    if text.isascii():
        return _WORD_ASCII.findall(text.lower())
    text = text.translate(_PUNCTUATION)
    if text.isascii():
        return _WORD_ASCII.findall(text.lower())
    found: list[str] = []
    for word in _WORD.findall(base_letters(text)):
        found.extend([word] if word.isascii() else _split_cjk(word))
    return found


def _split_cjk(word: str) -> list[str]:
    pieces: list[str] = []
    end = 0
    for run in _CJK.finditer(word):
        pieces.append(word[end : run.start()])
        characters = run.group()
        pieces.extend(characters[i : i + 2] for i in range(max(1, len(characters) - 1)))
        end = run.end()
    pieces.append(word[end:])
    return [piece for piece in pieces if piece]


def reference_words(text: str) -> list[str]:
    """Distinct words of a printed reference in its order, without DOI and URL; a hyphenated word also whole."""
    if _MAY_BE_LOCATION.search(text):
        text = _LOCATION.sub(" ", text)
    if _MAY_BE_BROKEN.search(text):
        text = " ".join([text, *(a + b for a, b in _BROKEN_WORD.findall(text))])
    return list(dict.fromkeys(words(text)))


def plain(text: str) -> str:
    """A registered title without entities and markup, for indexing only."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return _TAG.sub(" ", _TAG_IN_WORD.sub("", text)) if "<" in text else text


def item_words(item: Mapping[str, Any]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Distinct words of a Crossref item: title and subtitle, contributors, container, locators.

    Locators are year(s), volume, issue, first page and article number. Anything of an unexpected shape is passed over.
    """
    title = _all(item, "title", "subtitle", "original-title", "short-title")
    names: list[str] = []
    for role in ("author", "editor"):
        people = item.get(role)
        for person in people[:AUTHORS_KEPT] if isinstance(people, list) else ():
            if isinstance(person, dict):
                names.extend(str(person[part]) for part in ("family", "name", "literal") if person.get(part))
    container = _all(item, "container-title", "short-container-title", "event")
    locators = [str(year) for year in years(item)]
    for part in ("volume", "issue", "article-number"):
        locators.extend(words(_text(item.get(part))))
    locators.extend(words(_text(item.get("page")))[:1])
    return (
        _distinct(words(" ".join(title))),
        _distinct(words(" ".join(names))),
        _distinct(words(" ".join(container))),
        (_distinct(locators)),
    )


def years(item: Mapping[str, Any]) -> list[int]:
    """Every year of publication that an item gives, the issue's first."""
    found: list[int] = []
    for part in ("issued", "published-print", "published-online", "published"):
        date = item.get(part)
        parts = date.get("date-parts") if isinstance(date, dict) else None
        first = parts[0] if isinstance(parts, list) and parts else None
        year = first[0] if isinstance(first, list) and first else None
        if isinstance(year, int | str) and str(year).isdigit() and int(year) not in found:
            found.append(int(year))
    return found


def _all(item: Mapping[str, Any], *names: str) -> list[str]:
    found: list[str] = []
    for name in names:
        value = item.get(name)
        for part in value if isinstance(value, list) else [value]:
            found.append(plain(_text(part)))
    return found


def _text(value: Any) -> str:
    if isinstance(value, dict):  # an event
        value = value.get("name")
    return str(value) if isinstance(value, str | int) else ""


def _distinct(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
