"""A user's words -> a query."""

from __future__ import annotations

import re
from collections.abc import Mapping

from refdb.model import Field, Query, Term, Years
from refdb.text.words import STOP_WORDS

MOST_TERMS = 60  # a pasted page must not become a query of thousands of terms
# How much a word counts in BM25; title against text fitted on SciFact's train queries.
WORD_WEIGHTS: Mapping[Field, float] = {"title": 3.0, "text": 1.0, "author": 0.6, "journal": 0.3}
FIELDS: Mapping[str, Field] = {"author": "author", "title": "title", "journal": "journal"}  # written before a colon

_TERM = re.compile(r"[^\W_]+", re.UNICODE)
_PHRASE = re.compile(r'"([^"]+)"')
_FIELD = re.compile(rf'(?<!\S)({"|".join(FIELDS)}):(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_YEARS = re.compile(r"(?<!\S)year:(\d{4})?(\.\.|-|–)?(\d{4})?(?!\S)", re.IGNORECASE)
_PREFIX = re.compile(r"(?<!\S)([^\W_]{2,})\*(?!\S)")


def plain(text: str) -> Query:
    """A text searched for as it is: a claim, a title, a row of a file."""
    return Query(text, terms_of(text))


def terms_of(text: str, fields: tuple[Field, ...] = ()) -> tuple[Term, ...]:
    """The words of a text that can find anything, each once; quoted phrases stay together.

    Args:
        text: anything.
        fields: where the words may stand; none for anywhere.
    """
    phrases = [" ".join(_TERM.findall(phrase)) for phrase in _PHRASE.findall(text)]
    words = _TERM.findall(_PHRASE.sub(" ", text))
    kept = [word for word in words if word.casefold() not in STOP_WORDS] or words
    distinct = list(dict.fromkeys([*filter(None, phrases), *kept]))
    return tuple(Term(words, fields) for words in distinct[:MOST_TERMS])


def parse(text: str) -> Query:
    """Read a query as a user types it.

    ``"two words"`` is a phrase that must occur and ``cardi*`` any word that begins so; ``author:smith``,
    ``title:"sleep loss"`` and ``journal:lancet`` must hold, and ``year:2015..2020`` (``year:2015``, ``year:2015..``)
    bounds the year. All other words rank what is found, by meaning and by occurrence.
    """
    years: Years = (None, None)
    for match in _YEARS.finditer(text):
        first, dots, last = match.groups()
        if first or last:
            years = (_year(first), _year(last) if dots or last else _year(first))
    rest = _YEARS.sub(" ", text)
    named = [
        term
        for match in _FIELD.finditer(rest)
        for term in condition(FIELDS[match.group(1).lower()], match.group(2) or match.group(3) or "")
    ]
    rest = _FIELD.sub(" ", rest)
    phrases = [term for found in _PHRASE.findall(rest) for term in _phrase(found)]
    prefixes = [Term(found, prefix=True) for found in _PREFIX.findall(_PHRASE.sub(" ", rest))]
    free = _PREFIX.sub(r"\1", rest).replace('"', " ")
    # A query of conditions alone is ranked by their words.
    meaning = " ".join(free.split()) or " ".join(term.words for term in named)
    required = (*named, *phrases, *prefixes)
    return Query(meaning, (*terms_of(free), *phrases, *prefixes) or required, required, years)


def condition(field: Field, text: str) -> tuple[Term, ...]:
    """The term that this field has these words, one after the other; none where ``text`` has no word."""
    return _phrase(text, (field,))


def _phrase(text: str, fields: tuple[Field, ...] = ()) -> tuple[Term, ...]:
    """A phrase, its last word only the beginning of one where a star follows; none where no word is left."""
    words = _TERM.findall(text)
    return (Term(" ".join(words), fields, text.rstrip().endswith("*")),) if words else ()


def _year(text: str | None) -> int | None:
    return int(text) if text else None
