"""A user's words -> an FTS5 query."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words of no use for finding anything; PubMed's list cut to what a claim or a title holds.
STOP_WORDS = frozenset(
    "a about after all also an and any are as at be been before being between both but by can could did do does during "
    "each for from further had has have having how however if in into is it its may might more most no nor not of on or "
    "other our out over own same she should so some such than that the their them then there these they this those "
    "through to too under until up very was we were what when where which while who why will with would you your".split()
)
MOST_TERMS = 60  # a pasted page must not become a query of thousands of terms
# Weights of title, text, authors, container in BM25; title against text fitted on SciFact's train queries.
WORD_WEIGHTS = (3.0, 1.0, 0.6, 0.3)
# What a user may write before a colon, and the column of the full-text table that it means.
FIELDS = {"author": "authors", "title": "title", "journal": "container"}

_TERM = re.compile(r"[^\W_]+", re.UNICODE)
_PHRASE = re.compile(r'"([^"]+)"')
_FIELD = re.compile(rf'(?<!\S)({"|".join(FIELDS)}):(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_YEARS = re.compile(r"(?<!\S)year:(\d{4})?(\.\.|-|–)?(\d{4})?(?!\S)", re.IGNORECASE)
_PREFIX = re.compile(r"(?<!\S)([^\W_]{2,})\*(?!\S)")


@dataclass(frozen=True, slots=True)
class Query:
    """What a user asks for: ``text`` is embedded, ``words`` ranks by BM25, ``required`` (FTS5 too) must hold."""

    text: str
    words: str
    required: str = ""
    years: tuple[int | None, int | None] = (None, None)


def fts_query(text: str) -> str:
    """An FTS5 expression that finds passages with any of the words; quoted phrases stay together.

    Anything may stand in ``text``: every term is quoted, so nothing in it is read as FTS5's syntax. ``""`` where no
    word is left.
    """
    phrases = [" ".join(_TERM.findall(phrase)) for phrase in _PHRASE.findall(text)]
    words = _TERM.findall(_PHRASE.sub(" ", text))
    kept = [word for word in words if word.casefold() not in STOP_WORDS] or words
    terms = dict.fromkeys([*filter(None, phrases), *kept])
    return " OR ".join(f'"{term}"' for term in list(terms)[:MOST_TERMS])


def plain(text: str) -> Query:
    """A text searched for as it is: a claim, a title, a row of a file."""
    return Query(text, fts_query(text))


def parse(text: str) -> Query:
    """Read a query as a user types it.

    ``"two words"`` is a phrase that must occur and ``cardi*`` any word that begins so; ``author:smith``,
    ``title:"sleep loss"`` and ``journal:lancet`` must hold, and ``year:2015..2020`` (``year:2015``, ``year:2015..``)
    bounds the year. All other words rank what is found, by meaning and by occurrence.
    """
    required: list[str] = []
    years: tuple[int | None, int | None] = (None, None)
    for match in _YEARS.finditer(text):
        first, dots, last = match.groups()
        if first or last:
            years = (_year(first), _year(last) if dots or last else _year(first))
    rest = _YEARS.sub(" ", text)
    named: list[str] = []
    for match in _FIELD.finditer(rest):
        wanted = match.group(2) or match.group(3) or ""
        if having := condition(match.group(1).lower(), wanted):
            required.append(having)
            named.append(" ".join(_TERM.findall(wanted)))
    rest = _FIELD.sub(" ", rest)
    phrases = [phrase for phrase in (_terms(found) for found in _PHRASE.findall(rest)) if phrase]
    prefixes = [f'"{found}" *' for found in _PREFIX.findall(_PHRASE.sub(" ", rest))]
    free = _PREFIX.sub(r"\1", rest).replace('"', " ")
    # A query of conditions alone is ranked by their words.
    meaning = " ".join(free.split()) or " ".join(named)
    words = " OR ".join(filter(None, [fts_query(free), *phrases, *prefixes])) or " OR ".join(required)
    return Query(meaning, words, " AND ".join(f"({term})" for term in [*required, *phrases, *prefixes]), years)


def condition(field: str, text: str) -> str:
    """The FTS5 expression that this field (a name of FIELDS) has these words, one after the other.

    ``""`` where ``text`` has no word.
    """
    terms = _terms(text)
    return f"{{{FIELDS[field]}}} : {terms}" if terms else ""


def _terms(text: str) -> str:
    """A phrase of FTS5, with its last word as a prefix where a star follows; ``""`` where no word is left."""
    words = _TERM.findall(text)
    if not words:
        return ""
    phrase = '"' + " ".join(words) + '"'
    return f"{phrase} *" if text.rstrip().endswith("*") else phrase


def _year(text: str | None) -> int | None:
    return int(text) if text else None
