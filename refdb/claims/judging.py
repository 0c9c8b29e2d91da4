"""A claim and a passage -> supports, contradicts or neither, with the sentence that decides.

The shipped judge is a cross-encoder: it reads claim and text together. It reads the whole passage first; only
where that is not plainly about something else does it read the sentences one by one, where its rationale comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from refdb.claims.calibration import RELATIONS, Calibration, Matrix, features, load_calibration
from refdb.errors import ModelError
from refdb.model import Judgement, Passage, Relation, Span
from refdb.transformer import Transformer

MAX_TOKENS = 288  # a claim and a passage of full length
# A passage whose raw score for "neither" is above this is not read sentence by sentence.
PLAINLY_NEITHER = 0.97
LEAST_SENTENCE = 25  # characters; a heading or a fragment decides nothing


class Judge(Protocol):
    """Reads passages for claims."""

    fingerprint: str

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        """A judgement for each (claim, passage), in their order."""
        ...


def load_judge(model: str = "") -> Judge:
    """The shipped judge for ``""``, else the sentence-transformers cross-encoder of this name or path.

    Raises:
        ModelError: the model or what it needs is not here.
    """
    return CrossEncoderJudge(model) if model else OnnxJudge()


class OnnxJudge:
    """The judge refdb ships (see weights/judge/MODEL_CARD.md)."""

    def __init__(self) -> None:
        self._model = Transformer("judge", MAX_TOKENS)
        self._calibration = load_calibration()
        self.fingerprint = f"judge-int8-{self._model.digest}"

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        """A judgement for each (claim, passage), in their order."""
        pairs = [(claim, _with_sentences(passage)) for claim, passage in pairs]
        wholes, of_sentences = self.read(pairs)
        return [
            _judgement(passage, whole, sentences, self._calibration)
            for (_, passage), whole, sentences in zip(pairs, wholes, of_sentences, strict=True)
        ]

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> tuple[Matrix, list[Matrix]]:
        """Raw probabilities of the relations: [n, 3] for whole passages, [sentences, 3] for each one's sentences."""
        wholes = _softmax(self._model.run([(claim, passage.text) for claim, passage in pairs]))
        texts: list[tuple[str, str]] = []
        for (claim, passage), whole in zip(pairs, wholes, strict=True):
            if whole[2] < PLAINLY_NEITHER:
                texts += [(claim, passage.text[slice(*span)]) for span in passage.sentences]
        scores = iter(_softmax(self._model.run(texts)))
        of_sentences = [
            np.array([next(scores) for _ in passage.sentences]).reshape(-1, 3)
            if whole[2] < PLAINLY_NEITHER
            else np.empty((0, 3))
            for (_, passage), whole in zip(pairs, wholes, strict=True)
        ]
        return wholes, of_sentences


class CrossEncoderJudge:
    """A cross-encoder of three labels named in the settings; its scores are taken as they are."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelError(f"the judge {model} needs sentence-transformers: pip install 'refdb[models]'") from error
        try:
            self._model: Any = CrossEncoder(model)
        except (OSError, ValueError) as error:
            raise ModelError(f"the judge {model} cannot be loaded: {str(error).splitlines()[0]}") from error
        labels = {str(name).lower(): int(n) for n, name in self._model.model.config.id2label.items()}
        order = [
            _label(labels, names)
            for names in (("entail", "support"), ("contra", "refut"), ("neutral", "neither", "not"))
        ]
        if any(n is None for n in order):
            raise ModelError(
                f"the judge {model} has the labels {sorted(labels)}; needed are entailment, contradiction, neutral"
            )
        self._order = [n for n in order if n is not None]
        self.fingerprint = Path(model).name

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        """A judgement for each (claim, passage), in their order."""
        identity = Calibration(np.vstack([np.eye(3), np.zeros((3, 3))]), np.zeros(3), 0.6)
        judgements = []
        for claim, given in pairs:
            passage = _with_sentences(given)
            texts = [passage.text, *(passage.text[slice(*span)] for span in passage.sentences)]
            # An NLI model takes the text first and what may follow from it second.
            scores = _softmax(np.asarray(self._model.predict([(text, claim) for text in texts]))[:, self._order])
            judgements.append(_judgement(passage, scores[0], scores[1:], identity))
        return judgements


def _with_sentences(passage: Passage) -> Passage:
    """The passage; its text as one sentence where nobody has split it, so that a decision always has its rationale."""
    return passage if passage.sentences else replace(passage, sentences=(Span(0, len(passage.text)),))


def _label(labels: dict[str, int], names: Sequence[str]) -> int | None:
    return next((n for label, n in labels.items() if any(name in label for name in names)), None)


def _judgement(passage: Passage, whole: Matrix, sentences: Matrix, calibration: Calibration) -> Judgement:
    probabilities = calibration.probabilities(features(whole.tolist(), sentences)[np.newaxis])[0]
    decided = int(probabilities[:2].argmax())
    if probabilities[decided] < calibration.threshold:
        decided = 2
    relation: Relation = RELATIONS[decided]  # type: ignore[assignment]  # a tuple of the three
    return Judgement(relation, float(probabilities[decided]), _rationale(passage, sentences, decided))


def _rationale(passage: Passage, sentences: Matrix, decided: int) -> Span | None:
    """The sentence that speaks most for the relation; for "neither" the one that says most about the claim."""
    if not len(sentences):
        return None
    scores = sentences[:, decided] if decided < 2 else 1 - sentences[:, 2]
    long_enough = np.array([span.end - span.start >= LEAST_SENTENCE for span in passage.sentences])
    return passage.sentences[int(np.where(long_enough, scores, scores - 1).argmax())]


def _softmax(scores: NDArray[Any]) -> Matrix:
    wide = scores.reshape(-1, 3).astype(np.float64)
    exp = np.exp(wide - wide.max(axis=1, keepdims=True, initial=-1e9))
    result: Matrix = exp / exp.sum(axis=1, keepdims=True)
    return result
