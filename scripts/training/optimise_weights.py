"""Optimise the graphs of refdb's ONNX models once instead of at every start. Prints JSON: bytes, and what it changed.

    python -m scripts.training.optimise_weights [FOLDER …]

FOLDER holds a model.onnx; without one all of refdb/weights are done. onnxruntime makes the same changes to a graph each
time it loads it, which is half of the loading; the numbers that come out are the same, and this is checked. The file
says of which weights it was made, so that vectors made before stay valid. Run it after an export; a second run finds
nothing to do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from refdb.encoders.onnx import SLOWER
from scripts.places import WEIGHTS

MADE_FROM = "made_from"  # refdb/encoders/onnx.py reads it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=sorted(p.parent for p in WEIGHTS.glob("*/model.onnx")))
    args = parser.parse_args()
    print(json.dumps({str(folder): optimise(folder / "model.onnx") for folder in args.folders}, indent=1))


def optimise(path: Path) -> dict[str, object]:
    """Optimise a model in place, unless it was before."""
    weights = path.read_bytes()
    session = opened(weights)
    if MADE_FROM in session.get_modelmeta().custom_metadata_map:
        return {"bytes": len(weights), "changed": False}
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder) / "model.onnx"
        opened(weights, beside)
        model = onnx.load(beside)
    onnx.helper.set_model_props(model, {MADE_FROM: hashlib.sha256(weights).hexdigest()[:12]})
    optimised = model.SerializeToString()
    after = opened(optimised)
    worst = max(float(np.abs(one - other).max()) for one, other in zip(outputs(session), outputs(after), strict=True))
    if worst > 0:
        raise SystemExit(f"{path}: the optimised graph gives other numbers, off by up to {worst}; nothing was written")
    new = path.with_name("model.onnx.part")
    new.write_bytes(optimised)
    new.replace(path)
    return {"bytes": len(optimised), "bytes_before": len(weights), "changed": True}


def opened(weights: bytes, save: Path | None = None) -> onnxruntime.InferenceSession:
    """A session; with ``save`` its optimised graph is written there, without what fits one kind of processor alone."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    if save:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(save)
    return onnxruntime.InferenceSession(
        weights, options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )


def outputs(session: onnxruntime.InferenceSession) -> list[np.ndarray]:
    """What it says of some made-up tokens."""
    chance = np.random.default_rng(7)
    found = []
    for texts, tokens in ((1, 9), (4, 60), (3, 200)):
        ids = chance.integers(1000, 20000, (texts, tokens))
        mask = (np.arange(tokens) < chance.integers(5, tokens, (texts, 1))).astype(np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        found.append(session.run(None, {i.name: given[i.name] for i in session.get_inputs()})[0])
    return found


if __name__ == "__main__":
    main()
