"""The report in the terminal: what was covered, and what an editor should look at."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from refdb.model import AuditReport, CheckedClaim, CheckedReference, Verdict
from refdb.reports.decisions import decided
from refdb.reports.summaries import in_lines, is_denied, needs_a_look, telling
from refdb.reports.summaries import summary as found
from refdb.reports.wording import (
    FIELDS,
    QUOTATIONS,
    STANDINGS,
    STATUSES,
    VERDICTS,
    Wording,
    differing_words,
    grounds,
    leaning,
    notice,
    second_opinion,
    sureness,
    where,
)

_COLOURS = {"good": "green", "bad": "red", "odd": "yellow", "quiet": "bright_black"}
MOST_SOURCES = 3  # shown of one claim
MOST_QUOTED = 5  # contradicted claims quoted; the rest is in the report


def summary(report: AuditReport, console: Console) -> None:
    """Print warnings, coverage, the references and claims that need a look, and what was decided before."""
    for warning in report.warnings:
        console.print(Text(f"! {warning}", style="yellow"))
    coverage = report.coverage
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0), pad_edge=False)
    numbers = (coverage.references, coverage.claims, coverage.works, len(report.own_results))
    room = console.width - len("own results" if report.own_results else "references") - len(str(max(numbers))) - 4
    for what, number, counts, wordings in (
        ("references", coverage.references, coverage.statuses, STATUSES),
        ("claims", coverage.claims, coverage.verdicts, VERDICTS),
    ):
        table.add_row(what, str(number), _counts(counts, wordings, room))
    if report.own_results:
        table.add_row("own results", str(len(report.own_results)), Text("not checked (--claims all checks them)"))
    table.add_row("sources", str(coverage.works), Text(f"{coverage.works_with_text} with text"))
    console.print(Text(report.article.title or report.article.source.name, style="bold"))
    console.print(*(Text(line) for line in [report.article.byline] if line), table, sep="\n")
    for what, which in in_lines(found(report)):
        console.print(Text(f"{what}: {which}"))
    for checked in report.references:
        if needs_a_look(checked):
            _show_reference(checked, console)
    contradicted = [(n, c) for n, c in enumerate(report.claims, 1) if is_denied(c)]
    for n, claim in contradicted[:MOST_QUOTED]:
        show_verdict(claim.claim.text, claim.verdict, console, f"claim {n}  ")
        _show_decision(claim, console)
    for one in report.quotations:
        if one.found in ("nearly", "not_found"):
            console.print(Text.assemble(f"quotation “{one.text}”  ", _styled(QUOTATIONS[one.found]), where(one)))
            for line in differing_words(one):
                console.print(Text(f"      {line}"))
    if len(contradicted) > MOST_QUOTED:
        console.print(f"and {len(contradicted) - MOST_QUOTED} more claims in the report")
    _show_decided(report, console)


def _show_decided(report: AuditReport, console: Console) -> None:
    """What is no longer to be looked at, because a reader decided on it."""
    references = [c for c in report.references if c.is_decided]
    claims = [c for c in report.claims if c.is_decided]
    if references or claims:
        counts = [(len(references), "reference"), (len(claims), "claim")]
        said = ", ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in counts if n)
        console.print(Text(f"decided before: {said}", style="bold"))
    for reference in references:
        status = _styled(STATUSES[reference.status])
        console.print(Text.assemble(f"{reference.reference.n:3} ", status, f"  {reference.reference.raw}"))
        _show_decision(reference, console)
    for claim in claims:
        console.print(Text.assemble("“", claim.claim.text, "”  ", _styled(VERDICTS[claim.verdict.label])))
        _show_decision(claim, console)


def _show_decision(checked: CheckedClaim | CheckedReference, console: Console) -> None:
    if checked.decision:
        console.print(Text(f"      {decided(checked)}", style="bold"))


def show_verdict(claim: str, verdict: Verdict, console: Console, name: str = "") -> None:
    """Print a claim behind its name, the verdict on it, and the sentence that decides."""
    wording = VERDICTS[verdict.label]
    sure = f" ({sureness(verdict.confidence)})" if verdict.label in ("supported", "contradicted", "mixed") else ""
    console.print(Text.assemble((name, "bold"), "“", claim, "”"))
    console.print(Text.assemble("  ", _styled(wording), sure))
    for evidence in telling(verdict, MOST_SOURCES) if _says_something(verdict) else ():
        console.print(Text(f"  {evidence.relation}: {evidence.rationale or evidence.passage.text}", style="italic"))
        console.print(Text(f"    {evidence.work.line}  {evidence.work.doi}", style="bright_black"))
        said = filter(None, [grounds(evidence), second_opinion(evidence)])
        console.print(Text(f"    {'; '.join(said)}", style="red" if evidence.retracted else "bright_black"))
    if verdict.leaning:
        console.print(Text(f"  {leaning(verdict.leaning)}: {verdict.leaning.rationale}", style="italic"))
        console.print(Text(f"    {verdict.leaning.work.line}  {verdict.leaning.work.doi}", style="bright_black"))
    if verdict.note:
        console.print(Text(f"  {verdict.note}", style="bright_black"))


def _says_something(verdict: Verdict) -> bool:
    return any(e.relation != "neither" or e.second for e in verdict.evidence)


def _show_reference(checked: CheckedReference, console: Console) -> None:
    verification = checked.verification
    console.print(
        Text.assemble(f"{checked.reference.n:3} ", _styled(STATUSES[verification.status]), f"  {checked.reference.raw}")
    )
    wrong = [d for d in verification.diffs if d.outcome == "mismatch"]
    for diff in wrong:
        console.print(
            Text(
                f"      {FIELDS.get(diff.field, diff.field)}: printed {diff.printed!r}, registered {diff.registered!r}"
            )
        )
    if verification.work:
        console.print(Text(f"      {verification.work.line}  {verification.work.doi}", style="bright_black"))
    elif verification.note:
        console.print(Text(f"      {verification.note}", style="bright_black"))
    if checked.standing and checked.standing.state == "retracted":
        said = "; ".join(f"{notice(n.type, n.date, n.source)} {n.doi}".strip() for n in checked.standing.notices)
        console.print(Text.assemble("      ", _styled(STANDINGS["retracted"]), f": {said}"))
    _show_decision(checked, console)


def _styled(wording: Wording) -> Text:
    return Text(f"{wording.sign} {wording.name}", style=_COLOURS[wording.tone])


def _counts(counts: Mapping[str, int], wordings: Mapping[str, Wording], width: int) -> Text:
    """What there is of each kind; a line ends between two kinds."""
    parts = [Text.assemble(str(counts[name]), " ", _styled(w)) for name, w in wordings.items() if counts.get(name)]
    lines: list[Text] = []
    for part in parts:
        if lines and len(lines[-1]) + 3 + len(part) <= width:
            lines[-1] = Text("   ").join([lines[-1], part])
        else:
            lines.append(part)
    return Text("\n").join(lines)
