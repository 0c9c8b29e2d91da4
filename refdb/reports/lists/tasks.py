"""What to do first: the findings of a report as a short list of tasks, the gravest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from refdb.model import Article, AuditReport, CheckedClaim, CheckedReference, Citation, Evidence, Relation
from refdb.reports.languages import said
from refdb.reports.page import shortened
from refdb.reports.summaries import better_sources, cited_say, uses
from refdb.reports.wording import FIELDS, MOST_UNKNOWN, TASKS, TaskWording, notice, sureness

FEW = 4  # references that may be unknown, all of them, without doubt cast on the registry
LONGEST_VALUE = 60  # characters of a field in the list; the whole of it stands at the reference
LONGEST = 220  # characters of a claim or a reference in the list


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: where it is in the page, what it is, and what is the matter with it."""

    target: str  # id in the page, or nothing
    name: str  # "Claim 7", "Reference 3"
    text: str
    matter: str = ""
    quote: str = ""  # what the source says


@dataclass(frozen=True, slots=True)
class Task:
    """Things that ask for the same; ``urgent`` ones are findings, the others are for those who have the time."""

    wording: TaskWording
    items: tuple[Item, ...]
    urgent: bool


def tasks_of(report: AuditReport) -> list[Task]:
    """What an editor could do, the gravest first; what was decided is left out, and empty kinds are."""
    found: dict[str, list[Item]] = {name: [] for name in TASKS}
    used = uses(report)
    for checked in report.references:
        n = checked.reference.n
        kind = "doubtful" if checked.verification.is_doubtful else checked.verification.status
        if checked.is_retracted and not checked.is_decided:
            found["retracted"].append(_reference(checked, _notices(checked)))
        if kind in TASKS and not checked.is_decided:
            found[kind].append(_reference(checked, _differences(checked)))
        if n in used and not used[n].cited:
            found["never_cited"].append(_reference(checked))
    unknown = {checked.reference.n for checked in report.references if not checked.key}
    for n, claim in enumerate(report.claims, 1):
        name = task_of(claim)
        if name == "unread" and unknown.issuperset(claim.claim.references):
            name = "unread_unknown"
        if name:
            found[name].append(_claim(n, claim, name))
    claim_of = {claim.claim.sentence: f"text-{n}" for n, claim in enumerate(report.claims, 1)}
    for citation in report.article.citations:
        if citation.undefined:
            found["undefined"].append(_marker(report.article, citation, claim_of.get(citation.sentence, "")))
    wordings = dict(TASKS)
    if len(found["not_found"]) > max(len(report.references) / 2, FEW):
        wording = wordings["not_found"]
        wordings["not_found"] = replace(wording, action=f"{said(MOST_UNKNOWN)} {said(wording.action)}")
    return [Task(wording, tuple(found[name]), wording.urgent) for name, wording in wordings.items() if found[name]]


def task_of(checked: CheckedClaim) -> str:
    """The name of the task that a claim makes, or nothing; each claim has its gravest only, and none once decided."""
    return "" if checked.is_decided else next((name for name, asks in _CLAIM_TASKS.items() if asks(checked)), "")


def claim_needs_a_look(checked: CheckedClaim) -> bool:
    """Whether an editor should look at a claim: a source that is against it, or a foundation that was retracted."""
    name = task_of(checked)
    return bool(name) and TASKS[name].urgent


def _deciding(checked: CheckedClaim) -> list[Evidence]:
    return [e for e in checked.verdict.evidence if e.relation != "neither"]


def _denied_by_cited(checked: CheckedClaim) -> bool:
    against = [e for e in _deciding(checked) if e.relation == "contradicts"]
    return checked.verdict.label == "contradicted" and any(e.cited for e in against)


def _stands_on_retracted(checked: CheckedClaim) -> bool:
    supporting = [e for e in _deciding(checked) if e.relation == "supports"]
    return checked.verdict.label == "not_settled" and bool(supporting) and all(e.retracted for e in supporting)


def _opinions_differ(checked: CheckedClaim) -> bool:
    """Whether a second opinion says the opposite; one that is only less or more sure is shown, not listed."""
    pairs = [(e, e.second) for e in checked.verdict.evidence]
    return any(second and {e.relation, second.relation} == {"supports", "contradicts"} for e, second in pairs)


def _leans(checked: CheckedClaim, side: Relation) -> bool:
    return checked.verdict.leaning is not None and checked.verdict.leaning.relation == side


_CLAIM_TASKS: Mapping[str, Callable[[CheckedClaim], bool]] = {
    "denied": _denied_by_cited,
    "denied_elsewhere": lambda c: c.verdict.label == "contradicted",
    "mixed": lambda c: c.verdict.label == "mixed",
    "on_retracted": _stands_on_retracted,
    "opinions_differ": _opinions_differ,
    "leans_against": lambda c: _leans(c, "contradicts"),
    "leans_for": lambda c: _leans(c, "supports"),
    "better_source": lambda c: bool(better_sources(c)),
    "silent": lambda c: cited_say(c) == "neither",
    "unread": lambda c: c.verdict.label == "source_unavailable",
}


def _claim(n: int, checked: CheckedClaim, task: str) -> Item:
    target, name, text = f"claim-{n}", said("Claim {n}").format(n=n), shortened(checked.claim.text, LONGEST)
    evidence = _shown(checked)
    if task in ("leans_against", "leans_for") and (lean := checked.verdict.leaning):
        return Item(target, name, text, f"{lean.work.line}, {sureness(lean.confidence)}", lean.rationale)
    return Item(
        target,
        name,
        text,
        evidence.work.line if evidence else "",
        shortened(evidence.rationale, LONGEST) if evidence and evidence.relation != "neither" else "",
    )


def _shown(checked: CheckedClaim) -> Evidence | None:
    """The evidence that a task quotes: what is against the claim, else what decides."""
    against = [e for e in checked.verdict.evidence if e.relation == "contradicts"]
    return next(iter([*against, *_deciding(checked)]), None)


def _reference(checked: CheckedReference, matter: str = "") -> Item:
    n = checked.reference.n
    name = said("Reference {n}").format(n=n)
    return Item(f"reference-{n}", name, shortened(checked.reference.raw, LONGEST), matter)


def _marker(article: Article, citation: Citation, target: str) -> Item:
    text = article.sentences[citation.sentence].text if article.sentences else citation.marker
    missing = ", ".join(citation.undefined)
    name = said("Marker {marker}").format(marker=citation.marker)
    matter = said("no reference {missing} in the list").format(missing=missing)
    return Item(target, name, shortened(text, LONGEST), matter)


def _notices(checked: CheckedReference) -> str:
    notices = checked.standing.notices if checked.standing else ()
    return "; ".join(notice(n.type, n.date, n.source) for n in notices[:1])


def _differences(checked: CheckedReference) -> str:
    """The wrong fields in a line: "year: printed 2009, registered 2001; authors"."""
    return "; ".join(_difference_lines(checked))


def _difference_lines(checked: CheckedReference) -> Iterator[str]:
    for diff in checked.verification.diffs:
        if diff.outcome == "mismatch":
            name = said(FIELDS.get(diff.field, diff.field))
            printed, registered = (shortened(value, LONGEST_VALUE) for value in (diff.printed, diff.registered))
            values = {"printed": printed or said("nothing"), "registered": registered or said("nothing")}
            yield said("{field}: printed {printed}, registered {registered}").format(field=name, **values)
