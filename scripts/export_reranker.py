"""Turn a trained reranker into what refdb ships: int8 ONNX and tokenizer. Prints JSON.

    python scripts/export_reranker.py CHECKPOINT [--out DIR]

CHECKPOINT is what scripts/train_reranker.py writes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

OUT = Path(__file__).resolve().parents[1] / "refdb" / "weights" / "reranker"
SAMPLE = [
    ("Vitamin D lowers the risk of cancer.", "Vitamin D and cancer. Vitamin D did not lower the incidence of cancer."),
    ("Vitamin D lowers the risk of cancer.", "Naps and memory. Naps improved recall."),
]


class Logit(torch.nn.Module):
    """The classifier with its one logit as only output."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Token arrays [n, tokens] -> [n, 1]."""
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    loaded = AutoModelForSequenceClassification.from_pretrained(args.checkpoint, attn_implementation="eager")
    model = Logit(loaded).eval()
    tokenizer = AutoTokenizer.from_pretrained(args.checkpoint)
    sample = tokenizer(*map(list, zip(*SAMPLE, strict=True)), return_tensors="pt", padding=True)
    args.out.mkdir(parents=True, exist_ok=True)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model, tuple(sample[name] for name in names), str(plain), input_names=names, output_names=["logits"],
            dynamic_axes={**{name: {0: "n", 1: "tokens"} for name in names}, "logits": {0: "n"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(plain, args.out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    fast = tokenizer.backend_tokenizer
    fast.no_padding()
    fast.no_truncation()
    fast.save(str(args.out / "tokenizer.json"))
    session = onnxruntime.InferenceSession(args.out / "model.onnx", providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {name: sample[name].numpy() for name in names})
    with torch.no_grad():
        expected = model(*(sample[name] for name in names)).numpy()
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
