"""The findings of reports as a table (CSV): a row for each thing that an editor should look at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from refdb.model import AuditReport
from refdb.reports.lists.tasks import tasks_of

COLUMNS = ("article", "where", "finding", "text", "details", "source says", "what to do")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def table(reports: Iterable[AuditReport]) -> str:
    """The findings of several reports as CSV, each article's gravest first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for report in reports:
        writer.writerows([_cell(value) for value in row] for row in _rows(report))
    return out.getvalue()


def _rows(report: AuditReport) -> Iterator[tuple[str, ...]]:
    for task in tasks_of(report):
        for item in task.items if task.urgent else ():
            details = "" if item.quote else item.matter
            quote = f"{item.quote} ({item.matter})" if item.quote else ""
            wording, name = task.wording, report.article.source.name
            yield name, item.name, wording.name, item.text, details, quote, wording.action


def _cell(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(_FORMULA) else line
