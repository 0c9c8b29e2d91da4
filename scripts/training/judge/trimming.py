"""What the judge never needs is left out: words of scripts it cannot read, places beyond the longest pair."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

SCRIPTS = ("LATIN", "GREEK")  # whose letters stand in medical English; others become unknown words, as most are already
Array = NDArray[Any]


def trim(model: onnx.ModelProto, tokenizer: str, longest: int) -> str:
    """Leave rows of the embeddings out, in place; returns the tokenizer (JSON) whose ids fit what is left.

    Args:
        model: with packed word embeddings.
        tokenizer: JSON of a WordPiece tokenizer.
        longest: tokens of the longest pair that will be read.
    """
    told = json.loads(tokenizer)
    special = {token["content"] for token in told["added_tokens"]}
    old: dict[str, int] = told["model"]["vocab"]
    kept = [word for word, _ in sorted(old.items(), key=lambda item: item[1]) if word in special or readable(word)]
    told["model"]["vocab"] = {word: n for n, word in enumerate(kept)}
    for token in told["added_tokens"]:
        token["id"] = told["model"]["vocab"][token["content"]]
    rows = np.array([old[word] for word in kept])
    for table in model.graph.initializer:
        if ".word_embeddings.weight" in table.name:
            keep_rows(table, rows)
        elif ".position_embeddings.weight" in table.name:
            keep_rows(table, np.arange(longest + 2))  # MPNet counts places from 2 on
    return json.dumps(told, ensure_ascii=False)


def readable(word: str) -> bool:
    """Whether a word piece has only letters of the scripts that are read."""
    if word.startswith("[unused"):
        return False
    return all(unicodedata.name(c, "").startswith(SCRIPTS) for c in word if c.isalpha())


def keep_rows(table: onnx.TensorProto, rows: Array) -> None:
    """Make a table one of these rows."""
    table.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(table)[rows], table.name))
