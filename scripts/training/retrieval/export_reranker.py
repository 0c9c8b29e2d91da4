"""Turn a trained reranker into what refdb ships: int8 ONNX and tokenizer. Prints JSON.

    python -m scripts.training.retrieval.export_reranker CHECKPOINT [--out DIR]

CHECKPOINT is what scripts/training/retrieval/train_reranker.py writes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from scripts.places import WEIGHTS
from scripts.training.export_classifier import INPUTS, export

OUT = WEIGHTS / "reranker"
SAMPLE = [
    ("Vitamin D lowers the risk of cancer.", "Vitamin D and cancer. Vitamin D did not lower the incidence of cancer."),
    ("Vitamin D lowers the risk of cancer.", "Naps and memory. Naps improved recall."),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    export(args.checkpoint, args.out)
    model = AutoModelForSequenceClassification.from_pretrained(args.checkpoint, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(args.checkpoint)
    sample = tokenizer(*map(list, zip(*SAMPLE, strict=True)), return_tensors="pt", padding=True)
    session = onnxruntime.InferenceSession(args.out / "model.onnx", providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {name: sample[name].numpy() for name in INPUTS})
    with torch.no_grad():
        expected = model(**sample).logits.numpy()
    print(
        json.dumps(
            {
                "bytes": (args.out / "model.onnx").stat().st_size,
                "sha256": hashlib.sha256((args.out / "model.onnx").read_bytes()).hexdigest(),
                "logits": np.round(logits.ravel(), 3).tolist(),
                "logits_torch": np.round(expected.ravel(), 3).tolist(),
            }
        )
    )


if __name__ == "__main__":
    main()
