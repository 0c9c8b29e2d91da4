"""Evidence -> verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from refdb.claims.fitted import fitted
from refdb.claims.judging.figures import missing
from refdb.claims.judging.selection import shared_words
from refdb.claims.study_types import rank
from refdb.model import Evidence, Passage, Relation, Verdict

# Both sides are heard where the weaker is not far below the stronger, or rests on a stronger kind of study.
CLOSE = 0.75
MOST_EVIDENCE = 6
UNREAD = "The work cited here was not found, or has no text in the library."
ONLY_RETRACTED = "Only a retracted work says this; that does not settle it."
RETRACTED_TOO = "A retracted work says this too; it was not counted."
NO_FIGURE = "What was read of the cited source does not give {}."
NO_FIGURE_HERE = "None of the sources that were read gives {}."
DISSENT = "Another source that was read says the opposite."
UNCITED_AGAINST = "A source that the claim does not cite seems to say the opposite; that alone does not settle it."
LEAST_LEANING = 1 / 3  # chance of a side, from which a source leans: no more would be chance among three
LEAST_WORDS = 4  # of a sentence that can stand for a side
BESIDE = 1  # others that are heard where the cited sources have settled a claim: one that says the opposite is told

Near = tuple[Passage, str, float]  # its work's full title, its cosine to the claim


def worth_reading(claim: str, near: Sequence[Near], cited: Sequence[Evidence], least: float) -> list[Near]:
    """The passages that are read for a claim, of those of works that it does not cite.

    These are near enough and could count (``may_count``). Where there are none, and nothing else was read, it is the
    nearest, if that is near enough: a claim that is not settled says which way a source leans.

    Args:
        claim: its text.
        near: the most related first.
        cited: what was read of the works that it cites.
        least: cosine below which nothing is read.
    """
    near = [one for one in near if one[2] >= least]
    counting = [one for one in near if may_count(claim, one[1], one[0])]
    if cited and decide(cited, source_missing=False).label != "not_settled":
        return counting[:BESIDE]
    if cited or counting:
        return counting
    return near[:1]


def may_count(claim: str, title: str, passage: Passage) -> bool:
    """Whether ``cautious`` would let a source decide a claim that does not cite it, whatever the judge says.

    Args:
        claim: its text.
        title: the work's, with its subtitle.
        passage: of the work.
    """
    least = fitted().uncited_shared
    if shared_words(claim, f"{title} {passage.text}") < least:
        return False
    sentences = [passage.text[slice(*span)] for span in passage.sentences] or [passage.text]
    return any(shared_words(claim, f"{title} {sentence}") >= least for sentence in sentences)


def cautious(claim: str, evidence: Evidence) -> Evidence:
    """The evidence, its relation taken back to "neither" where an uncited source is not sure or not near enough."""
    if evidence.cited or evidence.relation == "neither":
        return evidence
    shared = shared_words(claim, f"{evidence.work.full_title} {evidence.rationale}")
    if evidence.confidence >= fitted().uncited_confidence and shared >= fitted().uncited_shared:
        return evidence
    return replace(evidence, relation="neither")


def decide(evidence: Sequence[Evidence], *, source_missing: bool) -> Verdict:
    """The verdict on a claim.

    The sources it cites decide first; the rest of the library where those are silent or absent, but it never speaks
    against a claim whose own sources were read and are silent. A retracted work does not count, but where it is cited
    and says the opposite. Evidence comes out with what decides first, then by confidence, where that is near by the
    kind of study; what decides on each side, each cited work and one that dissents are always among it. What is not
    settled says which way the best source leans.

    Args:
        evidence: passages that were read for the claim.
        source_missing: a work that the claim cites has no text here.
    """
    if not evidence:
        return Verdict("source_unavailable", note=UNREAD) if source_missing else Verdict("no_source")
    cited = any(e.cited for e in evidence)
    counting = [e for e in evidence if _counts(e)]
    verdict = _of([e for e in counting if e.cited], evidence)
    notes = []
    if verdict is None or verdict.label == "not_settled":
        verdict = _of(counting, evidence) or _not_settled(evidence)
        silent = any(e.cited and e.relation == "neither" for e in evidence)
        if silent and verdict.label in ("contradicted", "mixed"):
            verdict = _not_settled(evidence)
            notes.append(UNCITED_AGAINST)
    notes += _notes(verdict, counting)
    if source_missing and not cited and verdict.label != "not_settled":
        notes.insert(0, f"{UNREAD} Other sources were read.")
    elif source_missing and not cited:
        notes.insert(0, UNREAD)
        verdict = replace(verdict, label="source_unavailable", leaning=None)
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
    near = min(support, contradiction) >= CLOSE * max(support, contradiction) or _outranks(weaker, deciding)
    if near and not _each_has_a_sentence(deciding):
        return _not_settled(evidence)
    if near:
        return Verdict("mixed", min(support, contradiction), _shown(evidence, ("supports", "contradicts")))
    if support > contradiction:
        return Verdict("supported", support, _shown(evidence, ("supports",)))
    return Verdict("contradicted", contradiction, _shown(evidence, ("contradicts",)))


def _each_has_a_sentence(evidence: Sequence[Evidence]) -> bool:
    """Whether each side quotes a sentence, and not the same one: else no two sources disagree."""
    said = {
        side: {e.rationale for e in evidence if e.relation == side and len(e.rationale.split()) >= LEAST_WORDS}
        for side in ("supports", "contradicts")
    }
    return bool(said["supports"] - said["contradicts"]) and bool(said["contradicts"] - said["supports"])


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
    return Verdict("not_settled", surest, _shown(evidence, ()), leaning=_leaning(evidence))


def _leaning(evidence: Sequence[Evidence]) -> Evidence | None:
    """Of the cited works that were read, else of all, the one that takes a side most, with that side and its chance."""
    sound = [e for e in evidence if not e.retracted]
    best = max([e for e in sound if e.cited] or sound, key=lambda e: (max(e.chances), e.score), default=None)
    if best is None or max(best.chances) < LEAST_LEANING:
        return None
    supports, contradicts = best.chances
    side: Relation = "supports" if supports >= contradicts else "contradicts"
    return replace(best, relation=side, confidence=max(best.chances))


def _shown(evidence: Sequence[Evidence], first: Sequence[Relation]) -> tuple[Evidence, ...]:
    def order(e: Evidence) -> tuple[bool, bool, bool, int, int, float]:
        decides, silent = e.relation in first and _counts(e), e.relation == "neither"
        near = 0 if silent else -round(e.confidence * 10)  # confidences in one tenth are near each other
        strength = 0 if silent else rank(e.study)
        return not decides, not e.cited, silent, near, strength, -(e.confidence if decides else e.score)

    ordered = sorted(evidence, key=order)
    dissent = [e for e in ordered if e.relation not in (*first, "neither")]
    sides = [next((e for e in ordered if e.relation == side and _counts(e)), None) for side in first]
    of_each_cited: dict[str, Evidence] = {}
    for e in ordered:
        if e.cited:
            of_each_cited.setdefault(e.work.key, e)
    kept = [*ordered[:MOST_EVIDENCE], *sides, *dissent[:1], *of_each_cited.values()]
    return tuple(e for e in ordered if any(e is one for one in kept))
