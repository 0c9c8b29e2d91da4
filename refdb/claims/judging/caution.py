"""A judge that says "neither" where it is less sure than was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from refdb.model import Judgement, Passage

if TYPE_CHECKING:
    from refdb.claims.judging.judge import Judge


class CarefulJudge:
    """Any judge, held to a least confidence."""

    def __init__(self, judge: Judge, least_confidence: float) -> None:
        self._judge, self._least = judge, least_confidence
        self.fingerprint = judge.fingerprint

    def judge(self, pairs: Sequence[tuple[str, Passage]]) -> list[Judgement]:
        """A judgement for each (claim, passage), in their order."""
        return [self._held(judgement) for judgement in self._judge.judge(pairs)]

    def _held(self, judgement: Judgement) -> Judgement:
        if judgement.relation == "neither" or judgement.confidence >= self._least:
            return judgement
        return replace(judgement, relation="neither", confidence=1 - judgement.confidence)
