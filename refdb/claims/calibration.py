"""What the judge's raw scores are worth: a multinomial logistic model over them, fitted on data it was not trained on.

``scripts/train_judge.py`` fits it and writes ``weights/judge/calibration.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from refdb.model import Relation

Matrix = NDArray[np.float64]

# Order of the judge's outputs.
RELATIONS: tuple[Relation, Relation, Relation] = ("supports", "contradicts", "neither")


@dataclass(frozen=True, slots=True)
class Calibration:
    """``softmax(features @ weights + bias)``; a relation below ``threshold`` is not claimed."""

    weights: Matrix  # [features, 3]
    bias: Matrix  # [3]
    threshold: float

    def probabilities(self, features: Matrix) -> Matrix:
        """Calibrated probabilities [n, 3] of ``RELATIONS`` from features [n, features]."""
        scores = features @ self.weights + self.bias
        exp = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Matrix = exp / exp.sum(axis=1, keepdims=True)
        return result


def load_calibration() -> Calibration:
    """The calibration of the shipped judge."""
    found = json.loads((files("refdb.weights") / "judge" / "calibration.json").read_text(encoding="utf-8"))
    return Calibration(np.array(found["weights"]), np.array(found["bias"]), float(found["threshold"]))


def features(whole: Sequence[float], sentences: Matrix, seen: Sequence[float]) -> Matrix:
    """What the calibration looks at, for one claim and passage.

    Args:
        whole: raw probabilities (3) of the relations for its chosen sentences together.
        sentences: the same for each of them alone, [sentences, 3].
        seen: what ``signals`` gives.

    Returns:
        The log-odds of all together, of the sentence that supports most and of the one that contradicts most, and
        ``seen``.
    """
    best = [*sentences[:, 0:2].max(axis=0), sentences[:, 2].min()] if len(sentences) else whole
    values = np.clip(np.array([*whole, *best], dtype=np.float64), 1e-4, 1 - 1e-4)
    result: Matrix = np.concatenate([np.log(values / (1 - values)), seen])
    return result
