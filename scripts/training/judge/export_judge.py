"""Turn a trained judge into what refdb ships: int8 ONNX, tokenizer, calibration. Prints JSON with held-out figures.

    python -m scripts.training.judge.export_judge DIR [--checkpoint last] [--calibrate-with last] [--out refdb/weights/judge]

DIR is what scripts/training/judge/train_judge.py wrote. The held-out claims took no part in training; the calibration is fitted on
them, and every figure printed is from five-fold cross-validation by claim, so that no claim is measured with a
calibration that saw it. ``--calibrate-with`` names a checkpoint that is as sure of itself (average_judge.py) where the
one that is exported knows some of the held-out claims. ``--thresholds`` sets them by hand.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss

from refdb.claims.detection.sentences import clean_claim
from refdb.claims.judging import calibration
from refdb.claims.judging.judge import OnnxJudge, reading
from refdb.model import Passage, Span
from refdb.text.sentences import split
from scripts.places import WEIGHTS
from scripts.training.export_classifier import export

OUT = WEIGHTS / "judge"
LABELS = ["SUPPORT", "REFUTE", "NEI"]
FOLDS = 5
FEATURES = 4
WRONG_SUPPORT, WRONG_SIDE = 0.20, 0.06  # at the shipped thresholds, of the held-out claims of these sets
NEAREST = ("scifact", "healthver")
CITING = "citation_integrity"  # real citing sentences
# What a held-out row of a set weighs in the calibration: claims and abstracts as refdb meets them weigh most.
WEIGHT = {
    "scifact": 3.0,
    "healthver": 1.0,
    "citation_integrity": 1.0,
    "nli4ct": 0.5,
    "climate_fever": 0.5,
    "fever": 0.5,
}
OTHERS = 0.3
Array = NDArray[Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--checkpoint", default="last")
    parser.add_argument("--calibrate-with", metavar="CHECKPOINT")
    parser.add_argument("--thresholds", type=float, nargs=2, metavar=("SUPPORTS", "CONTRADICTS"))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--exact", action="store_true", help="float32 instead of int8, to see what int8 costs")
    parser.add_argument("--keep", type=Path, help="write features and labels here (.npz), for trying calibrations")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    export(args.run / (args.calibrate_with or args.checkpoint), args.out, args.exact)
    write(args.out, np.zeros((FEATURES, 3)), np.zeros(3), (0.5, 0.5))
    rows = json.loads((args.run / "heldout.json").read_text())
    truth = np.array([LABELS.index(row["label"]) for row in rows])
    readings = [reading(clean_claim(row["claim"]), passage(row)) for row in rows]
    raw = OnnxJudge().read(readings)
    matrix = np.array([calibration.features(p.tolist(), g.seen()) for p, g in zip(raw, readings, strict=True)])
    names = np.array([row["set"] for row in rows])
    folds = np.array([hash_of(row["claim"]) % FOLDS for row in rows])
    if args.keep:
        np.savez(
            args.keep,
            matrix=matrix,
            truth=truth,
            names=names,
            folds=folds,
            wholes=raw,
            seen=np.array([g.seen() for g in readings]),
        )
    weight = np.array([WEIGHT.get(name, OTHERS) for name in names])
    crossed = cross_validated(matrix, truth, weight, folds)
    thresholds = tuple(args.thresholds or choose_thresholds(crossed, truth, names))
    model = fit(matrix, truth, weight)
    if args.calibrate_with:
        export(args.run / args.checkpoint, args.out, args.exact)
    write(args.out, model.coef_.T, model.intercept_, thresholds)
    print(json.dumps(report(crossed, truth, names, raw, thresholds), indent=1))


def fit(matrix: Array, truth: Array, weight: Array) -> LogisticRegression:
    """The calibration; rare relations weigh more, by the root of their rarity, which is of these sets alone."""
    of_label = np.array([weight[truth == label].sum() for label in range(3)])
    weight = weight * np.sqrt(of_label.mean() / of_label)[truth]
    return LogisticRegression(C=1.0, max_iter=5000).fit(matrix, truth, sample_weight=weight)


def cross_validated(matrix: Array, truth: Array, weight: Array, folds: Array) -> Array:
    """Probabilities for each row from a calibration that saw none of its fold."""
    found = np.zeros((len(truth), 3))
    for fold in range(FOLDS):
        rest = folds != fold
        found[~rest] = fit(matrix[rest], truth[rest], weight[rest]).predict_proba(matrix[~rest])
    return found


def choose_thresholds(probabilities: Array, truth: Array, names: Array) -> tuple[float, float]:
    """The lowest with which held-out claims are seldom wrongly supported, and in no set often on the wrong side."""
    steps = np.arange(0.40, 0.80, 0.01).round(2)
    near = np.isin(names, NEAREST)

    def worst_side(support: float, contradict: float) -> float:
        guess = decide(probabilities, (support, contradict))
        return max(wrong_side(truth[names == name], guess[names == name]) for name in (*NEAREST, CITING))

    support = next(
        (t for t in steps if wrong_support(truth[near], decide(probabilities[near], (t, t))) <= WRONG_SUPPORT),
        steps[-1],
    )
    contradict = next((t for t in steps if worst_side(support, t) <= WRONG_SIDE), steps[-1])
    return float(support), float(contradict)


def wrong_support(truth: Array, guess: Array) -> float:
    """Share of what is called SUPPORT that is not."""
    supports = guess == 0
    return float((truth[supports] != 0).mean()) if supports.any() else 0.0


def wrong_side(truth: Array, guess: Array) -> float:
    """Share of all that is called SUPPORT and is REFUTE, or the reverse."""
    return float(((truth < 2) & (guess < 2) & (truth != guess)).mean())


def report(
    crossed: Array, truth: Array, names: Array, wholes: Array, thresholds: tuple[float, float]
) -> dict[str, Any]:
    guess = decide(crossed, thresholds)
    sets = {}
    for name in sorted(set(names)):
        m = names == name
        labels = sorted(set(truth[m].tolist()))
        sure = crossed[m, guess[m]]
        sets[name] = {
            "n": int(m.sum()),
            "f1_raw_argmax": f1(truth[m], wholes[m].argmax(1), labels),
            "f1_argmax": f1(truth[m], crossed[m].argmax(1), labels),
            "f1_shipped": f1(truth[m], guess[m], labels),
            "log_loss": round(float(log_loss(truth[m], crossed[m], labels=[0, 1, 2])), 4),
            "wrong_support": round(wrong_support(truth[m], guess[m]), 4),
            "wrong_side": round(wrong_side(truth[m], guess[m]), 4),
            "committed": round(float((guess[m] < 2).mean()), 4),
            "ece": ece(sure, truth[m] == guess[m]),
        }
    return {"thresholds": thresholds, "sets": sets}


def f1(truth: Array, guess: Array, labels: list[int]) -> float:
    return round(float(f1_score(truth, guess, average="macro", labels=labels, zero_division=0)), 4)


def ece(confidence: Array, right: Array) -> float:
    bins = np.minimum(9, (confidence * 10).astype(int))
    gaps = [
        (bins == b).mean() * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in set(bins.tolist())
    ]
    return round(float(sum(gaps)), 4)


def decide(probabilities: Array, thresholds: tuple[float, float]) -> Array:
    side = probabilities[:, :2].argmax(1)
    sure = probabilities[np.arange(len(side)), side] >= np.array(thresholds)[side]
    return np.where(sure, side, 2)


def write(out: Path, weights: Array, bias: Array, thresholds: tuple[float, float]) -> None:
    values = {"weights": weights.round(5).tolist(), "bias": np.round(bias, 5).tolist(), "thresholds": list(thresholds)}
    (out / "calibration.json").write_text(json.dumps(values, indent=1) + "\n")


def passage(row: dict[str, Any]) -> Passage:
    spans, at = [], 0
    for sentence in row["sentences"]:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    if len(spans) == 1:
        spans = split(row["sentences"][0])
    return Passage("", " ".join(row["sentences"]), tuple(spans), title=row["title"])


def hash_of(claim: str) -> int:
    import hashlib

    return int(hashlib.sha1(("fold " + claim).encode()).hexdigest()[:8], 16)


if __name__ == "__main__":
    main()
