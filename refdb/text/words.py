"""Words that carry no meaning of their own, and words that deny: each list once, and what its users take of it."""

from __future__ import annotations

# Articles, conjunctions and prepositions, which titles and names write small; with accents and without.
_SMALL = {
    "en": "a an the and or of for in on to at by with from as",
    "de": "der die das des dem den ein eine einer eines einem einen und von für fur im zu zur zum",
    "fr": "le la les l un une de du des d et en pour sur",
    "es": "el la los las un una de del y e en",
    "it": "il lo la i gli l un una di del della delle dei degli dell da e per",
    "pt": "o a os as um uma de do da dos das e",
    "nl": "de het een van en",
    "pl": "i na o w z",
}
# What the reference tagger takes for a part of a name: as it was trained.
WITHIN_NAMES = frozenset("of the and for in on de la et und der für des di del e y a".split())
ARTICLES = frozenset("the a an".split())

# English words that say nothing by themselves, whatever the question.
EMPTY_WORDS = frozenset(
    "a after all also an and any are as at be been before being between both by during for from in is it its of on or "
    "than that the their then there these this those to was were when which while who with".split()
)
# A query's words that find nothing: PubMed's list cut to what a claim or a title holds. Figures in bench_retrieval.
STOP_WORDS = EMPTY_WORDS | frozenset(
    "about but can could did do does each further had has have having how however if into may might more most no nor "
    "not other our out over own same she should so some such them they through too under until up very we what where "
    "why will would you your".split()
)

NEGATIONS = frozenset("not never cannot neither nor without no".split())  # what follows is denied


def small_words(*languages: str) -> frozenset[str]:
    """Articles, conjunctions and prepositions of the languages (``en de fr es it pt nl pl``), of all if none is named.

    >>> sorted(small_words("pl"))
    ['i', 'na', 'o', 'w', 'z']
    """
    return frozenset(word for language in languages or _SMALL for word in _SMALL[language].split())
