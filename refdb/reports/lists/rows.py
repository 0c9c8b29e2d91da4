"""A report as a table: a row for each reference and claim, with what refdb says and what readers decided."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from refdb.model import AuditReport, CheckedClaim, CheckedReference
from refdb.reports.decisions import about, label_name, remarked, said_by_refdb, standing_of

COLUMNS = ("kind", "n", "text", "refdb", "decision", "note", "by", "at", "assigned", "done", "remarks")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


def csv_of(report: AuditReport) -> str:
    """The table as CSV, which spreadsheets open; nothing in it is a formula (OWASP, CSV injection)."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in _rows(report))
    return stream.getvalue()


def _rows(report: AuditReport) -> Iterator[list[str]]:
    for checked in report.references:
        yield _row(checked, str(checked.reference.n))
    for n, claim in enumerate(report.claims, 1):
        yield _row(claim, str(n))


def _row(checked: CheckedReference | CheckedClaim, n: str) -> list[str]:
    kind, text = about(checked)
    decision, (to, done) = checked.decision, standing_of(checked.remarks)
    decided = [label_name(kind, decision.label), decision.note, decision.by, decision.at] if decision else [""] * 4
    remarks = " | ".join(remarked(remark) for remark in checked.remarks)
    said = label_name(kind, said_by_refdb(checked))
    return [kind, n, " ".join(text.split()), said, *decided, to, "done" if done else "", remarks]
