"""Runs a transformer that was exported to ONNX: tokens in, one array out, batches of like length.

Below the rooms, because the embedder (retrieval) and the judge (claims) both need it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refdb.encoders.threads import cores
from refdb.errors import ModelError

Floats = NDArray[np.float32]
# Word pieces run at once on a core: what lies between the layers stays in its cache, which is worth a third of the time
# of 8,192, and a long text is not padded to the length of a longer one.
TOKENS_A_BATCH = 384
# What onnxruntime does to a graph in vain: its fused layer norm costs 15 % of a run more than what it replaces.
SLOWER = ["SkipLayerNormFusion"]


class Transformer:
    """One of the models in ``refdb/weights``: ``model.onnx`` and ``tokenizer.json`` in a folder of that name.

    Raises:
        ModelError: the files are missing or damaged.
    """

    def __init__(self, name: str, max_tokens: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        with as_file(files("refdb.weights") / name) as folder:
            try:
                weights = (folder / "model.onnx").read_bytes()
                self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
                session = onnxruntime.InferenceSession(
                    weights, _options(), providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
                )
            except Exception as error:  # each library has errors of its own, with no base in common
                raise ModelError(f"the model {name!r} of refdb is missing or damaged; install refdb again") from error
        # A graph that was optimised beforehand gives the same numbers, and names the weights that it was made from.
        made_from = session.get_modelmeta().custom_metadata_map.get("made_from")
        self.digest = made_from or hashlib.sha256(weights).hexdigest()[:12]
        self._session: Any = session
        self._inputs = [given.name for given in session.get_inputs()]
        self._tokenizer.no_padding()
        self._most = max_tokens
        # Cores this process may use: a container or taskset often grants fewer than the machine has.
        self._cores = int(os.environ.get("OMP_NUM_THREADS") or cores())

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Floats:
        """The model's output [n, …] for texts, or for pairs of texts (where the second is cut if need be)."""
        pairs = bool(texts) and not isinstance(texts[0], str)
        self._tokenizer.enable_truncation(self._most, strategy="only_second" if pairs else "longest_first")
        encodings = self._tokenizer.encode_batch([_bounded(text) for text in texts])
        order = sorted(range(len(encodings)), key=lambda i: -len(encodings[i].ids))  # the longest first: none is last
        batches: list[list[Any]] = []
        start = 0
        while start < len(order):
            end = start + max(1, TOKENS_A_BATCH // len(encodings[order[start]].ids))
            batches.append([encodings[i] for i in order[start:end]])
            start = end
        joined = np.concatenate(self._run_all(batches)) if batches else np.empty((0, 1), dtype=np.float32)
        in_order = np.empty_like(joined)
        in_order[order] = joined
        return in_order

    def _run_all(self, batches: Sequence[Sequence[Any]]) -> list[Floats]:
        """The outputs of batches: several cores run one batch each, which is quicker than all of them running one."""
        threads = min(self._cores, len(batches))
        if threads < 2:
            return [self._batch(batch) for batch in batches]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(self._batch, batches))

    def _batch(self, encodings: Sequence[Any]) -> Floats:
        width = max(len(encoding.ids) for encoding in encodings)
        arrays = {name: np.zeros((len(encodings), width), dtype=np.int64) for name in self._inputs}
        for i, encoding in enumerate(encodings):
            length = len(encoding.ids)
            arrays["input_ids"][i, :length] = encoding.ids
            arrays["attention_mask"][i, :length] = 1
            if "token_type_ids" in arrays:
                arrays["token_type_ids"][i, :length] = encoding.type_ids
        output: Floats = self._session.run(None, arrays)[0]
        return output


def _bounded(text: str | tuple[str, str]) -> str | tuple[str, str]:
    """No more characters than can matter: the tokenizer reads all it is given before it cuts."""
    return text[:4000] if isinstance(text, str) else (text[0][:600], text[1][:6000])


def _options() -> Any:  # noqa: ANN401  (onnxruntime has no types)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return options
