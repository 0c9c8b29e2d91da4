"""What audits found about works, work by work: tags and a note for a reference manager."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain

from refdb.model import AuditReport, CheckedReference, Standing
from refdb.reports.summaries import is_denied
from refdb.reports.wording import FIELDS, notice

PREFIX = "refdb: "  # of tags that are refdb's own to give and to take away
HEADING = "refdb: what was found"


@dataclass(frozen=True, slots=True)
class Found:
    """Tags and lines of one work."""

    tags: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The note, as HTML."""
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.lines) or "<li>Nothing any more.</li>"
        return f"<p><strong>{HEADING}</strong></p><ul>{lines}</ul>"


def found_of_works(reports: Iterable[AuditReport], standings: Mapping[str, Standing]) -> dict[str, Found]:
    """What readers should know of each work, by its key; what a reader has decided on is left out.

    Args:
        reports: the latest of each article.
        standings: by the works' keys.
    """
    said: dict[str, dict[str, list[str]]] = {}
    for key, tag, line in (*_fallen(standings), *(row for report in reports for row in _of_report(report))):
        lines = said.setdefault(key, {}).setdefault(f"{PREFIX}{tag}", [])
        if line not in lines:
            lines.append(line)
    return {key: Found(tuple(tags), tuple(chain(*tags.values()))) for key, tags in said.items()}


def _fallen(standings: Mapping[str, Standing]) -> Iterator[tuple[str, str, str]]:
    for key, standing in standings.items():
        if standing.state == "retracted":
            notices = "; ".join(f"{notice(n.type, n.date, n.source)} {n.doi}".strip() for n in standing.notices)
            yield key, "retracted", notices or "retracted"


def _of_report(report: AuditReport) -> Iterator[tuple[str, str, str]]:
    name = report.article.title or report.article.source.name
    for checked in report.references:
        wrong = checked.status in ("field_mismatch", "identifier_points_elsewhere")
        if checked.key and wrong and not checked.is_decided:
            yield checked.key, "cited with wrong details", f"In “{name}”, reference {_details(checked)}"
    for claim in filter(is_denied, report.claims):
        for evidence in claim.verdict.evidence:
            if evidence.cited and evidence.relation == "contradicts":
                said = f"“{claim.claim.text}” (“{name}”): the work says “{evidence.rationale or evidence.passage.text}”"
                page = f", page {evidence.passage.page}" if evidence.passage.page else ""
                yield evidence.work.key, "contradicts what it is cited for", said + page


def _details(checked: CheckedReference) -> str:
    wrong = [diff for diff in checked.verification.diffs if diff.outcome == "mismatch"]
    told = "; ".join(f"{FIELDS.get(d.field, d.field)}: printed {d.printed}, registered {d.registered}" for d in wrong)
    return f"{checked.reference.n}: {told or checked.verification.note}"
