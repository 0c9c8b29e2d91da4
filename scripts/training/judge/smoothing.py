"""Weights and what is multiplied with them made alike in range before both are rounded to bytes.

Some channels of MPNet's activations are thirty times as large as most; with one scale for all of them the small ones are
rounded away (logits off by .36). Each channel is divided by a factor and its row of weights multiplied with it, so the
product stays what it is (SmoothQuant, Xiao et al. 2023); logits are then off by .04, at the same speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper

SHARE = 0.7  # of the range that goes from activations to weights; .5 is too little here, .65 to .8 are alike
LEAST = 1e-5
Array = NDArray[Any]


def smooth(model: onnx.ModelProto, rows: Sequence[Sequence[int]]) -> None:
    """Even out, in place, the ranges at every product with a constant matrix.

    Args:
        model: takes ``input_ids`` and ``attention_mask``.
        rows: token ids of texts like those that will be read.
    """
    constants = {i.name: i for i in model.graph.initializer}
    products: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in constants:
            products.setdefault(node.input[0], []).append(node)
    for name, largest in ranges(model, list(products), rows).items():
        matrices = [constants[node.input[1]] for node in products[name]]
        weights = np.max([np.abs(numpy_helper.to_array(m)).max(1) for m in matrices], axis=0)
        factor = np.maximum(largest, LEAST) ** SHARE / np.maximum(weights, LEAST) ** (1 - SHARE)
        factor = (factor / np.exp(np.log(factor).mean())).astype(np.float32)
        for matrix in matrices:
            matrix.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(matrix) * factor[:, None], matrix.name))
        divide(model.graph, name, 1 / factor, products[name])


def ranges(model: onnx.ModelProto, names: Sequence[str], rows: Sequence[Sequence[int]]) -> dict[str, Array]:
    """The largest absolute value of each channel of these activations, over all rows."""
    seen = onnx.ModelProto()
    seen.CopyFrom(model)
    seen.graph.output.extend(helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in names)
    session = onnxruntime.InferenceSession(seen.SerializeToString())
    found: dict[str, Array] = {}
    for ids in rows:
        given = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        for name, values in zip(names, session.run(list(names), given), strict=True):
            largest = np.abs(values).reshape(-1, values.shape[-1]).max(0)
            found[name] = np.maximum(found.get(name, largest), largest)
    return found


def divide(graph: onnx.GraphProto, name: str, factor: Array, users: Sequence[onnx.NodeProto]) -> None:
    """Give these users of an activation its product with ``factor``."""
    graph.initializer.append(numpy_helper.from_array(factor.astype(np.float32), f"{name}.factor"))
    first = next(n for n, node in enumerate(graph.node) if any(node is user for user in users))
    for user in users:
        user.input[0] = f"{name}.even"
    graph.node.insert(first, helper.make_node("Mul", [name, f"{name}.factor"], [f"{name}.even"], name=f"{name}.mul"))
