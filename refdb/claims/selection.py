"""Which sentences of a passage are about a claim: the judge reads few and short texts, and reads them better."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

MOST_SENTENCES = 3
_WORD = re.compile(r"[a-z0-9]{3,}")
_STEM = 6  # letters: "testosterone" and "testosteronic" are one, and so are "reduced" and "reduces"


def nearest_sentences(claim: str, sentences: Sequence[str], count: int = MOST_SENTENCES) -> list[int]:
    """Indexes of the ``count`` sentences that share most with the claim, in text order.

    A shared word weighs more the fewer sentences have it; ties go to the later one, where conclusions stand.
    """
    words = [stems(sentence) for sentence in sentences]
    frequency = Counter(word for found in words for word in found)
    wanted = stems(claim)
    scores = [(sum(1 / frequency[word] for word in wanted & found), i) for i, found in enumerate(words)]
    return sorted(i for _, i in sorted(scores, reverse=True)[:count])


def stems(text: str) -> set[str]:
    """The beginnings of a text's words, lower-case."""
    return {word[:_STEM] for word in _WORD.findall(text.lower())}
