"""Passages -> vectors, by the model refdb ships (ONNX, int8, no torch) or any sentence-transformers model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from refdb.errors import ModelError
from refdb.model import Passage

Vectors = NDArray[np.float32]

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was made for
TOKENS_A_BATCH = 8192  # bounds memory: 32 passages of full length, hundreds of short queries


class Embedder(Protocol):
    """A model that turns texts into vectors of unit length."""

    dimensions: int
    fingerprint: str  # which model made a vector; vectors of two models are never mixed

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors [n, dimensions], float32, L2-normalised, in the order of ``texts``."""
        ...


def load_embedder(model: str = "") -> Embedder:
    """The shipped model for ``""``, else the sentence-transformers model of this name or path.

    Raises:
        ModelError: the model or what it needs is not here.
    """
    return SentenceTransformerEmbedder(model) if model else OnnxEmbedder()


def passage_text(passage: Passage) -> str:
    """What is embedded of a passage: its work's title gives the context that a passage alone lacks."""
    if not passage.title or passage.origin == "title":
        return passage.text
    return f"{passage.title.rstrip('.')}. {passage.text}"


class OnnxEmbedder:
    """all-MiniLM-L6-v2, int8, mean pooling and normalisation inside the graph (see weights/embedder/MODEL_CARD.md)."""

    dimensions = 384

    def __init__(self) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        folder = files("refdb.weights") / "embedder"
        with as_file(folder) as path:
            try:
                self.fingerprint = f"minilm-int8-{_digest(path / 'model.onnx')}"
                self._tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
                self._session = onnxruntime.InferenceSession(
                    str(path / "model.onnx"), _session_options(), providers=["CPUExecutionProvider"]
                )
            except OSError as error:
                raise ModelError(f"the embedder of refdb is missing; install refdb again ({error})") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors [n, 384]. Texts of like length go together, so that little is spent on padding."""
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(rows), self.dimensions), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end - start + 1) * len(rows[order[end]]) <= TOKENS_A_BATCH:
                end += 1
            batch = order[start:end]
            ids = np.zeros((len(batch), len(rows[batch[-1]])), dtype=np.int64)
            for i, row in enumerate(batch):
                ids[i, : len(rows[row])] = rows[row]
            mask = (np.arange(ids.shape[1]) < np.array([[len(rows[row])] for row in batch])).astype(np.int64)
            (vectors[batch],) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
            start = end
        return vectors


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, on a GPU where there is one; its own prompts for queries are not used."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(f"the model {model} needs sentence-transformers: pip install 'refdb[models]'") from error
        try:
            self._model: Any = SentenceTransformer(model)
        except (OSError, ValueError) as error:
            raise ModelError(f"the embedding model {model} cannot be loaded: {str(error).splitlines()[0]}") from error
        self.dimensions = int(self._model.get_sentence_embedding_dimension())
        weights = hashlib.sha256()
        for name, value in sorted(self._model.state_dict().items()):
            weights.update(name.encode())
            weights.update(value.detach().cpu().numpy().tobytes())
        self.fingerprint = f"{Path(model).name}-{weights.hexdigest()[:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors [n, dimensions]."""
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)


def _session_options() -> Any:  # noqa: ANN401  (onnxruntime has no types)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Cores this process may use: a container or taskset often grants fewer than the machine has.
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS") or len(os.sched_getaffinity(0)))
    options.inter_op_num_threads = 1
    return options


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
