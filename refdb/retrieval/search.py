"""Two rankings -> one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Share of the vector score in the fused one; equal shares are the usual start, not fitted yet.
VECTOR_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage found; ``parts`` has the BM25 score ("words") and the cosine ("vector") where it was found by them."""

    id: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)


def fuse(words: Sequence[tuple[int, float]], vectors: Sequence[tuple[int, float]]) -> list[Fused]:
    """Fuse two rankings of (id, score), best first, by a weighted sum of their scores scaled to 0…1.

    A passage that one ranking did not find gets its lowest score there. Ties keep the lower id first. (The design
    measured scaling a little above reciprocal ranks: .724 against .721 nDCG@10 on SciFact's dev queries.)
    """
    scaled_words, scaled_vectors = _scaled(words), _scaled(vectors)
    raw_words, raw_vectors = dict(words), dict(vectors)
    fused = []
    for id_ in raw_words.keys() | raw_vectors.keys():
        score = (1 - VECTOR_SHARE) * scaled_words.get(id_, 0.0) + VECTOR_SHARE * scaled_vectors.get(id_, 0.0)
        parts = {"words": raw_words[id_]} if id_ in raw_words else {}
        if id_ in raw_vectors:
            parts["vector"] = raw_vectors[id_]
        fused.append(Fused(id_, score, parts))
    return sorted(fused, key=lambda f: (-f.score, f.id))


def _scaled(ranking: Sequence[tuple[int, float]]) -> dict[int, float]:
    if not ranking:
        return {}
    scores = [score for _, score in ranking]
    low, high = min(scores), max(scores)
    return {id_: (score - low) / (high - low) if high > low else 1.0 for id_, score in ranking}
