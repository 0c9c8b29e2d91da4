"""Reads query and passage together and says how well one answers the other: slower than vectors, and better."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Protocol

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


def load_reranker() -> Reranker | None:
    """The shipped reranker; None where this refdb has none.

    Raises:
        ModelError: it is damaged.
    """
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


def read_of(query: str, passage: Passage) -> str:
    """What is read of a passage."""
    sentences = [passage.text[slice(*span)] for span in passage.sentences] or [passage.text]
    return excerpt(query, "" if passage.origin == "title" else passage.title, sentences)
