"""A trained cross-encoder -> int8 ONNX and tokenizer, for export_reranker.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from scripts.training.optimise_weights import optimise
from scripts.training.shared_tokenizer import save_tokenizer

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


class Logits(torch.nn.Module):
    """The classifier with its logits as only output."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Token arrays [n, tokens] -> [n, labels]."""
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits


def export(checkpoint: Path, out: Path, exact: bool = False) -> None:
    """Write ``model.onnx`` to ``out``, and ``tokenizer.json`` where it is not the shared one; with ``exact`` in float32, to see what int8 costs."""
    model = Logits(AutoModelForSequenceClassification.from_pretrained(checkpoint, attn_implementation="eager")).eval()
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    sample = tokenizer(["a claim"], ["a text of some words"], return_tensors="pt")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = (out if exact else Path(folder)) / ("model.onnx" if exact else "plain.onnx")
        torch.onnx.export(
            model,
            tuple(sample[name] for name in INPUTS),
            str(plain),
            input_names=INPUTS,
            output_names=["logits"],
            dynamic_axes={**{name: {0: "n", 1: "tokens"} for name in INPUTS}, "logits": {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
        if not exact:
            quantize_dynamic(plain, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
            optimise(out / "model.onnx")
    fast = tokenizer.backend_tokenizer
    fast.no_padding()
    fast.no_truncation()
    save_tokenizer(fast, out)
