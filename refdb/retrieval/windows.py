"""A passage -> the texts of it that are embedded: two or three sentences are nearer to a claim on one of them.

On SciFact's train queries windows of about 110 word pieces find .692 nDCG@10 where whole abstracts find .661; words are
searched in whole passages, which is better for them (.709 against .688), and a judge reads whole passages.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from refdb.model import Passage
from refdb.retrieval.embedding import passage_text
from refdb.retrieval.pieces import Measure, count_pieces, fitting
from refdb.retrieval.ports import Ids, Vectors

PIECES = 110  # of a window, without title and section
MOST_PIECES = 170  # of a sentence in it: with title and section no more than the embedder reads
# An entry of the vector index is a passage's id times this, plus the window's number.
SLOTS = 16


def windows(passage: Passage, measure: Measure = count_pieces) -> list[str]:
    """What is embedded of a passage: neighbouring sentences, about equally many pieces each, with title and section."""
    if passage.origin == "title":
        return [passage_text(passage)]
    whole = [passage.text[slice(*span)] for span in passage.sentences] or [passage.text]
    sentences = [part for sentence in whole for part in fitting(sentence, measure, MOST_PIECES)]
    sizes = measure(sentences)
    count = min(SLOTS, -(-sum(sizes) // PIECES))
    aim = sum(sizes) / count
    groups: list[list[str]] = [[]]
    size = 0
    for sentence, length in zip(sentences, sizes, strict=True):
        if groups[-1] and size + length / 2 > aim and len(groups) < SLOTS:
            groups.append([])
            size = 0
        groups[-1].append(sentence)
        size += length
    return [passage_text(passage, " ".join(group)) for group in groups]


def entries(passage: int, count: int) -> Ids:
    """The index entries of a passage with so many windows."""
    return passage * SLOTS + np.arange(count, dtype=np.int64)


def passages_of(found: Ids) -> Ids:
    """The passages of index entries; below zero stays below zero."""
    return found // SLOTS


def entries_of(passages: Sequence[int] | Ids, known: Ids) -> Ids:
    """Those of the ``known`` entries that belong to these passages."""
    return known[np.isin(passages_of(known), np.asarray(passages, dtype=np.int64))]


def best_of_each(found: Ids, scores: Vectors, most: int) -> list[tuple[int, float]]:
    """One query's index entries, best first -> its passages with their best score, best first, at most so many."""
    best: dict[int, float] = {}
    for passage, score in zip(passages_of(found).tolist(), scores.tolist(), strict=True):
        if passage >= 0:
            best.setdefault(passage, score)
    return list(best.items())[:most]
