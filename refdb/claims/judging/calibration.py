"""What the judge's raw scores are worth: a multinomial logistic model over them, fitted on data it was not trained on.

``scripts/training/judge/export.py`` fits it and writes ``weights/judge/calibration.json``, with what the judge
was worth on the other half of these data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refdb.model import Carefulness, Relation

Matrix = NDArray[np.float64]

# Order of the judge's outputs.
RELATIONS: tuple[Relation, Relation, Relation] = ("supports", "contradicts", "neither")
LEAST = 1e-4  # a raw probability below this is no surer


@dataclass(frozen=True, slots=True)
class Calibration:
    """``softmax(log(raw) @ weights + bias)``; "supports" and "contradicts" are claimed from their threshold on.

    Shared words, negation, direction, numbers, hedging, lengths and the scores of single sentences changed the log loss
    on held-out claims by less than .01 and some for the worse: nothing is looked at but the raw probabilities.
    """

    weights: Matrix  # [3, 3]
    bias: Matrix  # [3]
    thresholds: tuple[float, float]  # of "supports", of "contradicts"

    def probabilities(self, raw: Matrix) -> Matrix:
        """Calibrated probabilities [n, 3] of ``RELATIONS`` from the model's own [n, 3]."""
        scores = np.log(np.clip(raw, LEAST, 1.0)) @ self.weights + self.bias
        exp = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Matrix = exp / exp.sum(axis=1, keepdims=True)
        return result

    def decide(self, probabilities: Matrix) -> int:
        """Index in ``RELATIONS`` of what is claimed, for one row of probabilities [3]."""
        side = int(probabilities[:2].argmax())
        return side if probabilities[side] >= self.thresholds[side] else 2


def load_calibration() -> Calibration:
    """The calibration of the shipped judge."""
    found = _read()
    support, contradict = found["thresholds"]
    return Calibration(np.array(found["weights"]), np.array(found["bias"]), (float(support), float(contradict)))


def carefulness(least_confidence: float = 0.0) -> Carefulness | None:
    """What the shipped judge was worth on held-out claims where it claims a relation from a probability on.

    Args:
        least_confidence: that probability; what the judge was shipped with, where that asks for more.

    Returns:
        None where it was not measured.
    """
    return measured(_read(), least_confidence)


def measured(calibration: Mapping[str, Any], least_confidence: float) -> Carefulness | None:
    """The same from a calibration's JSON: its figures, or the row of its curve at or next below the confidence."""
    figures = calibration.get("made", {}).get("measured_on_the_other_half")
    if not figures:
        return None
    settled, right = figures["settled"], figures["settled_right"]
    if least_confidence > min(calibration["thresholds"]):
        rows = [row for row in calibration.get("curve", ()) if row[0] <= least_confidence]
        if not rows:
            return None
        _, settled, right = max(rows)
    return Carefulness(int(figures["n"]), float(settled), float(right))


def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (files("refdb.weights") / "judge" / "calibration.json").read_text(encoding="utf-8")
    )
    return found
