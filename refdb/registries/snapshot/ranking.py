"""Ranks registered works for a printed reference by the words they share, weighed by how rare these are.

Rare words pick the candidates, all words order them. The weight of a word is BM25's inverse document frequency
(Robertson and Zaragoza 2009); works are short records, so that the frequency of a word within one is left out.

SQLite's FTS5 is no stand-in where a snapshot is large: of 300,000 works it picks as many candidates in 33 ms of
processor time, and with 2,000 of them it finds less, in 5.6 ms; these lists find all in 2.0 ms (bench_snapshot.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from refdb.registries.snapshot.layout import CONTAINER, LOCATORS, TITLE

TITLE_UNMATCHED = 0.27  # a title word that the reference does not have costs this share of a rare word's weight,
MOST_UNMATCHED = 0.7  # but all of them no more than this share of the matched title: subtitles are often left out
LONGEST_QUERY = 600  # words; the reference with the longest list of authors is not longer
FIELD_WEIGHTS = np.array([1.0, 1.0, 1.0, 1.0])
FIELD_WEIGHTS[CONTAINER] = 0.35
FIELD_WEIGHTS[LOCATORS] = 0.8
_WORD_BITS = np.uint64(10)  # enough for LONGEST_QUERY
_WORD_MASK = np.uint64(2**10 - 1)
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint32]


def weight(frequency: int, works: int) -> float:
    """BM25's inverse document frequency of a word that ``frequency`` of ``works`` have; at least 0.1."""
    return max(0.1, math.log(1 + (works - frequency + 0.5) / (frequency + 0.5)))


def picking(frequencies: Sequence[int], budget: int, least: int = 4) -> int:
    """How many of these words, the rarest first, have ``budget`` works altogether; ``least`` at least."""
    spent = 0
    for number, frequency in enumerate(frequencies):
        spent += frequency
        if spent > budget and number >= least:
            return number
    return len(frequencies)


def gather(lists: Sequence[bytes], weights: Sequence[float]) -> tuple[Numbers, Floats]:
    """The works in any of the lists, in order of their numbers, with the sum of the weights of the words they have."""
    works = np.frombuffer(b"".join(lists), dtype="<u4")
    if not len(works):
        return works, np.empty(0)
    # One sort of numbers that hold work and word is half the time of a sort of works that also carries the words.
    word = np.repeat(np.arange(len(lists), dtype=np.uint64), [len(one) // 4 for one in lists])
    pairs = works.astype(np.uint64) << _WORD_BITS | word
    pairs.sort()
    works = (pairs >> _WORD_BITS).astype(np.uint32)
    values = np.asarray(weights)[(pairs & _WORD_MASK).astype(np.intp)]
    begins = np.flatnonzero(np.concatenate(([True], works[1:] != works[:-1])))
    return works[begins], np.add.reduceat(values, begins)


def best(numbers: Numbers, scores: Floats, rows: int) -> Numbers:
    """The works with the ``rows`` highest scores; of those that are equal at the end the first, always the same."""
    if len(numbers) <= rows:
        return numbers
    least = np.partition(scores, len(scores) - rows)[len(scores) - rows]
    above = numbers[scores > least]
    return np.concatenate((above, numbers[scores == least][: rows - len(above)]))


def score(asked: npt.NDArray[np.uint32], asked_weights: Floats, records: Sequence[bytes], rarest: float) -> Floats:
    """How well each record answers a reference.

    Args:
        asked: the numbers of the reference's words, sorted.
        asked_weights: their weights.
        records: the packed words of works (layout.pack_words).
        rarest: weight of a word that one work has.
    """
    words = np.frombuffer(b"".join(records), dtype="<u4")
    owner = np.repeat(np.arange(len(records)), [len(record) // 4 for record in records])
    field = words & 3
    word = words >> 2
    place = np.minimum(np.searchsorted(asked, word), len(asked) - 1)
    known = asked[place] == word
    values = asked_weights[place] * FIELD_WEIGHTS[field] * known
    of_title = field == TITLE
    total = np.bincount(owner, values, len(records))
    matched = np.bincount(owner, values * of_title, len(records))
    unmatched = np.bincount(owner, of_title & ~known, len(records)) * (TITLE_UNMATCHED * rarest)
    result: Floats = total - np.minimum(unmatched, MOST_UNMATCHED * matched)
    return result


def ordered(
    asked: npt.NDArray[np.uint32], weights: Floats, records: Sequence[tuple[int, bytes]], rarest: float
) -> list[tuple[int, float]]:
    """Works (number, packed words) by how well they answer a reference, best first: (number, score)."""
    values = score(asked, weights, [record[1] for record in records], rarest)
    order = sorted((-value, record[0]) for value, record in zip(values.tolist(), records, strict=True))
    return [(number, -value) for value, number in order]
