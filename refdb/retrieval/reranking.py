"""Reads query and passage together and says how well one answers the other: slower than vectors, and better."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from refdb.errors import ModelError
from refdb.model import Passage
from refdb.retrieval.excerpts import excerpt
from refdb.transformer import Transformer

MAX_TOKENS = 144
DEPTH = 20  # works that are read again for a query


class Reranker(Protocol):
    """A model that scores pairs of a query and a passage."""

    fingerprint: str

    def score(self, query: str, passages: Sequence[Passage]) -> list[float]:
        """How well each passage answers the query; higher is better, no fixed scale."""
        ...


def load_reranker(model: str = "") -> Reranker | None:
    """The sentence-transformers cross-encoder of this name or path; for ``""`` the shipped one, None where none is.

    Raises:
        ModelError: the model or what it needs is not here.
    """
    if model:
        return CrossEncoderReranker(model)
    return OnnxReranker() if (files("refdb.weights") / "reranker" / "model.onnx").is_file() else None


class OnnxReranker:
    """A cross-encoder of MiniLM's size, int8 (see weights/reranker/MODEL_CARD.md)."""

    def __init__(self) -> None:
        self._model = Transformer("reranker", MAX_TOKENS)
        self.fingerprint = f"reranker-{self._model.digest}"

    def score(self, query: str, passages: Sequence[Passage]) -> list[float]:
        """Logits, one a passage."""
        pairs = [(query, read_of(query, passage)) for passage in passages]
        return self._model.run(pairs).reshape(-1).tolist() if pairs else []


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder with one output, on a GPU where there is one."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelError(f"the model {model} needs sentence-transformers: pip install 'refdb[models]'") from error
        try:
            self._model: Any = CrossEncoder(model, max_length=MAX_TOKENS)
        except (OSError, ValueError) as error:
            raise ModelError(f"the reranker {model} cannot be loaded: {str(error).splitlines()[0]}") from error
        self.fingerprint = f"reranker-{Path(model).name}"

    def score(self, query: str, passages: Sequence[Passage]) -> list[float]:
        """One score a passage."""
        pairs = [(query, read_of(query, passage)) for passage in passages]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)] if pairs else []


def read_of(query: str, passage: Passage) -> str:
    """What is read of a passage."""
    sentences = [passage.text[slice(*span)] for span in passage.sentences] or [passage.text]
    return excerpt(query, "" if passage.origin == "title" else passage.title, sentences)
