"""Any sentence-transformers model, named by the user: one that makes vectors, or one that reads pairs of texts.

It needs the extra ``models``, and runs on a GPU where there is one. A name that is no folder here is fetched from the
model hub by sentence-transformers.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refdb.errors import ModelError

Floats = NDArray[np.float32]


class TextEncoder:
    """A model that makes a vector of a text; its own prompts for queries are not used.

    Args:
        model: its name or path.

    Raises:
        ModelError: it, or sentence-transformers, is not here.
    """

    def __init__(self, model: str) -> None:
        self._model = _loaded("SentenceTransformer", model)
        self.dimensions = len(self._model.encode("a", show_progress_bar=False))  # what else tells has had two names
        self.fingerprint = _fingerprint(model, self._model)

    def run(self, texts: Sequence[str]) -> Floats:
        """Vectors [n, dimensions] of unit length."""
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimensions)


class PairEncoder:
    """A cross-encoder: it reads two texts together.

    Args:
        model: its name or path.
        max_tokens: word pieces that are read of a pair; None for as many as the model bears.

    Raises:
        ModelError: it, or sentence-transformers, is not here.
    """

    def __init__(self, model: str, max_tokens: int | None = None) -> None:
        self._model = _loaded("CrossEncoder", model, max_length=max_tokens)
        labels = self._model.model.config.id2label
        self.labels = [str(labels[n]).lower() for n in sorted(labels)]
        self.fingerprint = _fingerprint(model, self._model)

    def run(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """What the model gives for each pair: [n, labels]; logits, or for one label what the model makes of them."""
        if not pairs:
            return np.empty((0, len(self.labels)), dtype=np.float32)
        scores = self._model.predict(list(pairs), show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32).reshape(len(pairs), len(self.labels))


def _loaded(kind: str, model: str, **options: Any) -> Any:
    try:
        import sentence_transformers
    except ImportError as error:
        raise ModelError(f"the model {model} needs sentence-transformers: pip install 'refdb[models]'") from error
    from transformers.utils import logging

    if not sys.stderr.isatty():
        logging.disable_progress_bar()  # else the loading of weights is told to whoever reads the errors
    try:
        return getattr(sentence_transformers, kind)(model, **options)
    except (OSError, ValueError) as error:
        raise ModelError(f"the model {model} cannot be loaded: {str(error).splitlines()[0]}") from error


def _fingerprint(name: str, model: Any) -> str:
    """The model's name, and a digest of its weights: two models of one name are two."""
    digest = hashlib.sha256()
    for key, value in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(value.detach().cpu().numpy().tobytes())
    return f"{Path(name).name}-{digest.hexdigest()[:12]}"
