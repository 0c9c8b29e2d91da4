"""What the report says as a whole: how each reference is used, what its text says of that, what source is better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from refdb.model import AuditReport, CheckedClaim, CheckedReference, Evidence, Verdict
from refdb.reports.languages import said
from refdb.reports.wording import FINDINGS


@dataclass(frozen=True, slots=True)
class Use:
    """How the article uses one reference; the counts are of claims that cite it."""

    cited: int = 0  # markers in the text that point at it
    supported: int = 0  # its text says so
    contradicted: int = 0  # its text says the opposite
    not_said: int = 0  # its text was read; refdb could not tell whether it says so
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


# What the works that a claim cites say of it; "" where it cites none.
CitedSay = Literal["", "supports", "contradicts", "mixed", "neither", "unread"]


def cited_say(checked: CheckedClaim) -> CitedSay:
    """What the works that a claim cites say of it together; a work that was retracted does not support it."""
    if not checked.claim.references:
        return ""
    cited = [e for e in checked.verdict.evidence if e.cited]
    if not cited:
        return "unread"
    supports = any(e.relation == "supports" and not e.retracted for e in cited)
    contradicts = any(e.relation == "contradicts" for e in cited)
    return (
        "mixed" if supports and contradicts else "supports" if supports else "contradicts" if contradicts else "neither"
    )


def better_sources(checked: CheckedClaim) -> list[Evidence]:
    """Where the cited works were read and are silent: what supports the claim instead, a passage of each work."""
    if cited_say(checked) != "neither" or checked.verdict.label != "supported":
        return []
    first: dict[str, Evidence] = {}
    for e in checked.verdict.evidence:
        if e.relation == "supports" and not e.cited and not e.retracted:
            first.setdefault(e.work.key or e.work.full_title, e)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class Summary:
    """What to look at, by the numbers of references and of claims; claims count from 1.

    ``contradicted`` and ``not_said`` have the claims for which a reference was read and says the opposite, or for which
    refdb could not tell, while no other work that the claim cites says it.
    """

    retracted: tuple[int, ...] = ()
    contradicted: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    not_said: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    never_cited: tuple[int, ...] = ()
    better_sources: Mapping[int, tuple[Evidence, ...]] = field(default_factory=dict)  # by claim


def summary(report: AuditReport) -> Summary:
    """The references never cited, cited for what they do not say, or retracted; the claims with a better source.

    What a reader has decided is left out.
    """
    keys = {checked.reference.n: checked.key for checked in report.references}
    claims = [(n, checked) for n, checked in enumerate(report.claims, 1) if not checked.is_decided]

    def citing(asks: Callable[[CheckedClaim, str], bool]) -> dict[int, tuple[int, ...]]:
        found = {n: tuple(i for i, c in claims if n in c.claim.references and asks(c, key)) for n, key in keys.items()}
        return {n: numbers for n, numbers in found.items() if numbers}

    better = {i: tuple(found) for i, checked in claims if (found := better_sources(checked))}
    return Summary(
        retracted=tuple(c.reference.n for c in report.references if c.is_retracted and not c.is_decided),
        contradicted=citing(lambda c, key: _said(c, key) == "contradicted"),
        not_said=citing(lambda c, key: _said(c, key) == "not_said" and cited_say(c) == "neither"),
        never_cited=tuple(n for n, use in uses(report).items() if not use.cited),
        better_sources=better,
    )


def in_lines(found: Summary) -> list[tuple[str, str]]:
    """A summary as (what, which), what is empty left out: ("retracted", "3, 7")."""
    sources = "; ".join(f"claim {i}: {_names(evidence)}" for i, evidence in found.better_sources.items())
    lines = [
        ("retracted", _numbers(found.retracted)),
        ("says the opposite of what it is cited for", _numbers_with_claims(found.contradicted)),
        ("read; refdb could not tell whether it says what it is cited for", _numbers_with_claims(found.not_said)),
        ("never cited", _numbers(found.never_cited)),
        ("a source that says it is in the library", sources),
    ]
    return [(what, which) for what, which in lines if which]


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _numbers_with_claims(references: Mapping[int, tuple[int, ...]]) -> str:
    return ", ".join(
        f"{n} ({'claim' if len(claims) == 1 else 'claims'} {_numbers(claims)})" for n, claims in references.items()
    )


def _names(evidence: Iterable[Evidence]) -> str:
    return ", ".join(e.work.key or e.work.line for e in evidence)


def needs_a_look(checked: CheckedReference) -> bool:
    """Whether an editor should look at a reference, who has not decided on it yet."""
    return not checked.is_decided and (checked.verification.status in FINDINGS or checked.is_retracted)


def has_findings(report: AuditReport) -> bool:
    """Whether an editor should look: a reference not as printed, a retracted work, a contradicted claim."""
    return any(map(is_denied, report.claims)) or any(map(needs_a_look, report.references))


def is_denied(checked: CheckedClaim) -> bool:
    """Whether a source is against a claim, and no reader has decided on it yet."""
    return checked.verdict.label in ("contradicted", "mixed") and not checked.is_decided


def telling(verdict: Verdict, most: int) -> list[Evidence]:
    """The evidence that decides, for the first judge or the second, else the nearest; ``most`` pieces of it."""
    deciding = [e for e in verdict.evidence if e.relation != "neither" or (e.second and e.second.relation != "neither")]
    return (deciding or list(verdict.evidence[:1]))[:most]


def in_words(use: Use) -> str:
    """A use in one line: "cited 3 times; its text supports 1 claim; for 2 claims refdb could not tell"."""
    if not use.cited:
        return said("never cited in the text")
    times = said("cited once") if use.cited == 1 else said("cited {n} times").format(n=use.cited)
    lines = [
        (use.supported, "its text supports {claims}"),
        (use.contradicted, "its text contradicts {claims}"),
        (use.not_said, "its text was read, and for {claims} refdb could not tell"),
        (use.unread, "its text is not here for {claims}"),
    ]
    parts = [
        said(words).format(claims=said("1 claim") if n == 1 else said("{n} claims").format(n=n))
        for n, words in lines
        if n
    ]
    return "; ".join([times, *parts])
