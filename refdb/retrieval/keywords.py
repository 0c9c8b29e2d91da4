"""A user's words -> an FTS5 query."""

from __future__ import annotations

import re

# Words of no use for finding anything; PubMed's list cut to what a claim or a title holds.
STOP_WORDS = frozenset(
    "a about after all also an and any are as at be been before being between both but by can could did do does during "
    "each for from further had has have having how however if in into is it its may might more most no nor not of on or "
    "other our out over own same she should so some such than that the their them then there these they this those "
    "through to too under until up very was we were what when where which while who why will with would you your".split()
)
MOST_TERMS = 60  # a pasted page must not become a query of thousands of terms
# Weights of title, text, authors, container in BM25.
WORD_WEIGHTS = (1.0, 1.0, 0.6, 0.3)

_TERM = re.compile(r"[^\W_]+", re.UNICODE)
_PHRASE = re.compile(r'"([^"]+)"')


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
