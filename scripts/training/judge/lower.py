"""The lower layers of the shipped judge, as bytes: what training leaves as it is need not be computed in float32.

On a processor that multiplies bytes (VNNI) six layers take a tenth of a step instead of a quarter of it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import onnx
import onnxruntime
import torch

from scripts.places import WEIGHTS

SHIPPED = WEIGHTS / "judge"


class Lower:
    """Token ids and attention mask, [n, length] each -> what the lowest layers make of them, [n, length, 768]."""

    def __init__(self, layers: int) -> None:
        out = f"/body/encoder/layer.{layers - 1}/output/LayerNorm/LayerNormalization_output_0"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "lower.onnx")
            onnx.utils.extract_model(
                str(SHIPPED / "model.onnx"), path, ["input_ids", "attention_mask"], [out], check_model=False
            )
            self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        given = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        return torch.from_numpy(self.session.run(None, given)[0])
