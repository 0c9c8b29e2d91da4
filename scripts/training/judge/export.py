"""A trained judge -> what refdb ships: ONNX with weights of eight bits, tokenizer, calibration. Prints JSON.

    python -m scripts.training.judge.export RUN [--checkpoint last] [--out refdb/weights/judge]

Weights are kept as bytes with a scale a channel, and what goes into a product is rounded by a scale of its own, once
their ranges are alike (``smoothing``). refdb runs each row by itself, so a pair's answer does not depend on what is read beside it. (Weights in blocks with rounding row
by row, MatMulNBits of onnxruntime, take twice the time.)
The calibration is fitted on half of the held-out texts of RUN/heldout.json; the figures are of the other half.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.linear_model import LogisticRegressionCV

from refdb.claims.judging.calibration import logs
from refdb.claims.judging.judge import MAX_TOKENS
from scripts.places import WEIGHTS
from scripts.training.base_models import BASES
from scripts.training.judge.data import LABELS, clean, sentences_of
from scripts.training.judge.held_out import NEAR, figures, in_first_half
from scripts.training.judge.learn import encoded
from scripts.training.judge.network import load
from scripts.training.judge.smoothing import LEAST, smooth
from scripts.training.judge.trimming import trim
from scripts.training.optimise_weights import optimise

EVERY = 500  # of the pairs that it learned from, one is read for the ranges of activations
STEPS = 31  # of an embedding to each side of 0: the package, being compressed, has room for six bits of each
HELD_BACK = [0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0]
OTHERS = 0.3  # what a row of another set weighs in the calibration
WIDTH = {"first": 3, "closer": 9}  # probabilities that a look gives
# Chance of "neither" at the first look from which there is no closer one. On held-out claims with their own abstract
# nothing is lost by it, and two thirds of what settles nothing are read once instead of three to five times.
ENOUGH = 0.7
# Of held-out rows, at the shipped thresholds. On claims made to trip a judge, one sentence against one, supports are wrong
# far more often than on these: the thresholds are the careful ones.
WRONG_SUPPORT, WRONG_SIDE = 0.05, 0.018
Array = NDArray[Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--checkpoint", default="last")
    parser.add_argument("--out", type=Path, default=WEIGHTS / "judge")
    parser.add_argument("--calibrate", action="store_true", help="the network stays; only its calibration is made anew")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if not args.calibrate:
        base = BASES["mpnet"]()
        learned = encoded(args.run, base)[::EVERY]
        write_network(args.run / args.checkpoint, base, args.out, [row["ids"] for row in learned])
    rows = json.loads((args.run / "heldout.json").read_text())
    write_calibration(args.out, {name: (np.eye(n, 3), np.zeros(3)) for name, n in WIDTH.items()}, (0.5, 0.5), {})
    report = calibrate(args.out, rows, read(rows))
    print(json.dumps(report, indent=1))


def calibrate(out: Path, rows: list[dict[str, Any]], raw: Array) -> dict[str, Any]:
    """Write ``calibration.json`` from what was read of the held-out rows; returns what it is worth on each set."""
    truth = np.array([LABELS[row["label"]] for row in rows])
    names = np.array([row["set"] for row in rows])
    half = np.array([in_first_half(row) for row in rows])
    models = {name: fit(raw[half, :n], truth[half], names[half]) for name, n in WIDTH.items()}
    first, closer = (models[name].predict_proba(logs(raw[:, :n])) for name, n in WIDTH.items())
    chances = np.where(first[:, 2:] >= ENOUGH, first, closer)
    near = np.isin(names, NEAR)
    thresholds = choose(chances[half & near], truth[half & near])
    report = {
        name: figures(truth[m], chances[m], thresholds)
        for name in sorted(set(names))
        if (m := (names == name) & ~half).sum() > 20
    }
    rest = near & ~half
    precision = figures(truth[rest], chances[rest], thresholds)
    made = {
        "script": "scripts/training/judge/export.py",
        "date": time.strftime("%Y-%m-%d"),
        "data": "half of the held-out texts of scripts/training/judge/data.py",
        "measured_on_the_other_half": precision,
    }
    curve = curve_of(truth[rest], chances[rest], thresholds)
    found = {name: (model.coef_.T, model.intercept_) for name, model in models.items()}
    write_calibration(out, found, thresholds, made, curve)
    return {"thresholds": thresholds, "held out": report}


def write_network(checkpoint: Path, base: Path, out: Path, rows: Sequence[Sequence[int]]) -> None:
    """Write ``model.onnx`` and ``tokenizer.json``; ``rows`` are token ids of pairs like those that will be read."""
    judge = load(checkpoint, base).eval()
    ids, mask = torch.randint(5, 30000, (2, 24)), torch.ones(2, 24, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        plain = str(Path(folder) / "plain.onnx")
        names = ["input_ids", "attention_mask"]
        axes = {name: {0: "n", 1: "tokens"} for name in names} | {"scores": {0: "n"}}
        torch.onnx.export(
            judge,
            (ids, mask),
            plain,
            input_names=names,
            output_names=["scores"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        model = onnx.load(plain)
        pack_embeddings(model)
        smooth(model, rows)
        tokenizer = trim(model, (base / "tokenizer.json").read_text(encoding="utf-8"), MAX_TOKENS)
        (out / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
        onnx.save(model, plain)
        packed = str(Path(folder) / "packed.onnx")
        quantize_dynamic(plain, packed, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])
        (out / "model.onnx").write_bytes(Path(packed).read_bytes())
    optimise(out / "model.onnx")


def pack_embeddings(model: onnx.ModelProto) -> None:
    """Keep the embeddings of words and places as bytes with a scale a row; what is looked up is multiplied out again."""
    graph = model.graph
    tables = {
        i.name: i
        for i in graph.initializer
        if i.name.endswith(("word_embeddings.weight", "position_embeddings.weight"))
    }
    for name, table in tables.items():
        values = onnx.numpy_helper.to_array(table)
        scale = np.maximum(np.abs(values).max(1, keepdims=True), LEAST) / STEPS
        graph.initializer.remove(table)
        graph.initializer.append(onnx.numpy_helper.from_array(np.round(values / scale).astype(np.int8), name))
        graph.initializer.append(onnx.numpy_helper.from_array(scale.astype(np.float32), f"{name}.scale"))
        at, node = next((n, x) for n, x in enumerate(graph.node) if x.op_type == "Gather" and x.input[0] == name)
        output, indexes = node.output[0], node.input[1]
        node.output[0] = f"{output}.bytes"
        added = [
            onnx.helper.make_node("Cast", [f"{output}.bytes"], [f"{output}.wide"], to=onnx.TensorProto.FLOAT),
            onnx.helper.make_node("Gather", [f"{name}.scale", indexes], [f"{output}.scale"]),
            onnx.helper.make_node("Mul", [f"{output}.wide", f"{output}.scale"], [output]),
        ]
        for n, new in enumerate(added, at + 1):
            graph.node.insert(n, new)


def read(rows: list[dict[str, Any]]) -> Array:
    """Raw probabilities [n, 9] of the shipped judge, which looks at what refdb would look at."""
    from refdb.claims.judging.judge import OnnxJudge, reading
    from refdb.model import Passage
    from refdb.text.sentences import joined

    readings = []
    for row in rows:
        text, spans = joined(sentences_of(row))
        title = clean(row.get("title") or "")
        readings.append(reading(clean(row["claim"]), Passage("", text, spans, title=title)))
    return OnnxJudge().look_closer(readings)


def fit(raw: Array, truth: Array, names: Array) -> LogisticRegressionCV:
    """A calibration: a multinomial logistic model over the logarithms of the raw probabilities.

    How much its weights are held back is chosen by cross-validation: the looks say much the same.
    """
    weight = np.where(np.isin(names, NEAR), 1.0, OTHERS)
    model = LogisticRegressionCV(Cs=HELD_BACK, cv=5, scoring="neg_log_loss", max_iter=5000)
    return model.fit(logs(raw), truth, sample_weight=weight)


def choose(chances: Array, truth: Array) -> tuple[float, float]:
    """The lowest thresholds of "supports" and "contradicts" that keep wrong supports and wrong sides rare."""
    steps = np.arange(0.40, 0.96, 0.01).round(2).tolist()
    support = next(
        (t for t in steps if figures(truth, chances, (t, 0.99))["wrong_support"] <= WRONG_SUPPORT), steps[-1]
    )
    contradict = next(
        (t for t in steps if figures(truth, chances, (support, t))["wrong_side"] <= WRONG_SIDE), steps[-1]
    )
    return support, contradict


def curve_of(truth: Array, chances: Array, thresholds: tuple[float, float]) -> list[list[float]]:
    """[least confidence, share that is settled from it on, share of these that is right], from the shipped thresholds up."""
    found = []
    for least in [0.0, *np.arange(0.4, 0.96, 0.05).round(2).tolist()]:
        told = figures(truth, chances, (max(thresholds[0], least), max(thresholds[1], least)))
        found.append([least, told["settled"], told["settled_right"]])
    return found


def write_calibration(
    out: Path,
    models: dict[str, tuple[Array, Array]],
    thresholds: tuple[float, float],
    made: dict[str, Any],
    curve: Sequence[Sequence[float]] = (),
) -> None:
    values = {
        **{
            name: {"weights": np.round(weights, 5).tolist(), "bias": np.round(bias, 5).tolist()}
            for name, (weights, bias) in models.items()
        },
        "enough": ENOUGH,
        "thresholds": list(thresholds),
        "made": made,
        "curve": [list(point) for point in curve],
    }
    (out / "calibration.json").write_text(json.dumps(values, indent=1) + "\n")


if __name__ == "__main__":
    main()
