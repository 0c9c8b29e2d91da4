"""A claim that states several things: what its parts are worth for the verdict on the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from refdb.model import Evidence, PartVerdict, Verdict

# off: parts are not judged; shown: judged and shown beside the verdict; decide: they may change it.
# ``bench_atoms`` measures what deciding is worth with the shipped judge; run it again with another one.
Mode = Literal["off", "shown", "decide"]
MODE: Mode = "decide"
MOST_PASSAGES = (
    4  # that are read for the parts of one claim: the cited works' first, then what decides, then the nearest
)

ONE_CONTRADICTED = "A part of it is contradicted: “{}”"
ALL_SUPPORTED = "Each of its {} parts is supported."
AGAINST_ITSELF = "The source that speaks for it speaks against a part of it: “{}”"


def worth_splitting(verdict: Verdict) -> bool:
    """Whether the parts of a claim with this verdict are judged: something was read, and the parts could change it."""
    return bool(verdict.evidence) and verdict.label in ("not_settled", "supported")


def read_again(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Of the passages read for the whole claim those that are read for its parts."""
    ranked = sorted(evidence, key=lambda e: (not e.cited, e.relation == "neither", -e.score))
    return ranked[:MOST_PASSAGES]


def with_parts(whole: Verdict, texts: Sequence[str], verdicts: Sequence[Verdict], mode: Mode = MODE) -> Verdict:
    """The verdict on a claim with those on its parts; with ``decide`` these settle what the whole left open.

    Not settled becomes supported where each part is, with the confidence of the least sure; contradicted where a source
    contradicts one part and supports another. One that supports none may speak of something else: of what such sources
    seemed to contradict in training claims that were compound as written, most was wrong. Supported becomes not settled
    where a source that supports the whole contradicts a part: then the judge contradicts itself, and no source can be
    said to disagree with another.

    Args:
        whole: of the claim.
        texts: the parts.
        verdicts: of the parts, in the same order.
        mode: whether the parts decide.
    """
    parts = tuple(_part(text, verdict) for text, verdict in zip(texts, verdicts, strict=True))
    if mode == "decide":
        whole = _decided(whole, parts, verdicts)
    return replace(whole, parts=parts)


def _part(text: str, verdict: Verdict) -> PartVerdict:
    first = verdict.evidence[0] if verdict.evidence else None
    if first is None or verdict.label not in ("supported", "contradicted", "mixed"):
        return PartVerdict(text, verdict.label, verdict.confidence)
    return PartVerdict(text, verdict.label, verdict.confidence, first.rationale, first.work.key)


def _decided(whole: Verdict, parts: Sequence[PartVerdict], verdicts: Sequence[Verdict]) -> Verdict:
    against = [n for n, part in enumerate(parts) if part.label == "contradicted"]
    supported = {verdict.evidence[0].work.key for verdict in verdicts if verdict.label == "supported"}
    known = [n for n in against if verdicts[n].evidence[0].work.key in supported]
    if whole.label == "not_settled" and known:
        worst = max(known, key=lambda n: parts[n].confidence)
        return replace(
            whole,
            label="contradicted",
            confidence=parts[worst].confidence,
            evidence=_evidence([verdicts[worst]], whole),
            note=_noted(whole, ONE_CONTRADICTED.format(parts[worst].text)),
        )
    if whole.label == "not_settled" and all(part.label == "supported" for part in parts):
        return replace(
            whole,
            label="supported",
            confidence=min(part.confidence for part in parts),
            evidence=_evidence(verdicts, whole),
            note=_noted(whole, ALL_SUPPORTED.format(len(parts))),
        )
    supporting = {e.work.key for e in whole.evidence if e.relation == "supports"}
    for n in against:
        if whole.label == "supported" and verdicts[n].evidence[0].work.key in supporting:
            doubt = AGAINST_ITSELF.format(parts[n].text)
            return replace(whole, label="not_settled", confidence=1 - whole.confidence, note=_noted(whole, doubt))
    return whole


def _evidence(verdicts: Sequence[Verdict], whole: Verdict) -> tuple[Evidence, ...]:
    """What decides the parts first, then what else was read; no passage twice."""
    found: dict[tuple[str, str], Evidence] = {}
    for evidence in (*(verdict.evidence[0] for verdict in verdicts), *whole.evidence):
        found.setdefault((evidence.work.key, evidence.passage.text), evidence)
    return tuple(found.values())


def _noted(whole: Verdict, note: str) -> str:
    return f"{whole.note} {note}".strip()
