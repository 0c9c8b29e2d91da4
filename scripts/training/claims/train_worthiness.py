"""Fit the check-worthiness head on the shipped embedder: ``weights/worthiness/head.json``. Prints its figures.

    python -m scripts.training.claims.train_worthiness [--shared ../shared] [--dry] [--cache FILE.npz]

Learned from claims written for abstracts, weakly labelled sentences of tagged articles, sentences written for this, and
sentences labelled one by one. The strength of the penalty is chosen on the labelled and written sentences, those of an
article left out together. The labels that say how well it does are of other articles, and nothing is chosen on them.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from refdb.claims.detection.features import NAMES, features
from refdb.claims.detection.worthiness import MAX_TOKENS, WORTHS
from refdb.encoders.onnx import Transformer
from scripts.places import WEIGHTS
from scripts.training.claims.worthiness_data import HELD_OUT, Example, claims, labelled, tagged, written
from scripts.training.fitting import fitting_options

PENALTIES = (0.1, 0.2)
COUNTS_FOR = {"gold": 20.0, "written": 20.0, "filled": 15.0}  # of the weakly labelled
FOLDS = 4
TOGETHER = 8  # written sentences that stand together are left out together
DIGITS = 127  # the weights are kept in steps of one 127th of the largest


def main() -> None:
    parser = fitting_options(__doc__)
    parser.add_argument("--cache", type=Path, help="keep the vectors here between two runs")
    args = parser.parse_args()
    chance = random.Random(1)
    gold = labelled(args.shared)
    held = [e for e in gold if e.held_out]
    weak = claims(args.shared, chance) + tagged(args.shared, chance, {e.article for e in held}) + written(chance)
    learned = [e for e in gold if not e.held_out] + weak
    model = Transformer("embedder", MAX_TOKENS)
    vectors = _vectors(model, [e.text for e in learned + held], args.cache)
    rows = np.concatenate([vectors, np.array([features(e.text, e.place) for e in learned + held])], axis=1)
    seen, unseen = rows[: len(learned)], rows[len(learned) :]
    penalty, tried = _chosen(learned, seen)
    weights, bias = _fitted(learned, seen, penalty)
    scale = round(float(np.abs(weights).max() / DIGITS), 6)
    whole = np.round(weights / scale).astype(int)
    found = {
        "embedder": model.digest,
        "features": list(NAMES),
        "scale": scale,
        "weights": whole.tolist(),
        "bias": [round(float(b), 4) for b in bias],
        "made": {
            "script": "scripts/training/claims/train_worthiness.py",
            "date": time.strftime("%Y-%m-%d"),
            "data": _counts(learned),
            "penalty": penalty,
            "tried": tried,
            "held_out": {which: _scores(held, _said(unseen @ (whole * scale).T + bias), which) for which in HELD_OUT},
        },
    }
    if not args.dry:
        path = WEIGHTS / "worthiness" / "head.json"
        path.parent.mkdir(exist_ok=True)
        lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in found.items()]
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(json.dumps(found["made"], indent=1))


def _vectors(model: Transformer, texts: Sequence[str], cache: Path | None) -> np.ndarray:
    """Vectors [n, 384], those kept in ``cache`` taken from there."""
    known: dict[str, np.ndarray] = {}
    if cache and cache.is_file():
        kept = np.load(cache)
        known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    keys = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        known |= dict(zip(new, model.run(list(new.values())).reshape(len(new), -1), strict=True))
    if cache and new:
        np.savez_compressed(cache, keys=np.array(list(known)), vectors=np.array(list(known.values())))
    return np.array([known[key] for key in keys])


def _fitted(examples: Sequence[Example], rows: np.ndarray, penalty: float) -> tuple:
    """Weights [3, features] and bias [3]."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=penalty, max_iter=300)
    model.fit(
        rows,
        [WORTHS.index(e.label) for e in examples],  # type: ignore[arg-type]
        sample_weight=[COUNTS_FOR.get(e.origin, 1.0) for e in examples],
    )
    return model.coef_, model.intercept_


def _chosen(examples: Sequence[Example], rows: np.ndarray) -> tuple[float, list[list[float]]]:
    """The penalty with which most is right that was left out, and all that was tried."""
    folds = np.array(_folds(examples))
    labels = np.array([e.label for e in examples])
    tried = []
    for penalty in PENALTIES:
        scores = np.zeros((len(examples), len(WORTHS)))
        for fold in range(FOLDS):
            kept, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            weights, bias = _fitted([examples[n] for n in kept], rows[kept], penalty)
            scores[out] = rows[out] @ weights.T + bias
        right = np.array(_said(scores)) == labels
        tried.append([penalty, round(float(right[folds >= 0].mean()), 4)])
    return max(tried, key=lambda t: (t[1], -t[0]))[0], tried


def _folds(examples: Sequence[Example]) -> list[int]:
    """For each example the fold in which it is left out; -1 for those that are always learned from."""
    articles = {name: n for n, name in enumerate(sorted({e.article for e in examples if e.origin == "gold"}))}
    found, seen = [], 0
    for e in examples:
        found.append(articles[e.article] % FOLDS if e.origin == "gold" else -1)
        if e.origin == "written":
            found[-1] = seen // TOGETHER % FOLDS
            seen += 1
    return found


def _said(scores: np.ndarray) -> list[str]:
    """What a head says whose scores these are."""
    return [WORTHS[n] for n in scores.argmax(axis=1)]


def _scores(every: Sequence[Example], said: Sequence[str], which: str) -> dict:
    """Precision and recall of each class on one sort of what was held out."""
    pairs = [(s, e.label) for s, e in zip(said, every, strict=True) if e.held_out == which]
    found: dict = {
        "sentences": len(pairs),
        "articles": len({e.article for e in every if e.held_out == which}),
        "right": round(float(np.mean([s == label for s, label in pairs])), 3),
    }
    for worth in WORTHS:
        both = sum(s == label == worth for s, label in pairs)
        found[worth] = {
            "precision": round(both / max(1, sum(s == worth for s, _ in pairs)), 3),
            "recall": round(both / max(1, sum(label == worth for _, label in pairs)), 3),
        }
    return found


def _counts(examples: Sequence[Example]) -> dict[str, int]:
    """How many sentences of each sort were learned from."""
    sorts = [e.origin for e in examples]
    return {sort: sorts.count(sort) for sort in dict.fromkeys(sorts)}


if __name__ == "__main__":
    main()
