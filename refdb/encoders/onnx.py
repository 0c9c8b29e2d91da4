"""Runs a transformer that was exported to ONNX: tokens in, one array out.

Each row is run by itself. The models are int8 with ranges taken from what is run together, so that a row in company
would get another answer than alone (logits up to .4 apart); and padding and larger batches gain nothing on a processor
core: 60 windows take 1.0 s alone and 1.1 s in batches, 20 pairs of the reranker .26 s both ways.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refdb.encoders.threads import cores
from refdb.encoders.tokenizing import load_tokenizer
from refdb.errors import ModelError

Floats = NDArray[np.float32]
# What onnxruntime does to a graph in vain: its fused layer norm costs 15 % of a run more than what it replaces.
SLOWER = ["SkipLayerNormFusion"]


class Transformer:
    """One of the models in ``refdb/weights``.

    Args:
        name: its folder there, or the full path of one, with ``model.onnx`` and perhaps a ``tokenizer.json``.
        max_tokens: word pieces that are read of a text, or of a pair of texts.

    Raises:
        ModelError: the files are missing or damaged.
    """

    def __init__(self, name: str, max_tokens: int) -> None:
        folder = files("refdb.weights") / name
        self.digest, session = _opened(name, folder)
        self._session = session
        self._inputs = [given.name for given in session.get_inputs()]
        self._tokenizer = load_tokenizer(folder)
        self._most = max_tokens
        # Cores this process may use: a container or taskset often grants fewer than the machine has.
        self._cores = int(os.environ.get("OMP_NUM_THREADS") or cores())

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Floats:
        """The model's output [n, …] for texts, or for pairs of texts (where the second is cut if need be)."""
        if not texts:
            return np.empty((0, 1), dtype=np.float32)
        pairs = not isinstance(texts[0], str)
        self._tokenizer.enable_truncation(self._most, strategy="only_second" if pairs else "longest_first")
        encodings = self._tokenizer.encode_batch([_bounded(text) for text in texts])
        threads = min(self._cores, len(encodings))
        if threads < 2:
            return np.concatenate([self._row(encoding) for encoding in encodings])
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(self._row, encodings)))

    def _row(self, encoding: Any) -> Floats:
        """The output [1, …] of one row."""
        given = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        output: Floats = self._session.run(
            None, {name: np.array([given[name]], dtype=np.int64) for name in self._inputs}
        )[0]
        return output


def _opened(name: str, folder: Traversable) -> tuple[str, Any]:
    """What a model is known by, and a session that runs it on one core a call."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        # From its file: the bytes of 110 MB would be held and copied besides.
        with as_file(folder / "model.onnx") as path:
            session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
            )
            # A graph that was optimised beforehand gives the same numbers, and names the weights that it was made from.
            made_from = session.get_modelmeta().custom_metadata_map.get("made_from")
            return made_from or hashlib.sha256(path.read_bytes()).hexdigest()[:12], session
    except Exception as error:  # each library has errors of its own, with no base in common
        raise ModelError(f"the model {name!r} of refdb is missing or damaged; install refdb again") from error


def _bounded(text: str | tuple[str, str]) -> str | tuple[str, str]:
    """No more characters than can matter: the tokenizer reads all it is given before it cuts."""
    return text[:4000] if isinstance(text, str) else (text[0][:600], text[1][:6000])
