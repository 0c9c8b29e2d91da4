"""How good judgements are, from truth and probabilities; labels are 0 supports, 1 contradicts, 2 neither."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def figures(truth: Array, chances: Array, thresholds: tuple[float, float] = (0.0, 0.0)) -> dict[str, float]:
    """What probabilities [n, 3] are worth.

    Returns:
        macro_f1 of the most probable label and (``shipped_f1``) with abstention below the thresholds; of the shipped
        answers the share of wrong "supports" and, of all rows, of wrong sides; ``settled``, the share of rows that are
        decided, and ``settled_right``, how many of these are right; ``direction``, how often the more probable side
        is the right one where a side is right; ECE of the most probable label.
    """
    likely = chances.argmax(1)
    side = chances[:, :2].argmax(1)
    shipped = np.where(chances[np.arange(len(side)), side] >= np.array(thresholds)[side], side, 2)
    shipped = np.where(likely == 2, 2, shipped) if thresholds == (0.0, 0.0) else shipped
    decides, settled, supports = truth < 2, shipped < 2, shipped == 0
    return {
        "n": len(truth),
        "macro_f1": macro_f1(truth, likely),
        "shipped_f1": macro_f1(truth, shipped),
        "wrong_support": share(truth[supports] != 0),
        "wrong_side": share(decides & settled & (truth != shipped)),
        "settled": share(settled),
        "settled_right": share(truth[settled] == shipped[settled]),
        "direction": share(side[decides] == truth[decides]),
        "ece": ece(chances.max(1), likely == truth),
    }


def macro_f1(truth: Array, guess: Array) -> float:
    """The mean of the labels' F1 over the labels that occur."""
    found = []
    for label in sorted(set(truth.tolist())):
        both = ((truth == label) & (guess == label)).sum()
        found.append(2 * both / max(1, (truth == label).sum() + (guess == label).sum()))
    return round(float(np.mean(found)), 4)


def share(flags: Array) -> float:
    return round(float(flags.mean()), 4) if len(flags) else 0.0


def ece(confidence: Array, right: Array) -> float:
    """Expected calibration error in ten bins (Guo et al. 2017)."""
    bins = np.minimum(9, (confidence * 10).astype(int))
    gaps = [
        (bins == b).mean() * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in set(bins.tolist())
    ]
    return round(float(sum(gaps)), 4)
