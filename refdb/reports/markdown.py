"""The report as Markdown (CommonMark): the same content as the page, to paste into a letter or an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from refdb.model import AuditReport, CheckedClaim, CheckedReference, Quotation, Work
from refdb.reports.decisions import decided
from refdb.reports.summaries import Use, in_lines, in_words, needs_a_look, summary, telling, uses
from refdb.reports.wording import (
    FIELDS,
    QUOTATIONS,
    STANDINGS,
    STATUSES,
    VERDICTS,
    Wording,
    carefulness,
    differing_words,
    grounds,
    leaning,
    notice,
    relation,
    second_opinion,
    sureness,
    where,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST = re.compile(r"^([^\S\n]*+)(\d++)([.)])|^([^\S\n]*+)([-+])", re.M)
MOST_EVIDENCE = 3


def render(report: AuditReport) -> str:
    """The report as one Markdown text; what comes from article and sources is escaped."""
    return "\n".join(_lines(report)) + "\n"


def escaped(text: str) -> str:
    """Text in which nothing is markup; line breaks become spaces."""
    text = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LIST.sub(lambda m: f"{m[2]}\\{m[3]}" if m[2] else f"\\{m[5]}", text)


def _lines(report: AuditReport) -> Iterator[str]:
    article, coverage = report.article, report.coverage
    yield f"# Audit: {escaped(article.title or article.source.name)}\n"
    if article.byline:
        yield f"{escaped(article.byline)}\n"
    for warning in report.warnings:
        yield f"> {escaped(warning)}\n"
    yield "## What this report covers\n"
    yield f"- {coverage.references} references: {_counts(coverage.statuses, STATUSES)}"
    judged = f"{coverage.claims} claims, {coverage.claims_judged} read against a source"
    yield f"- {judged}: {_counts(coverage.verdicts, VERDICTS)}"
    yield f"- {coverage.works_with_text} of {coverage.works} works with text; only these could be read\n"
    look_at = in_lines(summary(report))
    if look_at:
        yield "## What to look at\n"
        yield from (f"- {what}: {escaped(which)}" for what, which in look_at)
        yield ""
    yield "## References\n"
    used = uses(report)
    to_look_at = [c for c in report.references if needs_a_look(c)]
    for heading, chosen in (
        ("To look at", to_look_at),
        ("The rest", [c for c in report.references if not needs_a_look(c)]),
    ):
        if chosen:
            yield f"### {heading}: {len(chosen)}\n"
            for checked in chosen:
                yield from _reference(checked, used.get(checked.reference.n), article.source.sha256)
            yield ""
    yield "## Claims\n"
    for n, claim in enumerate(report.claims, 1):
        yield from _claim(n, claim, article.source.sha256)
    if report.quotations:
        yield "## Quotations\n"
        yield from map(_quotation, report.quotations)
        yield ""
    if report.own_results:
        yield f"## The article’s own results: {len(report.own_results)}, not checked\n"
        yield from (f"- {escaped(own.text)}" for own in report.own_results)
        yield ""
    yield "## Made with\n"
    for name, version in report.versions.items():
        yield f"- {escaped(name)}: {escaped(str(version))}"
    yield f"- article (SHA-256): {article.source.sha256}"
    if report.carefulness:
        yield f"\n{carefulness(report.carefulness)}"


def _reference(checked: CheckedReference, use: Use | None, sha256: str) -> Iterator[str]:
    verification = checked.verification
    wording = STATUSES[verification.status]
    yield f"- **{checked.reference.n}** {wording.sign} **{wording.name}**: {escaped(checked.reference.raw)}"
    if checked.decision:
        yield f"  - **{escaped(decided(checked, sha256))}**"
    if verification.work:
        yield f"  - {_cited(verification.work)}"
    for diff in verification.diffs:
        if diff.outcome in ("mismatch", "partial"):
            part = " (in part)" if diff.outcome == "partial" else ""
            name = FIELDS.get(diff.field, diff.field)
            yield f"  - {name}{part}: printed “{escaped(diff.printed)}”, registered “{escaped(diff.registered)}”"
    if verification.note:
        yield f"  - {escaped(verification.note)}"
    if checked.standing and checked.is_retracted:
        said = "; ".join(notice(n.type, n.date, n.source) for n in checked.standing.notices)
        yield f"  - {STANDINGS['retracted'].sign} **{STANDINGS['retracted'].name}**: {escaped(said)}"
    if use:
        yield f"  - {in_words(use)}"


def _claim(n: int, checked: CheckedClaim, sha256: str) -> Iterator[str]:
    verdict = checked.verdict
    wording = VERDICTS[verdict.label]
    sure = f" ({sureness(verdict.confidence)})" if verdict.label in ("supported", "contradicted", "mixed") else ""
    cites = f", cites {', '.join(map(str, checked.claim.references))}" if checked.claim.references else ""
    yield f"{n}. {wording.sign} **{wording.name}**{sure}{cites}: {escaped(checked.claim.text)}"
    if checked.decision:
        yield f"   - **{escaped(decided(checked, sha256))}**"
    if checked.claim.resolved:
        yield f"   - read as: {escaped(checked.claim.resolved)}"
    if verdict.leaning:
        yield f"   - {leaning(verdict.leaning)}: {escaped(verdict.leaning.rationale)}"
    if verdict.note:
        yield f"   - {escaped(verdict.note)}"
    for evidence in telling(verdict, MOST_EVIDENCE):
        here = ", cited here" if evidence.cited else ""
        yield f"   - {relation(evidence).name}{here}: {_cited(evidence.work)}"
        yield f"     {escaped('; '.join(filter(None, [grounds(evidence), second_opinion(evidence)])))}"
        yield f"     > {escaped(evidence.rationale or evidence.passage.text)}"
    yield ""


def _quotation(one: Quotation) -> str:
    """A line: the quoted passage, what became of it, and what differs."""
    wording = QUOTATIONS[one.found]
    lines = [f"- {wording.sign} **{wording.name}**{where(one)}: “{escaped(one.text)}”"]
    if one.found == "nearly":
        lines.append(f"  - source: “{escaped(one.passage)}”")
        lines += [f"  - {escaped(line)}" for line in differing_words(one)]
    return "\n".join(lines)


def _cited(work: Work) -> str:
    return escaped(f"{work.line} {work.doi}")


def _counts(counts: Mapping[str, int], wordings: Mapping[str, Wording]) -> str:
    parts = [f"{counts[name]} {wording.name}" for name, wording in wordings.items() if counts.get(name)]
    return ", ".join(parts) or "none"
