"""Which sentences of a passage are about a claim: the judge reads few and short texts, and reads them better."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from refdb.text.words import EMPTY_WORDS

MOST_CHARACTERS = 420  # of the sentences that are read together, as the judge was trained to
MOST_TITLE = 200
_WORD = re.compile(r"[a-z0-9]{3,}")
_TERM = re.compile(r"[a-z0-9]+(?:\.\d+)?")
_STEM = 6  # letters: "testosterone" and "testosteronic" are one, and so are "reduced" and "reduces"
_COMMON = EMPTY_WORDS | {"has", "have", "not", "can", "may", "will", "more", "less"}
# Where authors say what they found.
_FINDING = re.compile(
    r"\b(?:conclu\w+|suggest\w*|demonstrat\w+|show\w*|found|finding\w*|result\w*|indicat\w+|reveal\w*|associated|signific\w+|"
    r"therefore|thus|evidence|observed|we report)\b",
    re.I,
)


def sentences_to_read(claim: str, sentences: Sequence[str], most_characters: int = MOST_CHARACTERS) -> list[int]:
    """Indexes of the sentences that are read for a claim, in text order: the nearest, as many as there is room for."""
    chosen: list[int] = []
    room = most_characters
    for i in nearest_first(claim, sentences):
        if not chosen or len(sentences[i]) <= room:
            chosen.append(i)
            room -= len(sentences[i])
    return sorted(chosen)


def nearest_first(claim: str, sentences: Sequence[str]) -> list[int]:
    """Indexes of all sentences, the one nearest to the claim first.

    Shared words weigh more the fewer sentences have them; sentences that report a finding and late ones, where
    conclusions stand, come before others that share as much. Of 2,900 training claims of HealthVer 87 % have a deciding
    sentence among the first 800 characters so chosen, 83 % without the two bonuses.
    """
    terms = [set(_terms(sentence)) for sentence in sentences]
    frequency = Counter(term for found in terms for term in found)
    number = len(sentences)
    weight = {t: math.log(1 + (number - n + 0.5) / (n + 0.5)) + 0.3 for t, n in frequency.items()}
    wanted = _terms(claim)
    mean = sum(len(found) for found in terms) / max(1, number) or 1.0

    def score(i: int) -> float:
        damped = 1 / (1 + 0.9 * (0.6 + 0.4 * len(terms[i]) / mean))
        shared = sum(weight[term] for term in set(wanted) & terms[i]) * damped
        return shared + 0.35 * bool(_FINDING.search(sentences[i])) + 0.9 * (i / max(1, number - 1)) ** 2

    return sorted(range(number), key=lambda i: (-score(i), -i))


def with_title(title: str, sentences: Sequence[str]) -> str:
    """The text that is read: the title, which says what was studied, and the sentences."""
    text = " ".join(sentences)
    title = " ".join(title.split())[:MOST_TITLE]
    if not title or title.lower() in text.lower():
        return text
    return f"{title}{'' if title[-1] in '.?!' else '.'} {text}"


def stems(text: str) -> set[str]:
    """The beginnings of a text's words, lower-case."""
    return {word[:_STEM] for word in _WORD.findall(text.lower())}


def shared_words(claim: str, text: str) -> float:
    """The share of the claim's words that the text has, 0…1."""
    wanted = stems(claim)
    return len(wanted & stems(text)) / len(wanted) if wanted else 0.0


def _terms(text: str) -> list[str]:
    return [
        word[:_STEM]
        for word in _TERM.findall(text.lower())
        if (len(word) > 2 or word.isdigit()) and word not in _COMMON
    ]
