"""A sentence that somebody wants to know about -> an audit of it alone, shown and decided on like any other."""

from __future__ import annotations

from refdb.model import CheckedClaim, Claim, Coverage, Verdict
from refdb.reports.json import document
from refdb.reports.saving import Report
from refdb.workflows.steps.decisions import with_decisions
from refdb.workflows.steps.given import extract
from refdb.workflows.steps.ports import Store


def claim_of(text: str) -> Claim:
    """The sentence as a claim that cites nothing."""
    plain = " ".join(text.split())
    return Claim(plain, 0, len(plain))


def keep(store: Store, claim: Claim, verdict: Verdict, versions: dict[str, str]) -> int:
    """Keep what the library says of a sentence as an audit; its number."""
    article = extract(claim.text.encode(), "sentence.txt")
    number, _ = store.add_article(article)
    _, claims = with_decisions(store, [], [CheckedClaim(claim, verdict)])
    works, with_text = store.count_works()
    judged = int(bool(verdict.evidence))
    coverage = Coverage(
        claims=1, claims_judged=judged, verdicts={verdict.label: 1}, works=works, works_with_text=with_text
    )
    report = Report(article=article, references=(), claims=claims, coverage=coverage, versions=versions)
    return store.save_audit(number, document(report), report)
