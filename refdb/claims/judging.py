"""A claim and a passage -> supports, contradicts or neither, with the sentence that decides.

The shipped judge is a cross-encoder: it reads claim and text together. It is small, so it is given little: of a passage
the few sentences that share most with the claim. It reads them together first; only where they are not plainly about
something else does it read them one by one, which is where its rationale comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from refdb.claims.calibration import RELATIONS, Calibration, Matrix, features, load_calibration
from refdb.claims.selection import nearest_sentences
from refdb.claims.signals import SIGNALS, signals
from refdb.errors import ModelError
from refdb.model import Judgement, Passage, Relation, Span
from refdb.transformer import Transformer

MAX_TOKENS = 288  # a claim and a passage of full length
# Sentences whose raw score for "neither" is above this when read together are not read one by one.
PLAINLY_NEITHER = 0.9
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
        spans = [_spans(claim, passage) for claim, passage in pairs]
        together, singly = self.read(pairs)
        return [
            _judgement(spans_read, features(whole.tolist(), sentences, seen(*pair)), sentences, self._calibration)
            for pair, spans_read, whole, sentences in zip(pairs, spans, together, singly, strict=True)
        ]

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> tuple[Matrix, list[Matrix]]:
        """Raw probabilities of the relations: [n, 3] for the chosen sentences together, [sentences, 3] for each."""
        texts = [[passage.text[slice(*span)] for span in _spans(claim, passage)] for claim, passage in pairs]
        claims = [claim for claim, _ in pairs]
        together = _softmax(self._model.run([(c, " ".join(parts)) for c, parts in zip(claims, texts, strict=True)]))
        again = [len(parts) > 1 and whole[2] < PLAINLY_NEITHER for parts, whole in zip(texts, together, strict=True)]
        single = [(c, part) for c, parts, read in zip(claims, texts, again, strict=True) if read for part in parts]
        scores = iter(_softmax(self._model.run(single)))
        singly = [
            np.array([next(scores) for _ in parts]) if read else np.repeat(whole[np.newaxis], len(parts), axis=0)
            for parts, whole, read in zip(texts, together, again, strict=True)
        ]
        return together, singly


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
        identity = Calibration(np.vstack([np.eye(3), np.zeros((3 + len(SIGNALS), 3))]), np.zeros(3), 0.6)
        judgements = []
        for claim, passage in pairs:
            spans = _spans(claim, passage)
            parts = [passage.text[slice(*span)] for span in spans]
            # An NLI model takes the text first and what may follow from it second.
            given = [(text, claim) for text in (" ".join(parts), *parts)]
            scores = _softmax(np.asarray(self._model.predict(given))[:, self._order])
            row = features(scores[0].tolist(), scores[1:], seen(claim, passage))
            judgements.append(_judgement(spans, row, scores[1:], identity))
        return judgements


def _spans(claim: str, passage: Passage) -> list[Span]:
    """The sentences that are read; the whole text where nobody has split it, so that a decision has its rationale."""
    long_enough = [span for span in passage.sentences if span.end - span.start >= LEAST_SENTENCE]
    spans = long_enough or list(passage.sentences) or [Span(0, len(passage.text))]
    return [spans[i] for i in nearest_sentences(claim, [passage.text[slice(*span)] for span in spans])]


def _label(labels: dict[str, int], names: Sequence[str]) -> int | None:
    return next((n for label, n in labels.items() if any(name in label for name in names)), None)


def seen(claim: str, passage: Passage) -> list[float]:
    """The signals of a claim and the sentences that are read for it."""
    return signals(claim, " ".join(passage.text[slice(*span)] for span in _spans(claim, passage)))


def _judgement(spans: Sequence[Span], row: Matrix, sentences: Matrix, calibration: Calibration) -> Judgement:
    probabilities = calibration.probabilities(row[np.newaxis])[0]
    decided = int(probabilities[:2].argmax())
    if probabilities[decided] < calibration.threshold:
        decided = 2
    relation: Relation = RELATIONS[decided]
    # The sentence that speaks most for the relation; for "neither" the one that says most about the claim.
    scores = sentences[:, decided] if decided < 2 else 1 - sentences[:, 2]
    return Judgement(relation, float(probabilities[decided]), spans[int(scores.argmax())])


def _softmax(scores: NDArray[Any]) -> Matrix:
    wide = scores.reshape(-1, 3).astype(np.float64)
    exp = np.exp(wide - wide.max(axis=1, keepdims=True, initial=-1e9))
    result: Matrix = exp / exp.sum(axis=1, keepdims=True)
    return result
