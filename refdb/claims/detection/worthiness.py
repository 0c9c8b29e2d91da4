"""Whether a sentence claims something about the literature, tells of the article's own work, or claims nothing.

A softmax over the sentence's embedding and the plain features of ``features.py``, after the check-worthiness heads of
ClaimBuster (Hassan et al., KDD 2017) and its successors; ``scripts/training/claims/train_worthiness.py`` fits
``weights/worthiness/head.json``, which says from what, and how well it does on labels it never saw.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from refdb.claims.detection.features import NAMES, Place, features
from refdb.encoders.onnx import Transformer
from refdb.errors import ModelError

Floats = NDArray[np.float32]
Worth = Literal["literature", "own", "none"]
Embed = Callable[[Sequence[str]], Floats]
WORTHS: tuple[Worth, ...] = ("literature", "own", "none")
MAX_TOKENS = 256  # as the embedder reads


@dataclass(frozen=True, slots=True)
class Head:
    """The fitted numbers: weights [3, embedding + features], bias [3], in the order of ``WORTHS``."""

    weights: Floats
    bias: Floats
    embedder: str  # digest of the model that it was fitted on

    def chances(self, texts: Sequence[str], places: Sequence[Place], embed: Embed) -> Floats:
        """Probabilities [n, 3] of sentences, in the order of ``WORTHS``."""
        if not texts:
            return np.empty((0, len(WORTHS)), dtype=np.float32)
        plain = np.array([features(text, place) for text, place in zip(texts, places, strict=True)], dtype=np.float32)
        scores = np.concatenate([embed(texts), plain], axis=1) @ self.weights.T + self.bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return cast("Floats", odds / odds.sum(axis=1, keepdims=True))


@cache
def head() -> Head:
    """The shipped head.

    Raises:
        ModelError: it is missing, damaged, or fitted on other features.
    """
    try:
        found = json.loads((files("refdb.weights") / "worthiness" / "head.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError("the model 'worthiness' of refdb is missing or damaged; install refdb again") from error
    if tuple(found["features"]) != NAMES:
        raise ModelError("the model 'worthiness' of refdb was fitted on other features; install refdb again")
    scale = np.float32(found["scale"])
    weights = np.array(found["weights"], dtype=np.float32) * scale
    return Head(weights, np.array(found["bias"], dtype=np.float32), found["embedder"])


def is_made_for(fingerprint: str) -> bool:
    """Whether an embedder with this fingerprint makes the vectors that the head was fitted on."""
    return fingerprint.endswith(f"-{head().embedder}")


def shipped_embed(texts: Sequence[str]) -> Floats:
    """Vectors [n, 384] by the embedder that refdb ships, for those who have none open."""
    return _embedder().run(texts).reshape(len(texts), -1)


@cache
def _embedder() -> Transformer:
    return Transformer("embedder", MAX_TOKENS)


def worths(texts: Sequence[str], places: Sequence[Place], embed: Embed = shipped_embed) -> list[Worth]:
    """What each sentence is.

    Args:
        texts: sentences, cleaned.
        places: where each stands.
        embed: the shipped embedder, where it is open already.

    Raises:
        ModelError: the head is missing or damaged.
    """
    return [WORTHS[n] for n in head().chances(texts, places, embed).argmax(axis=1)]
