"""Turn a trained judge into what refdb ships: int8 ONNX, tokenizer, calibration. Prints JSON with held-out figures.

    python scripts/export_judge.py CHECKPOINT HELDOUT.json

CHECKPOINT and HELDOUT.json are what scripts/train_judge.py writes; the held-out claims took no part in training.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from refdb.articles.sentences import split
from refdb.claims import calibration
from refdb.claims.detection import clean_claim
from refdb.claims.judging import OnnxJudge, seen
from refdb.claims.signals import SIGNALS
from refdb.model import Passage, Span

OUT = Path(__file__).resolve().parents[1] / "refdb" / "weights" / "judge"
LABELS = ["SUPPORT", "REFUTE", "NEI"]
LEAST_PRECISION = 0.8  # of "supports" and of "contradicts", at the shipped threshold


class Logits(torch.nn.Module):
    """The classifier with its logits as only output."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Token arrays [n, tokens] -> [n, 3]."""
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("heldout", type=Path)
    args = parser.parse_args()
    export(args.checkpoint)
    (OUT / "calibration.json").write_text(
        json.dumps({"weights": np.zeros((6 + len(SIGNALS), 3)).tolist(), "bias": [0, 0, 0], "threshold": 0.5})
    )
    rows = json.loads(args.heldout.read_text())
    truth = np.array([LABELS.index(row["label"]) for row in rows])
    pairs = [(clean_claim(row["claim"]), passage(row)) for row in rows]
    wholes, of_sentences = OnnxJudge().read(pairs)
    matrix = np.array(
        [
            calibration.features(w.tolist(), s, seen(*pair))
            for pair, w, s in zip(pairs, wholes, of_sentences, strict=True)
        ]
    )
    # One half fits the calibration and the threshold, the other says what they are worth.
    half = np.arange(len(rows)) % 2 == 0
    fitted = LogisticRegression(C=0.3, max_iter=2000).fit(matrix[half], truth[half])
    threshold = choose_threshold(fitted.predict_proba(matrix[half]), truth[half])
    values = {
        "weights": fitted.coef_.T.round(5).tolist(),
        "bias": fitted.intercept_.round(5).tolist(),
        "threshold": threshold,
    }
    (OUT / "calibration.json").write_text(json.dumps(values, indent=1) + "\n")
    guess = decide(fitted.predict_proba(matrix), threshold)
    names = np.array([row["set"] for row in rows])
    figures = {name: figures_of(truth[m], guess[m]) for name in sorted(set(names)) for m in [(names == name) & ~half]}
    print(json.dumps({"threshold": threshold, "other_half": figures}))


def figures_of(truth: np.ndarray, guess: np.ndarray) -> dict[str, float]:
    labels = sorted(set(truth.tolist()))
    supports = guess == 0
    return {
        "n": len(truth),
        "macro_f1": round(float(f1_score(truth, guess, average="macro", labels=labels)), 4),
        "supports_precision": round(float((truth == 0)[supports].mean()), 4) if supports.any() else 1.0,
        "committed": round(float((guess < 2).mean()), 4),
    }


def export(checkpoint: Path) -> None:
    model = Logits(AutoModelForSequenceClassification.from_pretrained(checkpoint, attn_implementation="eager")).eval()
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    sample = tokenizer(["a claim"], ["a text of some words"], return_tensors="pt")
    OUT.mkdir(parents=True, exist_ok=True)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model, tuple(sample[name] for name in names), str(plain), input_names=names, output_names=["logits"],
            dynamic_axes={**{name: {0: "n", 1: "tokens"} for name in names}, "logits": {0: "n"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(plain, OUT / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    fast = tokenizer.backend_tokenizer
    fast.no_padding()
    fast.no_truncation()
    fast.save(str(OUT / "tokenizer.json"))


def passage(row: dict) -> Passage:
    spans, at = [], 0
    for sentence in row["sentences"]:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    if len(spans) == 1:
        spans = split(row["sentences"][0])
    return Passage("", " ".join(row["sentences"]), tuple(spans), title=row["title"])


def decide(probabilities: np.ndarray, threshold: float) -> np.ndarray:
    best = probabilities[:, :2].argmax(1)
    return np.where(probabilities[np.arange(len(best)), best] >= threshold, best, 2)


def choose_threshold(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The lowest at which both relations are right often enough: a wrong one is worse than none."""
    for threshold in np.arange(0.40, 0.90, 0.01):
        guess = decide(probabilities, threshold)
        if all((truth == side)[guess == side].mean() >= LEAST_PRECISION for side in (0, 1) if (guess == side).any()):
            return round(float(threshold), 2)
    return 0.9


if __name__ == "__main__":
    main()
