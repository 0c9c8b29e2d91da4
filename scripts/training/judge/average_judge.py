"""The mean of trained judges' weights, made as sure of itself as one of them. Prints JSON.

    python -m scripts.training.judge.average_judge DIR --of last OTHER... --out mean

DIR is what scripts/training/judge/train_judge.py wrote; names are of its stages, or folders. A mean of weights is less sure than what
it is made of; its last layer is scaled until its mean entropy on held-out claims that none of them was trained on is
that of the first. No label is looked at, so the first one's calibration serves the mean as well.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from refdb.claims.detection.sentences import clean_claim
from refdb.claims.judging.judge import reading
from scripts.training.judge.export_judge import passage
from scripts.training.judge.judge_data import NEITHER, Example
from scripts.training.judge.train_judge import encode, scores_of

# Held out by the claim, in whatever way the other sets were split.
UNSEEN = ("citation_integrity", "fever", "fm2", "climate_fever")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--of", nargs="+", required=True)
    parser.add_argument("--out", default="mean")
    args = parser.parse_args()
    folders = [args.run / name for name in args.of]  # a full path stays what it is
    models = [AutoModelForSequenceClassification.from_pretrained(folder) for folder in folders]
    states = [model.state_dict() for model in models]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[0].items()
    }
    models[0].load_state_dict(mean)
    tokenizer = AutoTokenizer.from_pretrained(folders[0])
    save(models[0], tokenizer, args.run / args.out)
    rows = [row for row in json.loads((args.run / "heldout.json").read_text()) if row["set"] in UNSEEN]
    readings = [reading(clean_claim(row["claim"]), passage(row)) for row in rows]
    asked = encode([Example(r.claim, r.text, NEITHER, "") for r in readings], tokenizer, keep=True)
    wanted = entropy(scores_of(folders[0], asked))
    scores = scores_of(args.run / args.out, asked)
    scale = min(np.arange(0.5, 2.0, 0.01), key=lambda s: abs(entropy(scores * s) - wanted))
    with torch.no_grad():
        models[0].classifier.weight *= scale
        models[0].classifier.bias *= scale
    save(models[0], tokenizer, args.run / args.out)
    print(json.dumps({"of": args.of, "entropy": round(wanted, 4), "scale": round(float(scale), 2)}))


def save(model: torch.nn.Module, tokenizer: object, folder: Path) -> None:
    model.save_pretrained(folder)  # type: ignore[operator]
    tokenizer.save_pretrained(folder)  # type: ignore[attr-defined]


def entropy(scores: np.ndarray) -> float:
    """Mean entropy, in nats, of raw scores [n, 3]."""
    scores = scores - scores.max(1, keepdims=True)
    chances = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    return float(-(chances * np.log(chances + 1e-12)).sum(1).mean())


if __name__ == "__main__":
    main()
