"""A claim and a passage -> supports, contradicts or neither, with the sentence that decides.

The shipped judge is a cross-encoder: it reads claim and text together. It is small, so it is given little: of a passage
the sentences nearest to the claim, under the work's title. It reads them together; where these are not about something
else it looks closer: at the two nearest alone, and at single ones. What the looks agree on is right far more often than
what one says, and of the single sentences the one that says it most is the one that decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from refdb.claims.judging.calibration import RELATIONS, Matrix, best_of, decide, load_calibration
from refdb.claims.judging.caution import CarefulJudge
from refdb.claims.judging.figures import missing
from refdb.claims.judging.selection import nearest_first, sentences_to_read, shared_words, with_title
from refdb.claims.judging.wording import TRUSTED, denies, repeats
from refdb.encoders.onnx import Transformer
from refdb.encoders.sentence_transformers import PairEncoder
from refdb.errors import InputError, ModelError
from refdb.model import Judgement, Passage, Relation, Span

MAX_TOKENS = 256  # a claim and what is read of a passage
LEAST_SENTENCE = 25  # characters; a heading or a fragment decides nothing
NEAREST = 2  # sentences that are read without title and others
MOST_SINGLE = 3  # sentences that are read one by one
# Of the claim's words, which a sentence may have less than another to be read beside it. On claims held out of training
# (their first half) a deciding sentence is named for 74 of 100, for 71 where all three are read.
FEWER_SHARED = 0.2
LATELY = 4_000  # pairs that are remembered: those of a batch of claims
REPEATED = np.array([TRUSTED, (1 - TRUSTED) / 2, (1 - TRUSTED) / 2])  # what says the claim in its words is not read
NLI_THRESHOLD = 0.6  # of a cross-encoder that is not calibrated


class Judge(Protocol):
    """Reads passages for claims."""

    fingerprint: str

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        """A judgement for each (claim, passage), in their order."""
        ...


def load_judge(model: str = "", least_confidence: float = 0.0) -> Judge:
    """The shipped judge for ``""``, else the sentence-transformers cross-encoder of this name or path.

    With ``least_confidence`` a relation is claimed from that probability on, where it would be from a lower one.

    Raises:
        InputError: an endpoint on the network, or a probability that is none.
        ModelError: the model or what it needs is not here.
    """
    if "://" in model:
        raise InputError(f"judge = {model}: a judge is a model on this machine; an endpoint goes under second_opinion")
    if not 0 <= least_confidence < 1:
        raise InputError(f"least_confidence = {least_confidence:g} should be at least 0 and below 1")
    if model:
        judge: Judge = CrossEncoderJudge(model)
        return CarefulJudge(judge, least_confidence) if least_confidence else judge
    supports, contradicts = load_calibration().thresholds
    return OnnxJudge((max(supports, least_confidence), max(contradicts, least_confidence)))


class OnnxJudge:
    """The judge refdb ships (see weights/judge/MODEL_CARD.md).

    Args:
        thresholds: probabilities from which "supports" and "contradicts" are claimed, instead of the shipped ones:
            higher ones settle fewer claims and are right more often (``bench_claims`` prints the curve).
    """

    def __init__(self, thresholds: tuple[float, float] | None = None) -> None:
        self._model = Transformer("judge", MAX_TOKENS)
        calibration = load_calibration()
        self._calibration = replace(calibration, thresholds=thresholds or calibration.thresholds)
        self.fingerprint = f"judge-int8-{self._model.digest}-{calibration.digest}"
        self._lately: dict[tuple[str, str], Matrix] = {}  # (claim, text) -> probabilities; a row's depend on it alone

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        """A judgement for each (claim, passage), in their order."""
        readings = [reading(*pair) for pair in pairs]
        chances = self._probabilities(readings)
        decided = [self._calibration.decide(row) for row in chances]
        open_ = [_is_open(given, side) for given, side in zip(readings, decided, strict=True)]
        single = [(g.claim, part) for g, among in zip(readings, open_, strict=True) if among for part in g.parts]
        scores = iter(self._scores(single))
        return [
            _judgement(given, row, side, [float(next(scores)[side]) for _ in given.parts] if among else [])
            for given, row, side, among in zip(readings, chances, decided, open_, strict=True)
        ]

    def probabilities(self, pairs: Sequence[tuple[str, Passage]]) -> Matrix:
        """Calibrated probabilities [n, 3] of ``RELATIONS``, before any threshold."""
        return self._probabilities([reading(*pair) for pair in pairs])

    def read(self, readings: Sequence[Reading]) -> Matrix:
        """Raw probabilities [n, 3] of the relations at the first look."""
        return self._scores([(given.claim, given.text) for given in readings])

    def look_closer(self, readings: Sequence[Reading]) -> Matrix:
        """Raw probabilities [n, 9]: of the first look, of the nearest sentences, the best of single ones."""
        near = self._scores([(given.claim, given.near) for given in readings])
        single = self._scores([(given.claim, part) for given in readings for part in given.parts])
        ends = np.cumsum([len(given.parts) for given in readings])[:-1]
        best = [best_of(part) for part in np.split(single, ends)] if readings else []
        return np.hstack([self.read(readings), near, np.reshape(best, (-1, 3))])

    def _scores(self, texts: Sequence[tuple[str, str]]) -> Matrix:
        """Raw probabilities [n, 3]; what was read lately is not read again, as a second reading of a claim would."""
        new = [pair for pair in dict.fromkeys(texts) if pair not in self._lately]
        read = {**self._lately, **dict(zip(new, _softmax(self._model.run(new)), strict=True))}
        self._lately = dict(list(read.items())[-LATELY:])
        return np.array([read[pair] for pair in texts]).reshape(-1, 3)

    def _probabilities(self, readings: Sequence[Reading]) -> Matrix:
        unsaid = [given for given in readings if given.repeated is None]
        chances = iter(self._calibrated(unsaid))
        rows = [as_worded(given, next(chances)) if given.repeated is None else REPEATED for given in readings]
        return np.array(rows).reshape(-1, 3)

    def _calibrated(self, readings: Sequence[Reading]) -> Matrix:
        chances = self._calibration.first.probabilities(self.read(readings))
        unsure = np.flatnonzero(chances[:, 2] < self._calibration.enough).tolist()
        closer = self.look_closer([readings[n] for n in unsure])
        chances[unsure] = self._calibration.closer.probabilities(closer)
        return chances


class CrossEncoderJudge:
    """A cross-encoder of three labels named in the settings; its scores are taken as they are."""

    def __init__(self, model: str) -> None:
        self._model = PairEncoder(model)
        labels = self._model.labels
        order = [
            _label(labels, names)
            for names in (("entail", "support"), ("contra", "refut"), ("neutral", "neither", "not"))
        ]
        if any(n is None for n in order):
            raise ModelError(
                f"the judge {model} has the labels {sorted(labels)}; needed are entailment, contradiction, neutral"
            )
        self._order = [n for n in order if n is not None]
        self.fingerprint = self._model.fingerprint

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        """A judgement for each (claim, passage), in their order."""
        judgements = []
        for claim, passage in pairs:
            given = reading(claim, passage)
            # An NLI model takes the text first and what may follow from it second.
            texts = [(text, claim) for text in (given.text, *given.parts)]
            scores = _softmax(self._model.run(texts)[:, self._order])
            side = decide(scores[0], (NLI_THRESHOLD, NLI_THRESHOLD))
            judgements.append(_judgement(given, scores[0], side, scores[1:, side].tolist() if side < 2 else []))
        return judgements


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a passage for a claim."""

    claim: str
    text: str  # title and chosen sentences
    near: str  # the nearest of them, without the title
    single: tuple[Span, ...]  # the chosen sentences nearest to the claim, nearest first
    parts: tuple[str, ...]  # the text of these
    repeated: int | None  # which of ``parts`` says the claim in its own words
    denied: int | None  # which of them denies it in these
    ungiven: tuple[str, ...]  # figures of the claim that are nowhere in title and passage


def reading(claim: str, passage: Passage) -> Reading:
    """What is read; of a text that nobody has split all of it, so that a decision has its rationale."""
    long_enough = [span for span in passage.sentences if span.end - span.start >= LEAST_SENTENCE]
    spans = long_enough or list(passage.sentences) or [Span(0, len(passage.text))]
    sentences = [passage.text[slice(*span)] for span in spans]
    chosen = sentences_to_read(claim, sentences)
    nearest = [i for i in nearest_first(claim, sentences) if i in chosen]
    text = with_title(passage.title, [sentences[i] for i in chosen])
    single = _likely(claim, sentences, nearest[:MOST_SINGLE])
    parts = tuple(sentences[i] for i in single)
    return Reading(
        claim,
        text,
        " ".join(sentences[i] for i in sorted(nearest[:NEAREST])),
        tuple(spans[i] for i in single),
        parts,
        repeated=next((n for n, part in enumerate(parts) if repeats(claim, part)), None),
        denied=next((n for n, part in enumerate(parts) if denies(claim, part, text)), None),
        ungiven=missing(claim, f"{passage.title} {passage.text}"),
    )


def _likely(claim: str, sentences: Sequence[str], nearest: Sequence[int]) -> list[int]:
    """Of the nearest sentences those that may decide: the others have far fewer of the claim's words."""
    shared = {i: shared_words(claim, sentences[i]) for i in nearest}
    least = max(shared.values(), default=0.0) - FEWER_SHARED
    return [i for i in nearest if shared[i] >= least]


def as_worded(given: Reading, chances: Matrix) -> Matrix:
    """Probabilities [3], set right where a sentence repeats the claim, or denies it and the model thinks it decides."""
    if given.repeated is not None:
        return REPEATED
    supports, contradicts, neither = chances
    if given.denied is not None:
        against = max(contradicts, TRUSTED * (supports + contradicts))
        return np.array([supports + contradicts - against, against, neither])
    return chances


def _is_open(given: Reading, decided: int) -> bool:
    """Whether it matters, and is not known, which sentence decides: then they are read one by one."""
    known = (given.repeated, given.denied, None)[decided] is not None
    return decided < 2 and not known and len(given.parts) > 1


def _label(labels: Sequence[str], names: Sequence[str]) -> int | None:
    return next((n for n, label in enumerate(labels) if any(name in label for name in names)), None)


def _judgement(given: Reading, chances: Matrix, decided: int, scores: Sequence[float]) -> Judgement:
    """The decision with the sentence that speaks most for it; for "neither" the one nearest to the claim."""
    best = (given.repeated, given.denied, None)[decided]
    if best is None:
        best = int(np.argmax(scores)) if len(scores) else 0
    if RELATIONS[decided] == "supports" and given.ungiven:
        decided = RELATIONS.index("neither")  # a figure that is not there: say nothing rather than the wrong thing
    relation: Relation = RELATIONS[decided]
    return Judgement(relation, float(chances[decided]), given.single[best], (float(chances[0]), float(chances[1])))


def _softmax(scores: NDArray[Any]) -> Matrix:
    wide = scores.reshape(-1, 3).astype(np.float64)
    exp = np.exp(wide - wide.max(axis=1, keepdims=True, initial=-1e9))
    result: Matrix = exp / exp.sum(axis=1, keepdims=True)
    return result
