"""Passages -> vectors, by the model refdb ships (ONNX, int8, no torch) or any sentence-transformers model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from refdb.encoders.onnx import Transformer
from refdb.encoders.sentence_transformers import TextEncoder
from refdb.model import Passage

Vectors = NDArray[np.float32]

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was made for
SCHEME = "w110"  # how passages become texts (windows.py): part of the fingerprint, as the model is
MOST_OF_TITLE = 280  # characters, some 65 word pieces: the passage needs the rest


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


def passage_text(passage: Passage, text: str = "") -> str:
    """A passage, or ``text`` out of it, behind its work's title and its section: the context that it alone lacks."""
    if passage.origin == "title":
        return passage.text
    title = passage.title if len(passage.title) <= MOST_OF_TITLE else passage.title[:MOST_OF_TITLE].rsplit(" ", 1)[0]
    context = [part.rstrip(". ") for part in (title, passage.section) if part]
    return ". ".join([*context, text or passage.text])


class OnnxEmbedder:
    """all-MiniLM-L6-v2, int8, mean pooling and normalisation inside the graph (see weights/embedder/MODEL_CARD.md)."""

    dimensions = 384

    def __init__(self) -> None:
        self._model = Transformer("embedder", MAX_TOKENS)
        self.fingerprint = f"minilm-int8-{SCHEME}-{self._model.digest}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors [n, 384]."""
        return self._model.run(texts).reshape(-1, self.dimensions)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model."""

    def __init__(self, model: str) -> None:
        self._model = TextEncoder(model)
        self.dimensions = self._model.dimensions
        name, _, digest = self._model.fingerprint.rpartition("-")
        self.fingerprint = f"{name}-{SCHEME}-{digest}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors [n, dimensions]."""
        return self._model.run(texts)
