"""The claims as refdb meets them that no judge learns from, for thresholds and for what a rule is worth; and figures.

Labels are 0 supports, 1 contradicts, 2 neither.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refdb.claims.detection.sentences import clean_claim
from refdb.claims.judging.selection import stems
from scripts.training.judge.data import SETS, held_out, read_set, sentences_of, text_key

NEAR = ("written", "more_written", "scifact")
Rows = list[dict[str, Any]]
Array = NDArray[Any]


def held_out_rows(shared: Path, names: tuple[str, ...] = NEAR) -> Rows:
    """The held-out rows of these sets with ``set``, in an order of chance that is always the same."""
    share = {chosen.name: chosen.held_out for chosen in SETS}
    found = [row | {"set": name} for name in names for row in read_set(shared, name) if held_out(row, share[name])]
    return sorted((row for row in found if sentences_of(row)), key=lambda row: digest(f"{row['set']} {row['id']}"))


def in_first_half(row: dict[str, Any]) -> bool:
    """Whether a row is of the half on which numbers are chosen; the rows of a text are of one half."""
    return digest("half" + text_key(row)) % 2 == 1


def nearest(rows: Rows) -> list[int]:
    """For each row the index of one about another text that shares most of its claim's words."""
    words = [stems(" ".join([row.get("title") or "", *sentences_of(row)])) for row in rows]
    texts = [text_key(row) for row in rows]

    def best(n: int) -> int:
        wanted = stems(clean_claim(rows[n]["claim"]))
        others = (m for m in range(len(rows)) if texts[m] != texts[n])
        return max(others, key=lambda m: (len(wanted & words[m]) / len(words[m]) ** 0.3, -m))

    return [best(n) for n in range(len(rows))]


def digest(text: str) -> int:
    """A number that a text always has."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


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
