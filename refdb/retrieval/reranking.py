"""Reads query and passage together and says how well one answers the other: slower than vectors, and better."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol

from refdb.encoders.onnx import Transformer
from refdb.encoders.sentence_transformers import PairEncoder
from refdb.errors import ModelError
from refdb.model import Passage
from refdb.retrieval.excerpts import excerpt

MAX_TOKENS = 144
SHIPPED = ("on", "shipped")  # names of refdb's own reranker in the settings
NONE = ("", "off")


@dataclass(frozen=True, slots=True)
class Mixture:
    """How the reranker's word counts: ``depth`` works are read again, ``weight`` as in ``refdb.retrieval.fusion``.

    Twenty excerpts are some 2,200 word pieces: about a tenth of a second on two cores.
    """

    depth: int = 20
    weight: float = 1.0


class Reranker(Protocol):
    """A model that scores pairs of a query and a passage."""

    fingerprint: str
    mixture: Mixture

    def score(self, query: str, passages: Sequence[Passage]) -> list[float]:
        """How well each passage answers the query; higher is better, no fixed scale."""
        ...


def load_reranker(model: str = "") -> Reranker | None:
    """The reranker of the settings: None for ``""``, refdb's own for ``"on"``, else a sentence-transformers model.

    Args:
        model: as above; a name or path of a cross-encoder with one output.

    Raises:
        ModelError: the model or what it needs is not here.
    """
    if model in NONE:
        return None
    return OnnxReranker() if model in SHIPPED else CrossEncoderReranker(model)


def is_shipped() -> bool:
    """Whether this refdb brings a reranker of its own."""
    return (files("refdb.weights") / "reranker" / "model.onnx").is_file()


class OnnxReranker:
    """A cross-encoder of MiniLM's size, int8 (see weights/reranker/MODEL_CARD.md).

    Args:
        folder: with ``model.onnx`` and ``calibration.json``; in ``refdb/weights`` or a full path.

    Raises:
        ModelError: there is none, or it is damaged.
    """

    def __init__(self, folder: str = "reranker") -> None:
        place = files("refdb.weights") / folder
        if not (place / "model.onnx").is_file():
            raise ModelError(
                "this refdb comes without a reranker of its own; name a sentence-transformers cross-encoder in the "
                "setting `reranker`, or search without"
            )
        self._model = Transformer(folder, MAX_TOKENS)
        try:
            found = json.loads((place / "calibration.json").read_text("utf-8"))
            self.mixture = Mixture(int(found["depth"]), float(found["weight"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError("the reranker's calibration.json is missing or damaged; install refdb again") from error
        self.fingerprint = f"reranker-{self._model.digest}"

    def score(self, query: str, passages: Sequence[Passage]) -> list[float]:
        """Logits, one a passage."""
        return _scores(self._model, query, passages)


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder with one output.

    Raises:
        ModelError: the model or what it needs is not here, or it has several outputs.
    """

    def __init__(self, model: str) -> None:
        self._model = PairEncoder(model, MAX_TOKENS)
        if len(self._model.labels) != 1:
            raise ModelError(f"the reranker {model} has {len(self._model.labels)} outputs; needed is one, a score")
        self.fingerprint = f"reranker-{self._model.fingerprint}"
        self.mixture = Mixture()

    def score(self, query: str, passages: Sequence[Passage]) -> list[float]:
        """One score a passage."""
        return _scores(self._model, query, passages)


def _scores(model: Transformer | PairEncoder, query: str, passages: Sequence[Passage]) -> list[float]:
    return model.run([(query, read_of(query, passage)) for passage in passages]).reshape(-1).tolist()


def read_of(query: str, passage: Passage) -> str:
    """What is read of a passage."""
    sentences = [passage.text[slice(*span)] for span in passage.sentences] or [passage.text]
    return excerpt(query, "" if passage.origin == "title" else passage.title, sentences)
