"""What the reranker reads of a passage: the title and the sentences nearest to the query, because its time is short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from refdb.text.words import STOP_WORDS

MOST_CHARACTERS = 320  # of sentences: about 70 word pieces
MOST_OF_TITLE = 160
_WORD = re.compile(r"[^\W_]{2,}")
_STEM = 6  # letters: "regulates" and "regulation" are one


def excerpt(query: str, title: str, sentences: Sequence[str]) -> str:
    """The title and, in text order, the sentences that share most with the query, as many as the budget holds.

    A shared word weighs more the fewer sentences have it; ties go to the earlier sentence. There is always one
    sentence, cut where it alone is over the budget.
    """
    wanted = _stems(query)
    stems = [_stems(sentence) for sentence in sentences]
    frequency = Counter(stem for found in stems for stem in found)
    scores = [sum(1 / frequency[stem] for stem in wanted & found) for found in stems]
    chosen: list[int] = []
    room = MOST_CHARACTERS
    for i in sorted(range(len(sentences)), key=lambda i: (-scores[i], i)):
        if chosen and (len(sentences[i]) > room or not scores[i]):
            continue
        chosen.append(i)
        room -= len(sentences[i]) + 1
    text = " ".join(sentences[i][:MOST_CHARACTERS] for i in sorted(chosen))
    head = title[:MOST_OF_TITLE].rstrip(". ")
    return f"{head}. {text}".strip() if head else text


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in STOP_WORDS}
