"""A second, stricter reading of what seems to contradict a claim: a false accusation is the worst error.

The sentence that decides must contradict the claim when it stands alone, and the passage must when the work's title,
which says what was studied and often what was hoped, is left out. A sentence that denies the claim in its own words
("did not lower …") is no matter of reading, and stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from refdb.claims.judging.judge import Judge
from refdb.claims.judging.wording import denies
from refdb.model import Evidence, Judgement, Passage


@dataclass(frozen=True, slots=True)
class Strictness:
    """Chances of "contradicts" from which the two readings confirm the first."""

    alone: float  # of the deciding sentence without anything around it
    untitled: float  # of the passage without the title


def confirmed(judge: Judge, read: Sequence[tuple[str, Evidence]], strictness: Strictness) -> list[Evidence]:
    """The evidence; what contradicts its claim and does not stand the second reading settles nothing any more.

    Args:
        judge: the one that read before.
        read: claims with what was read for them.
        strictness: what the second reading asks.
    """
    doubtful = [e.relation == "contradicts" and not plainly(claim, e) for claim, e in read]
    pairs = [pair for one, doubt in zip(read, doubtful, strict=True) if doubt for pair in again(*one)]
    judgements = iter(judge.judge(pairs) if pairs else ())
    return [
        _doubted(e) if doubt and not _stands(judgements, strictness) else e
        for (_, e), doubt in zip(read, doubtful, strict=True)
    ]


def plainly(claim: str, evidence: Evidence) -> bool:
    """Whether the deciding sentence denies the claim in the claim's own words."""
    return denies(claim, evidence.rationale, f"{evidence.passage.title} {evidence.passage.text}")


def again(claim: str, evidence: Evidence) -> tuple[tuple[str, Passage], tuple[str, Passage]]:
    """What is read the second time: the deciding sentence alone, and the passage without its work's title."""
    untitled = replace(evidence.passage, title="")
    alone = replace(untitled, text=evidence.rationale or evidence.passage.text, sentences=())
    return (claim, alone), (claim, untitled)


def _stands(judgements: Iterator[Judgement], strictness: Strictness) -> bool:
    alone, untitled = next(judgements), next(judgements)
    return bool(alone.chances[1] >= strictness.alone and untitled.chances[1] >= strictness.untitled)


def _doubted(evidence: Evidence) -> Evidence:
    return replace(evidence, relation="neither", confidence=max(0.0, 1 - sum(evidence.chances)))
