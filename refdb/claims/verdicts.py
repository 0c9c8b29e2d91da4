"""Evidence -> verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from refdb.claims.judging.figures import missing
from refdb.claims.judging.signals import SIGNALS, signals
from refdb.claims.study_types import rank
from refdb.model import Evidence, Relation, Verdict

# A source that the claim does not cite was only found to be near: to decide, the judge must be surer of it, and it
# must speak of the same things. Of what is decided so among all of SciFact's abstracts and was labelled by its experts,
# 24 of 24 are right for held-out train claims and 36 of 44 for dev's (bench_pipeline); higher values of
# either settle fewer claims and not more of them rightly.
LEAST_UNCITED = 0.77
LEAST_SHARED = 0.5  # of the claim's words, in the work's title and the deciding sentence
# Both sides are heard where the weaker is not far below the stronger, or rests on a stronger kind of study.
CLOSE = 0.75
MOST_EVIDENCE = 6
UNREAD = "The work cited here was not found, or has no text in the library."
ONLY_RETRACTED = "Only a retracted work says this; that does not settle it."
RETRACTED_TOO = "A retracted work says this too; it was not counted."
NO_FIGURE = "What was read of the cited source does not give {}."
NO_FIGURE_HERE = "None of the sources that were read gives {}."
DISSENT = "Another source that was read says the opposite."


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

    The sources it cites decide first; the rest of the library where those are silent or absent. A retracted work does
    not count, but where it is cited and says the opposite. Evidence comes out with what decides first, then by
    confidence, where that is near by the kind of study; each cited work and one that dissents are always among it.

    Args:
        evidence: passages that were read for the claim.
        source_missing: a work that the claim cites has no text here.
    """
    if not evidence:
        return Verdict("source_unavailable", note=UNREAD) if source_missing else Verdict("no_source")
    cited = any(e.cited for e in evidence)
    counting = [e for e in evidence if _counts(e)]
    verdict = _of([e for e in counting if e.cited], evidence)
    if verdict is None or verdict.label == "not_settled":
        verdict = _of(counting, evidence) or _not_settled(evidence)
    notes = list(_notes(verdict, counting))
    if source_missing and not cited and verdict.label != "not_settled":
        notes.insert(0, f"{UNREAD} Other sources were read.")
    elif source_missing and not cited:
        notes.insert(0, UNREAD)
        verdict = replace(verdict, label="source_unavailable")
    return replace(verdict, note=" ".join(notes))


def noting_figures(claim: str, verdict: Verdict) -> Verdict:
    """The verdict; where it is open, with the claim's figures that the cited source, or else any, does not give."""
    if verdict.label != "not_settled":
        return verdict
    cited = [e for e in verdict.evidence if e.cited]
    figures = missing(claim, " ".join(f"{e.passage.title} {e.passage.text}" for e in cited or verdict.evidence))
    if not figures:
        return verdict
    said = (NO_FIGURE if cited else NO_FIGURE_HERE).format(" or ".join(figures))
    return replace(verdict, note=f"{verdict.note} {said}".strip())


def _counts(evidence: Evidence) -> bool:
    return not evidence.retracted or (evidence.cited and evidence.relation == "contradicts")


def _notes(verdict: Verdict, counting: Sequence[Evidence]) -> Iterator[str]:
    if any(e.retracted and e.relation == "supports" for e in verdict.evidence):
        sound = any(e.relation == "supports" for e in counting)
        yield RETRACTED_TOO if sound else ONLY_RETRACTED
    against: dict[str, Relation] = {"supported": "contradicts", "contradicted": "supports"}
    if any(e.relation == against.get(verdict.label) for e in counting):
        yield DISSENT


def _of(deciding: Sequence[Evidence], evidence: Sequence[Evidence]) -> Verdict | None:
    support = _strength(deciding, "supports")
    contradiction = _strength(deciding, "contradicts")
    if not support and not contradiction:
        return _not_settled(evidence) if deciding else None
    weaker: Relation = "supports" if support < contradiction else "contradicts"
    if min(support, contradiction) >= CLOSE * max(support, contradiction) or _outranks(weaker, deciding):
        return Verdict("mixed", min(support, contradiction), _shown(evidence, ("supports", "contradicts")))
    if support > contradiction:
        return Verdict("supported", support, _shown(evidence, ("supports",)))
    return Verdict("contradicted", contradiction, _shown(evidence, ("contradicts",)))


def _outranks(relation: Relation, evidence: Sequence[Evidence]) -> bool:
    """Whether one side rests on a stronger kind of study than the other, both kinds being known."""
    own = [rank(e.study) for e in evidence if e.relation == relation and e.study]
    other = [rank(e.study) for e in evidence if e.relation not in (relation, "neither")]
    known = all(e.study for e in evidence if e.relation not in (relation, "neither"))
    return bool(own) and bool(other) and known and min(own) < min(other)


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
    def order(e: Evidence) -> tuple[bool, bool, bool, int, int, float]:
        decides, silent = e.relation in first, e.relation == "neither"
        near = 0 if silent else -round(e.confidence * 10)  # confidences in one tenth are near each other
        strength = 0 if silent else rank(e.study)
        return not decides, not e.cited, silent, near, strength, -(e.confidence if decides else e.score)

    ordered = sorted(evidence, key=order)
    dissent = [e for e in ordered if e.relation not in (*first, "neither")]
    of_each_cited: dict[str, Evidence] = {}
    for e in ordered:
        if e.cited:
            of_each_cited.setdefault(e.work.key, e)
    kept = [*ordered[:MOST_EVIDENCE], *dissent[:1], *of_each_cited.values()]
    return tuple(e for e in ordered if any(e is one for one in kept))
