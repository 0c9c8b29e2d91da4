"""Evidence -> verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from refdb.claims.signals import SIGNALS, signals
from refdb.model import Evidence, Relation, Verdict

# A source that the claim does not cite was only found to be near: to decide, the judge must be surer of it, and it
# must speak of the same things. Of what the present judge decided below this on the seed articles most was wrong.
LEAST_UNCITED = 0.77
LEAST_SHARED = 0.5  # of the claim's words, in the work's title and the deciding sentence
# Both sides are heard where the weaker is not far below the stronger.
CLOSE = 0.75
MOST_EVIDENCE = 6
UNREAD = "The work cited here was not found, or has no text in the library."


def cautious(claim: str, evidence: Evidence) -> Evidence:
    """The evidence, its relation taken back to "neither" where an uncited source is not sure or not near enough."""
    if evidence.cited or evidence.relation == "neither":
        return evidence
    shared = signals(claim, f"{evidence.work.full_title} {evidence.rationale}")[SIGNALS.index("coverage")]
    if evidence.confidence >= LEAST_UNCITED and shared >= LEAST_SHARED:
        return evidence
    return replace(evidence, relation="neither")


def decide(evidence: Sequence[Evidence], *, source_missing: bool) -> Verdict:
    """The verdict on a claim.

    The sources it cites decide first; the rest of the library where those are silent or absent. Evidence comes out with
    what decides first, then by confidence.

    Args:
        evidence: passages that were read for the claim.
        source_missing: a work that the claim cites has no text here.
    """
    if not evidence:
        return Verdict("source_unavailable", note=UNREAD) if source_missing else Verdict("no_source")
    cited = [e for e in evidence if e.cited]
    verdict = _of(cited, evidence) if cited else None
    if verdict is None or verdict.label == "not_settled":
        verdict = _of(evidence, evidence) or _not_settled(evidence)
    if source_missing and not cited and verdict.label != "not_settled":
        return replace(verdict, note=f"{UNREAD} Other sources were read.")
    if source_missing and not cited:
        return Verdict("source_unavailable", verdict.confidence, verdict.evidence, UNREAD)
    return verdict


def _of(deciding: Sequence[Evidence], evidence: Sequence[Evidence]) -> Verdict | None:
    support = _strength(deciding, "supports")
    contradiction = _strength(deciding, "contradicts")
    if not support and not contradiction:
        return _not_settled(evidence) if deciding else None
    if min(support, contradiction) >= CLOSE * max(support, contradiction):
        return Verdict("mixed", min(support, contradiction), _shown(evidence, ("supports", "contradicts")))
    if support > contradiction:
        return Verdict("supported", support, _shown(evidence, ("supports",)))
    return Verdict("contradicted", contradiction, _shown(evidence, ("contradicts",)))


def _strength(evidence: Iterable[Evidence], relation: Relation) -> float:
    """How sure one side is: its surest source, and a little for each that agrees with it."""
    confidences = sorted((e.confidence for e in evidence if e.relation == relation), reverse=True)
    doubt = 1.0
    for n, confidence in enumerate(confidences):
        doubt *= 1 - confidence if n == 0 else 1 - 0.3 * confidence
    return 1 - doubt


def _not_settled(evidence: Sequence[Evidence]) -> Verdict:
    surest = max((e.confidence for e in evidence if e.relation == "neither"), default=0.0)
    return Verdict("not_settled", surest, _shown(evidence, ()))


def _shown(evidence: Sequence[Evidence], first: Sequence[Relation]) -> tuple[Evidence, ...]:
    def rank(e: Evidence) -> tuple[bool, bool, bool, float]:
        decides = e.relation in first
        return (not decides, not e.cited, e.relation == "neither", -(e.confidence if decides else e.score))

    return tuple(sorted(evidence, key=rank)[:MOST_EVIDENCE])
