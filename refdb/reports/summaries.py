"""What the report says of each reference as a whole: how often it is cited, and what its own text says of that."""

from __future__ import annotations

from dataclasses import dataclass

from refdb.model import AuditReport, CheckedClaim, CheckedReference, Evidence, Verdict
from refdb.reports.wording import FINDINGS


@dataclass(frozen=True, slots=True)
class Use:
    """How the article uses one reference; the counts are of claims that cite it."""

    cited: int = 0  # markers in the text that point at it
    supported: int = 0  # its text says so
    contradicted: int = 0  # its text says the opposite
    not_said: int = 0  # its text was read and does not say so
    unread: int = 0  # it has no text here


def uses(report: AuditReport) -> dict[int, Use]:
    """The use of each reference, by its number; none where the text has no markers at all, so that nobody knows."""
    if not report.article.citations:
        return {}
    keys = {checked.reference.n: checked.key for checked in report.references}
    cited = dict.fromkeys(keys, 0)
    for citation in report.article.citations:
        for n in citation.reference_numbers:
            if n in cited:
                cited[n] += 1
    counts = {n: {"supported": 0, "contradicted": 0, "not_said": 0, "unread": 0} for n in keys}
    for claim in report.claims:
        for n in claim.claim.references:
            if n in counts:
                counts[n][_said(claim, keys[n])] += 1
    return {n: Use(cited[n], **counts[n]) for n in keys}


def _said(claim: CheckedClaim, key: str) -> str:
    """What the work with this key says of a claim that cites it."""
    relations = {e.relation for e in claim.verdict.evidence if e.cited and key and e.work.key == key}
    if not relations:
        return "unread"
    return "contradicted" if "contradicts" in relations else "supported" if "supports" in relations else "not_said"


def is_retracted(checked: CheckedReference) -> bool:
    """Whether the work that a reference means was retracted."""
    return checked.standing is not None and checked.standing.state == "retracted"


def needs_a_look(checked: CheckedReference) -> bool:
    """Whether an editor should look at a reference."""
    return checked.verification.status in FINDINGS or is_retracted(checked)


def telling(verdict: Verdict, most: int) -> list[Evidence]:
    """The evidence that decides, else the nearest that was read; ``most`` pieces of it."""
    deciding = [evidence for evidence in verdict.evidence if evidence.relation != "neither"]
    return (deciding or list(verdict.evidence[:1]))[:most]


def in_words(use: Use) -> str:
    """A use in one line: "cited 3 times; its text supports 1 of the claims and does not say 2"."""
    if not use.cited:
        return "never cited in the text"
    times = "cited once" if use.cited == 1 else f"cited {use.cited} times"
    said = [
        (use.supported, "its text supports {}"),
        (use.contradicted, "its text contradicts {}"),
        (use.not_said, "its text was read and does not say {}"),
        (use.unread, "its text is not here for {}"),
    ]
    parts = [words.format("1 claim" if n == 1 else f"{n} claims") for n, words in said if n]
    return "; ".join([times, *parts])
