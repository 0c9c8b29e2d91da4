"""Ranks registered works for a printed reference by the words they share, weighed by how rare these are.

Rare words pick the candidates, all words order them. The weight of a word is BM25's inverse document frequency
(Robertson and Zaragoza 2009); works are short records, so that the frequency of a word within one is left out.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence

TITLE_UNMATCHED = 0.27  # a title word that the reference does not have costs this share of a rare word's weight,
MOST_UNMATCHED = 0.7  # but all of them no more than this share of the matched title: subtitles are often left out
CONTAINER = 0.35
LOCATOR = 0.8
LONGEST_QUERY = 600  # words; the reference with the longest list of authors is not longer


def weight(frequency: int, works: int) -> float:
    """BM25's inverse document frequency of a word that ``frequency`` of ``works`` have; at least 0.1."""
    return max(0.1, math.log(1 + (works - frequency + 0.5) / (frequency + 0.5)))


def picking_words(frequencies: Mapping[str, int], budget: int, least: int = 4) -> list[str]:
    """The rarest words, as many as have ``budget`` works altogether, but ``least`` at least."""
    picked: list[str] = []
    spent = 0
    for word in sorted(frequencies, key=lambda w: (frequencies[w], w)):
        spent += frequencies[word]
        if spent > budget and len(picked) >= least:
            break
        picked.append(word)
    return picked


def score(asked: Mapping[str, float], record: str, rarest: float) -> float:
    """How well a record answers a reference.

    Args:
        asked: the words of the reference with their weights.
        record: the words of the record: title, names, container, locators, a line each.
        rarest: weight of a word that one work has.
    """
    title, names, container, locators = (line.split(" ") for line in record.split("\n"))
    matched = unmatched = 0.0
    for word in title:
        if word in asked:
            matched += asked[word]
        elif word:
            unmatched += TITLE_UNMATCHED * rarest
    total = matched - min(unmatched, MOST_UNMATCHED * matched)
    total += sum(asked[word] for word in names if word in asked)
    total += CONTAINER * sum(asked[word] for word in container if word in asked)
    return total + LOCATOR * sum(asked[word] for word in locators if word in asked)


def order(scores: Mapping[int, float], rows: int) -> Sequence[tuple[int, float]]:
    """The best ``rows`` of the scored works; equal scores in the order of their numbers, always the same."""
    best = heapq.nsmallest(rows, ((-value, number) for number, value in scores.items()))
    return [(number, -value) for value, number in best]
