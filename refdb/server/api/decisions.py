"""What readers decided: taken in one by one, listed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from refdb.model import AuditReport, CheckedClaim, CheckedReference
from refdb.server.api.answering import Limit, Offset, linked, must_be, problems
from refdb.server.api.shapes import Decided, Page, ToDecide
from refdb.server.site import Site


def add_routes(api: APIRouter, site: Site) -> None:
    """Add them."""
    library = site.library

    @api.get("/decisions", response_model=Page, tags=["decisions"])
    def list_decisions(request: Request, answer: Response, limit: Limit = 50, offset: Offset = 0) -> Any:
        """All decisions, the first first; the last one on a text counts."""
        made = library.decisions()
        linked(request, answer, len(made), limit, offset)
        return {"items": [asdict(one) for one in made[offset : offset + limit]], "total": len(made)}

    @api.post("/decisions", status_code=201, response_model=Decided, responses=problems(404), tags=["decisions"])
    def decide(request: Request, given: ToDecide) -> Any:
        """Agree with refdb on a claim or a reference, or say what is right instead."""
        report = must_be(library.audit_report(given.audit), f"audit {given.audit}")
        checked = must_be(_item(report, given), f"{given.kind} {given.n} in audit {given.audit}")
        by = request.state.user
        made = library.decide(checked, given.verdict, note=given.note, by=by, article=report.article)
        return asdict(made)


def _item(report: AuditReport, given: ToDecide) -> CheckedClaim | CheckedReference | None:
    if given.kind == "reference":
        return next((one for one in report.references if one.reference.n == given.n), None)
    return report.claims[given.n - 1] if given.n <= len(report.claims) else None
