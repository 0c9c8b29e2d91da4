"""The report as one HTML file: what to do first, the article with each claim and what sources say of it, references.

Nothing in it is fetched from elsewhere, and nothing runs but the one script that the page's own policy names by its
hash; without it the page lacks only filter, keys and the forms in which a reader decides.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from refdb.model import AuditReport, CheckedClaim, CheckedReference, FieldDiff
from refdb.model.showing import doi_url
from refdb.reports.decisions import decided, label_name, offered, remarked, said_by_refdb
from refdb.reports.languages import said, spoken
from refdb.reports.lists.tasks import claim_needs_a_look, tasks_of
from refdb.reports.page import parts_of, sources_of, work_id
from refdb.reports.summaries import better_sources, in_words, needs_a_look, uses
from refdb.reports.wording import (
    FIELDS,
    FINDINGS,
    MADE,
    ORIGINS,
    PARTS,
    QUOTATIONS,
    RELATIONS,
    STANDINGS,
    STATUSES,
    UNSOUND,
    VERDICTS,
    carefulness,
    differing_words,
    leaning,
    notice,
    relation,
    sureness,
    where,
)

if TYPE_CHECKING:
    from jinja2 import Template

LONGEST_COMPARED = 1000  # words of a field that are compared one by one
_PARTS = ("report.css", "report.js", "deciding.js", "decisions.js")
_WORDS = {
    "statuses": STATUSES,
    "verdicts": VERDICTS,
    "standings": STANDINGS,
    "relations": RELATIONS,
    "origins": ORIGINS,
    "fields": FIELDS,
    "made_with": PARTS,
    "made_names": MADE,
    "unsound": UNSOUND,
    "notice": notice,
    "quotations": QUOTATIONS,
    "differing_words": differing_words,
    "where": where,
    "carefulness": carefulness,
    "decided": decided,
    "label_name": label_name,
    "machine": said_by_refdb,
    "offered": offered,
    "remarked": remarked,
    "_": said,
}


@dataclass(frozen=True, slots=True)
class Live:
    """What a server puts into the page instead of styles, scripts and forms of its own; all of it is HTML."""

    head: str  # styles
    top: str  # above the report's own head
    tools: str  # before the findings
    foot: str  # forms and scripts
    said: Callable[[CheckedClaim | CheckedReference], str]  # everything that readers said on it


def render(report: AuditReport, live: Live | None = None) -> str:
    """The report as a self-contained page; every text in it is escaped, nothing is fetched from elsewhere.

    Args:
        report: what is shown.
        live: where a server shows it.
    """
    same = page()
    return same.template.render(
        _WORDS | _found(report),
        css=same.css, script=same.script, policy=same.policy, live=live, language=spoken(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Page:
    """What is the same in every report."""

    template: Template
    css: str
    script: str
    policy: str


@cache  # half a second: a worker writes many reports
def page() -> _Page:
    """The template and what stands in every page, made once."""
    from jinja2 import Environment, StrictUndefined

    templates = files("refdb.reports") / "templates"
    css, *scripts = ((templates / name).read_text(encoding="utf-8") for name in _PARTS)
    script = "".join(scripts)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(sure=sureness, doi_url=doi_url, relation=relation)
    policy = (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    template = environment.from_string((templates / "report.html").read_text(encoding="utf-8"))
    return _Page(template, css, script, policy)


def _hash(text: str) -> str:
    """How a Content-Security-Policy names one inline script or style (CSP level 3, 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _found(report: AuditReport) -> dict[str, Any]:
    """What the page shows, made from the report."""
    sources, tasks = sources_of(report), tasks_of(report)
    return {
        "report": report,
        "runs": parts_of(report),
        "sources": sources,
        "urgent": [task for task in tasks if task.urgent],
        "later": [task for task in tasks if not task.urgent],
        "attention": sorted(filter(needs_a_look, report.references), key=_rank),
        "others": [c for c in report.references if not needs_a_look(c)],
        "claims_without_sources": {n for n, c in enumerate(report.claims, 1) if c.verdict.label == "no_source"},
        "claims_to_look_at": {n for n, c in enumerate(report.claims, 1) if claim_needs_a_look(c)},
        "decided_before": _decided(report),
        "elsewhere": better_sources,
        "leaning": leaning,
        "citing": _citing(report),
        "read": lambda checked: sources.by_work.get(checked.key) if checked.key else None,
        "uses": {n: in_words(use) for n, use in uses(report).items()},
        "never_cited": {n for n, use in uses(report).items() if not use.cited},
        "differing": _differing,
        "marked": marked,
    }


def _citing(report: AuditReport) -> Mapping[int, list[tuple[int, str]]]:
    """The claims that cite each reference, with what its own text says of them: a relation, or nothing where unread."""
    keys = {checked.reference.n: checked.key for checked in report.references}
    citing: dict[int, list[tuple[int, str]]] = {n: [] for n in keys}
    for n, checked in enumerate(report.claims, 1):
        for number in dict.fromkeys(checked.claim.references):
            if number in citing:
                said = [
                    e.relation for e in checked.verdict.evidence if keys[number] and work_id(e.work) == keys[number]
                ]
                citing[number].append((n, min(said, key=("contradicts", "supports", "neither").index, default="")))
    return citing


def _decided(report: AuditReport) -> list[tuple[str, str]]:
    """Where in the page is what a reader decided before, and what it is called."""
    claims = [(f"claim-{n}", said("claim {n}").format(n=n)) for n, c in enumerate(report.claims, 1) if c.is_decided]
    numbers = [c.reference.n for c in report.references if c.is_decided]
    return claims + [(f"reference-{n}", said("reference {n}").format(n=n)) for n in numbers]


def _rank(checked: CheckedReference) -> int:
    """Retracted works first, then the gravest findings."""
    if checked.is_retracted:
        return -1
    status = checked.verification.status
    return FINDINGS.index(status) if status in FINDINGS else len(FINDINGS)


def _differing(diffs: Sequence[FieldDiff]) -> list[FieldDiff]:
    return [diff for diff in diffs if diff.outcome in ("mismatch", "partial")]


def marked(text: str, other: str) -> list[tuple[str, bool]]:
    """A text in stretches of words, each with whether the other text lacks it there."""
    mine, theirs = _words_of(text), _words_of(other)
    if not mine or not theirs or len(mine) + len(theirs) > LONGEST_COMPARED:
        return [(text, False)] if text else []
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    pieces = [(_joined(mine[a:b]), kind != "equal") for kind, a, b, _, _ in blocks if a < b]
    return pieces if any(not differs for _, differs in pieces) else [(text, False)]


def _words_of(text: str) -> list[str]:
    """The words; a semicolon between names is one of its own: the name is the same before it and at the end."""
    return text.replace(";", " ;").split()


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).replace(" ;", ";")
