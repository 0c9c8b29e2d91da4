"""The shipped judge -> weights that ``learn`` can begin from, where no checkpoint of its training is left. Prints JSON.

    python -m scripts.training.judge.reopen OUT      then: python -m scripts.training.judge.learn RUN --begin OUT

``export`` keeps weights as bytes with a scale a channel, after ``smoothing`` has divided what they are multiplied with; both
are undone here. Embeddings come from the base model, as they are never trained. What is lost by the rounding (logits off
by .13 in the mean, the same label for 59 of 60 pairs) training wins back in its first minutes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from scripts.places import WEIGHTS
from scripts.training.base_models import BASES
from scripts.training.judge.network import fresh, save

# How each kind of product names what it needs: (place of the matrix, of its scale, of its zero; end of what is multiplied)
PRODUCTS = {"MatMulIntegerToFloat": (1, 3, 5, ".even_quantized"), "DynamicQuantizeMatMul": (1, 2, 3, ".even")}
SHIPPED = WEIGHTS / "judge"
Array = NDArray[Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    judge = fresh(BASES["mpnet"]())
    state = judge.state_dict()
    found = weights_of(onnx.load(SHIPPED / "model.onnx"))
    taken = {name: torch.tensor(found[name]) for name in state if name in found and "embeddings." not in name}
    judge.load_state_dict(state | taken)
    save(judge.state_dict(), args.out)
    print(json.dumps({"weights": len(state), "of the shipped judge": len(taken)}))


def weights_of(model: onnx.ModelProto) -> dict[str, Array]:
    """Each weight by the name that the network gives it, in float32."""
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    found = {name: value for name, value in constants.items() if value.dtype == np.float32}
    for node in model.graph.node:
        if node.op_type in PRODUCTS:
            matrix, scale, zero, end = PRODUCTS[node.op_type]
            values = constants[node.input[matrix]].astype(np.float32) - constants[node.input[zero]].astype(np.float32)
            factor = constants.get(node.input[0].removesuffix(end) + ".factor", np.ones(len(values), np.float32))
            weight = values * constants[node.input[scale]] * factor[:, None]
            found[node.input[-1].removesuffix(".bias") + ".weight"] = weight.T.copy()
    return found


class Lower:
    """Token ids and attention mask, [n, length] each -> what the shipped judge's lowest layers make of them, [n, length, 768].

    They are bytes: on a processor that multiplies these (VNNI) six layers take a seventh of a step of training.
    """

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


if __name__ == "__main__":
    main()
