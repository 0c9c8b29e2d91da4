"""An audit shown again: as it was made, with what readers decided and noted until now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from refdb.errors import InputError
from refdb.model import AuditReport, CheckedClaim, CheckedReference, Decision, DecisionKind, Remark, RemarkAction
from refdb.reports.decisions import about
from refdb.workflows.steps.decisions import with_decisions
from refdb.workflows.steps.ports import Store

LONGEST = 4000  # characters of a note


def shown(store: Store, number: int) -> AuditReport | None:
    """The report of this audit; None where it was kept without."""
    report = store.audit_report(number)
    if report is None:
        return None
    references, claims = with_decisions(store, report.references, report.claims)
    return replace(report, references=references, claims=claims)


def remark(
    store: Store,
    checked: CheckedClaim | CheckedReference,
    action: RemarkAction,
    value: str = "",
    *,
    by: str = "",
    report: AuditReport | None = None,
) -> Remark:
    """Keep a remark made now.

    Raises:
        InputError: an action that there is not, a note without a text.
    """
    value = value.strip()
    if action not in get_args(RemarkAction):
        raise InputError(f"{action!r:.40} is none of {', '.join(get_args(RemarkAction))}")
    if (action == "note" and not value) or len(value) > LONGEST:
        raise InputError(f"a note has 1 to {LONGEST} characters")
    kind, text = about(checked)
    name, sha256 = (report.article.source.name, report.article.source.sha256) if report else ("", "")
    made = Remark(kind, text, action, value, by, datetime.now(UTC).isoformat(), name, sha256)
    store.add_remark(made)
    return made


def all_decided_on(store: Store, items: Sequence[CheckedClaim | CheckedReference]) -> list[Sequence[Decision | Remark]]:
    """Every decision and remark on each of these, in the order of time."""
    texts: dict[DecisionKind, list[str]] = {"claim": [], "reference": []}
    for kind, text in map(about, items):
        texts[kind].append(text)
    decisions = {kind: store.all_decisions_on(kind, known) for kind, known in texts.items()}
    remarks = {kind: store.remarks_on(kind, known) for kind, known in texts.items()}
    said: list[Sequence[Decision | Remark]] = []
    for kind, text in map(about, items):
        both: list[Decision | Remark] = [*decisions[kind].get(text, ()), *remarks[kind].get(text, ())]
        said.append(sorted(both, key=lambda one: one.at))
    return said
