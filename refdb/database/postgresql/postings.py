"""For each word the passages that have it, and BM25 counted from these lists as SQLite's FTS5 counts it.

Lists stand in segments: each writing adds one, and many small ones become a larger one. A passage that is indexed anew
has another number as a document; what an earlier document left in the lists is left out when they are read, and goes
when there is much of it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from refdb.database.postgresql.engine import copy_in

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

K1, B = 1.2, 0.75
LEAST_RARITY = 1e-6
# How often a word stands in title, authors, container and text of a passage of so many words.
ENTRY = np.dtype([("passage", ">i4"), ("document", ">i4"), ("length", ">i2"), ("counts", "u1", (4,))])
MOST_LENGTH, MOST_COUNT = 2**15 - 1, 255
TOGETHER = 16  # segments of about one size that become one
MOST_GONE = 2_000  # documents, or a twentieth of all, that are left in the lists


@dataclass(frozen=True, slots=True)
class Listed:
    """The entries of one word, or of all that begin alike, one a passage: how often, by the weights of its fields."""

    passages: Numbers
    often: Floats
    lengths: Floats


def listed(entries: Iterable[bytes], gone: Numbers, weights: Sequence[float], fields: Sequence[int]) -> Listed:
    """Entries as they are stored, without those of documents that are gone and those in no field that is asked for.

    Args:
        entries: of the word's segments.
        gone: documents that are no more.
        weights: of title, authors, container and text.
        fields: those that are asked for, by their places there.
    """
    rows = np.frombuffer(b"".join(entries), dtype=ENTRY)
    if len(gone):
        rows = rows[~np.isin(rows["document"], gone)]
    counts = rows["counts"]
    if len(fields) < len(weights):
        asked = [n in fields for n in range(len(weights))]
        counts = counts * np.array(asked, dtype=np.uint8)
        there = counts.any(axis=1)
        rows, counts = rows[there], counts[there]
    often = counts @ np.array(weights, dtype=np.float64)
    return Listed(rows["passage"].astype(np.int64), often, rows["length"].astype(np.float64))


def joined(lists: Sequence[Listed]) -> Listed:
    """Lists of several words as one: a passage with two of them has them as often as both."""
    if len(lists) == 1:
        return lists[0]
    passages = np.concatenate([one.passages for one in lists])
    distinct, first, place = np.unique(passages, return_index=True, return_inverse=True)
    often = np.zeros(len(distinct))
    np.add.at(often, place, np.concatenate([one.often for one in lists]))
    return Listed(distinct, often, np.concatenate([one.lengths for one in lists])[first])


def rarity(found: int, passages: int) -> float:
    """What a word weighs that so many of the passages have."""
    return max(LEAST_RARITY, math.log((passages - found + 0.5) / (found + 0.5)))


def best(
    lists: Sequence[tuple[float, Listed]], mean: float, limit: int, among: Sequence[int] | None
) -> list[tuple[int, float]]:
    """The passages with the highest sums: (id, BM25), best first; of equals the lower id first.

    Args:
        lists: for each word its rarity and its entries.
        mean: length of a passage.
        limit: how many are wanted.
        among: passages that may be found; None for all.
    """
    size = 1 + max((int(one.passages.max()) for _, one in lists if len(one.passages)), default=-1)
    scores = np.full(size, 0.0)
    found = np.zeros(size, dtype=bool)
    for rare, one in lists:
        scores[one.passages] += bm25(rare, one.often, one.lengths, mean)
        found[one.passages] = True
    if among is not None:
        allowed = np.zeros(size, dtype=bool)
        some = np.array(among, dtype=np.int64)
        allowed[some[some < size]] = True
        found &= allowed
    ids = np.flatnonzero(found)
    values = scores[ids]
    if len(ids) > limit:
        least = np.partition(values, len(ids) - limit)[len(ids) - limit]
        ids, values = ids[values >= least], values[values >= least]
    order = np.lexsort((ids, -values))[:limit]
    return list(zip(ids[order].tolist(), values[order].tolist(), strict=True))


def bm25(rare: float, often: Any, length: Any, mean: float) -> Any:  # noqa: ANN401  (a number or an array of them)
    """What a word adds to a passage's score that has it so often."""
    return rare * often * (K1 + 1) / (often + K1 * (1 - B + B * length / mean))


def write(session: Session, lists: Mapping[str, bytes], segment: int, passages: int) -> None:
    """Put the entries of a new segment in, by word, of so many passages; small segments may become larger ones."""
    _copy(session, lists, segment)
    session.execute(text("INSERT INTO word_segment VALUES (:id, :passages)"), {"id": segment, "passages": passages})
    while some := _alike(session.execute(text("SELECT id, passages FROM word_segment")).all()):
        _merge(session, some)
    gone = np.array(session.scalars(text("SELECT document FROM word_gone")).all(), dtype=np.int64)
    if len(gone) > max(MOST_GONE, session.scalar(text("SELECT passages / 20 FROM word_total")) or 0):
        _clean(session, gone)


def _copy(session: Session, lists: Mapping[str, bytes], segment: int) -> None:
    size = ENTRY.itemsize
    lines = (f"{word}\t{segment}\t{len(one) // size}\t\\\\x{one.hex()}\n" for word, one in lists.items())
    copy_in(session, "posting (word, segment, n, entries)", "".join(lines))


def _alike(segments: Iterable[Sequence[int]]) -> list[int]:
    """Segments of about one size, where there are enough of them to become one."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for id_, passages in segments:
        by_size[(max(passages, 1).bit_length() - 1) // (TOGETHER.bit_length() - 1)].append(id_)
    return next((some for some in by_size.values() if len(some) >= TOGETHER), [])


def _merge(session: Session, some: Sequence[int]) -> None:
    values = {"some": list(some), "into": _next(session)}
    for statement in (
        "INSERT INTO posting SELECT word, :into, sum(n), string_agg(entries, CAST('' AS bytea)) FROM posting "
        "WHERE segment = ANY(:some) GROUP BY word",
        "DELETE FROM posting WHERE segment = ANY(:some)",
        "INSERT INTO word_segment SELECT :into, sum(passages) FROM word_segment WHERE id = ANY(:some)",
        "DELETE FROM word_segment WHERE id = ANY(:some)",
    ):
        session.execute(text(statement), values)


def _clean(session: Session, gone: Numbers) -> None:
    """Make one segment of all, without what is gone; some words at a time, for memory's sake."""
    into, last = _next(session), ""
    taken = text(
        "DELETE FROM posting WHERE word > :last AND segment < :into AND word <= (SELECT max(word) FROM "
        "(SELECT word FROM posting WHERE word > :last ORDER BY word LIMIT 5000) AS next) RETURNING word, entries"
    )
    while rows := session.execute(taken, {"last": last, "into": into}).all():
        lists: dict[str, list[bytes]] = defaultdict(list)
        for word, entries in rows:
            lists[word].append(entries)
        _copy(session, without({word: b"".join(parts) for word, parts in lists.items()}, gone), into)
        last = max(lists)
    session.execute(text("DELETE FROM word_segment"))
    session.execute(text("DELETE FROM word_gone"))
    query = text("INSERT INTO word_segment SELECT :into, count(*) FROM passage_words")
    session.execute(query, {"into": into})


def without(lists: Mapping[str, bytes], gone: Numbers) -> dict[str, bytes]:
    """The entries of each word but those of documents that are gone; a word that has no other is left out."""
    # All words together: most have a few entries, and each call of numpy's takes as long as hundreds of them.
    rows = np.frombuffer(b"".join(lists.values()), dtype=ENTRY)
    stay = ~np.isin(rows["document"], gone)
    stay_before = np.concatenate(([0], np.cumsum(stay)))
    ends = np.cumsum([len(entries) // ENTRY.itemsize for entries in lists.values()])
    kept, left, begin = {}, rows[stay].tobytes(), 0
    for word, end in zip(lists, (ENTRY.itemsize * stay_before[ends]).tolist(), strict=True):
        if end > begin:
            kept[word] = left[begin:end]
        begin = end
    return kept


def _next(session: Session) -> int:
    return int(session.scalar(text("UPDATE word_total SET segments = segments + 1 RETURNING segments")) or 0)
