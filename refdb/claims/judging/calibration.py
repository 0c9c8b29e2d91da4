"""What the judge's raw scores are worth: multinomial logistic models over them, fitted on data it was not trained on.

``scripts/training/judge/export.py`` fits it and writes ``weights/judge/calibration.json``, with what the judge
was worth on the other half of these data.
"""

from __future__ import annotations

import hashlib
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
class Logistic:
    """``softmax(log(raw) @ weights + bias)``."""

    weights: Matrix  # [k, 3]
    bias: Matrix  # [3]

    def probabilities(self, raw: Matrix) -> Matrix:
        """Calibrated probabilities [n, 3] of ``RELATIONS`` from the model's own [n, k]."""
        # No matrix product: its last bits depend on how many rows there are.
        scores = (logs(raw)[:, :, None] * self.weights).sum(axis=1) + self.bias
        exp = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Matrix = exp / exp.sum(axis=1, keepdims=True)
        return result


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is made of the looks at a passage; "supports" and "contradicts" are claimed from their threshold on.

    Nothing counts but the raw probabilities: shared words, negation, direction, numbers, hedging and lengths
    changed the log loss on held-out claims by less than .01 and some for the worse.
    """

    first: Logistic  # of all sentences that are read [3]
    closer: Logistic  # of these, of the two nearest, and the best of single sentences [9]
    enough: float  # chance of "neither" at the first look, from which no closer one is taken
    thresholds: tuple[float, float]  # of "supports", of "contradicts"
    digest: str = ""  # of all this

    def decide(self, probabilities: Matrix) -> int:
        """Index in ``RELATIONS`` of what is claimed, for one row of probabilities [3]."""
        return decide(probabilities, self.thresholds)


def decide(probabilities: Matrix, thresholds: tuple[float, float]) -> int:
    """Index in ``RELATIONS`` of what is claimed at these thresholds, for one row of probabilities [3]."""
    side = int(probabilities[:2].argmax())
    return side if probabilities[side] >= thresholds[side] else 2


def logs(raw: Matrix) -> Matrix:
    """The logarithms of raw probabilities; one that is next to nothing is no surer than ``LEAST``."""
    found: Matrix = np.log(np.clip(raw, LEAST, 1.0))
    return found


def best_of(single: Matrix) -> Matrix:
    """Of the raw probabilities [n, 3] of single sentences: the most for a side, the least for neither [3]."""
    found: Matrix = np.array([single[:, 0].max(), single[:, 1].max(), single[:, 2].min()])
    return found


def load_calibration() -> Calibration:
    """The calibration of the shipped judge."""
    found = _read()
    support, contradict = found["thresholds"]
    first, closer = (
        Logistic(np.array(found[name]["weights"]), np.array(found[name]["bias"])) for name in ("first", "closer")
    )
    counting = json.dumps([found[name] for name in ("first", "closer", "enough", "thresholds")])
    digest = hashlib.sha256(counting.encode()).hexdigest()[:4]
    return Calibration(first, closer, float(found["enough"]), (float(support), float(contradict)), digest)


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
