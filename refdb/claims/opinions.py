"""Verdicts -> the same verdicts with a second opinion beside what decides them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from refdb.claims.second_opinion import Opinions, SecondOpinion
from refdb.model import Evidence, Judgement, Passage, Span, Verdict
from refdb.model.running import Progress, silent

MOST_OF_CLAIM = 3  # passages that are read a second time for one claim
MOST = 600  # for all claims of an article


def with_second_opinions(
    claims: Sequence[str], verdicts: Sequence[Verdict], opinion: SecondOpinion | None, progress: Progress = silent
) -> tuple[list[Verdict], str]:
    """The verdicts with second opinions, and a note where some have none. Labels and confidences stay as they are.

    Read is what decides, then the cited works that do not, else the nearest passage.

    Args:
        claims: their texts.
        verdicts: in the same order.
        opinion: whom to ask; None for nobody.
        progress: told how many were asked for.
    """
    if opinion is None:
        return list(verdicts), ""
    places = [(n, i) for n, verdict in enumerate(verdicts) for i in _worth_asking(verdict.evidence)]
    asked = places[:MOST]
    pairs = [(claims[n], verdicts[n].evidence[i].passage) for n, i in asked]
    step = "asking for a second opinion"
    opinions = opinion.ask(pairs, lambda done: progress(step, done, len(pairs))) if pairs else Opinions(())
    progress(step, len(pairs), len(pairs))
    evidence = [list(verdict.evidence) for verdict in verdicts]
    for (n, i), judgement in zip(asked, opinions.judgements, strict=True):
        evidence[n][i] = replace(evidence[n][i], second=judgement)
    beyond = f"{len(places) - MOST} passages were not read a second time: {MOST} are the most." if places[MOST:] else ""
    note = " ".join(filter(None, [opinions.note, beyond]))
    return [replace(v, evidence=tuple(e)) for v, e in zip(verdicts, evidence, strict=True)], note


def _worth_asking(evidence: Sequence[Evidence]) -> list[int]:
    """The places of the evidence that decides or nearly does."""
    deciding = [i for i, e in enumerate(evidence) if e.relation != "neither"]
    silent_works: dict[str, int] = {}
    for i, e in enumerate(evidence):
        if e.cited and e.relation == "neither":
            silent_works.setdefault(e.work.key, i)
    return [*deciding, *silent_works.values()][:MOST_OF_CLAIM] or list(range(len(evidence)))[:1]


class Remembered:
    """The second opinions that a JSON report has; nobody is asked."""

    host = ""

    def __init__(self, report: Mapping[str, Any]) -> None:
        self.name = str(report.get("versions", {}).get("second_opinion", ""))
        self._known = {
            (claim["sentence"], row["passage"]): row["second"]
            for claim in report.get("claims", ())
            for row in claim.get("evidence", ())
            if row.get("second")
        }

    def ask(self, pairs: Sequence[tuple[str, Passage]], _done: object = None) -> Opinions:
        """What was said of each (claim, passage) then."""
        return Opinions(tuple(_judgement(self._known.get((claim, p.text)), p) for claim, p in pairs))


def _judgement(row: Mapping[str, Any] | None, passage: Passage) -> Judgement | None:
    if row is None:
        return None
    quoted = str(row.get("rationale") or "")
    start = passage.text.find(quoted) if quoted else -1
    span = Span(start, start + len(quoted)) if start >= 0 else None
    return Judgement(row["relation"], row["confidence"], span)
