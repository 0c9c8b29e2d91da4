"""The articles: their audits with dates and counts, what changed since the last, two versions compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response

from refdb.model import AuditReport, KeptAudit
from refdb.model.showing import shortened
from refdb.reports.decisions import label_name
from refdb.reports.wording import FINDINGS
from refdb.server.pages.rendering import page
from refdb.server.site import Site

_GRAVE = ("contradicted", "mixed")


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim or reference that became another one's finding, came, or went, from one audit to the next."""

    kind: str
    text: str
    before: str  # what refdb said; "" where it was not there
    after: str
    n: int  # its number in the later audit, 0 where it went
    is_mended: bool


def add_articles(app: FastAPI, site: Site) -> None:
    """Put these pages into the application."""
    library = site.library

    @app.get("/articles", include_in_schema=False)
    def every(request: Request) -> Response:
        by_article: dict[int, list[dict[str, Any]]] = {}
        for one in library.audits():
            by_article.setdefault(one.article_id, []).append(counted(one))
        return page(request, "articles.html", articles=list(by_article.values()), here="audits")

    @app.get("/compare", include_in_schema=False)
    def compare(request: Request, before: int, after: int) -> Response:
        reports = [library.audit_report(number) for number in (before, after)]
        old, new = reports
        if old is None or new is None:
            raise HTTPException(404, "there is no such audit, or it was made before reports were kept")
        kept = {one.id: counted(one) for one in library.audits()}
        found = differences(old, new)
        values: dict[str, Any] = {
            "before": kept[before],
            "after": kept[after],
            "differences": found,
            "names": label_name,
        }
        return page(request, "compare.html", here="audits", **values)


def counted(kept: KeptAudit) -> dict[str, Any]:
    """An audit's row in a list, with how many of its references and claims are to be looked at."""
    findings = sum(kept.statuses.get(status, 0) for status in FINDINGS)
    denied = sum(kept.verdicts.get(label, 0) for label in _GRAVE)
    return asdict(kept) | {"findings": findings, "denied": denied}


def differences(old: AuditReport, new: AuditReport) -> list[Difference]:
    """What is other in the newer of two reports: mended, new, and found otherwise."""
    return [
        *_between("reference", _references(old), _references(new)),
        *_between("claim", _claims(old), _claims(new)),
    ]


def _between(kind: str, old: dict[str, tuple[int, str]], new: dict[str, tuple[int, str]]) -> Sequence[Difference]:
    good = ("verified",) if kind == "reference" else ("supported",)
    found = []
    for text in dict.fromkeys([*new, *old]):
        (_, before), (n, after) = old.get(text, (0, "")), new.get(text, (0, ""))
        if before != after:
            mended = before not in ("", *good) and after in ("", *good)
            found.append(Difference(kind, shortened(text, 200), before, after, n, mended))
    return found


def _references(report: AuditReport) -> dict[str, tuple[int, str]]:
    return {" ".join(c.reference.raw.split()): (c.reference.n, c.finding) for c in report.references}


def _claims(report: AuditReport) -> dict[str, tuple[int, str]]:
    return {" ".join(c.claim.text.split()): (n, c.verdict.label) for n, c in enumerate(report.claims, 1)}
