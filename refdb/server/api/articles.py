"""Articles sent to be audited, the jobs that do it, and the audits with their reports."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, HTTPException, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response

from refdb.model import Job
from refdb.server.api.answering import MOST_NUMBER, Limit, Number, Offset, linked, must_be, problems
from refdb.server.api.shapes import JobShown, Page, ToFetch
from refdb.server.site import Site

FORMS = {"html": "text/html; charset=utf-8", "markdown": "text/markdown; charset=utf-8"}
JOB = {
    "id": 7, "kind": "audit", "state": "queued", "step": "", "done": 0, "total": 0, "ahead": 0, "error": "",
    "result": {}, "created_at": "2026-11-29T08:00:00+00:00", "ended_at": "",
}  # fmt: skip
_EXAMPLE = {"content": {"application/json": {"example": JOB}}}


def add_routes(api: APIRouter, site: Site) -> None:
    """Add them."""
    library = site.library

    @api.post(
        "/articles",
        status_code=202,
        response_model=JobShown,
        tags=["articles"],
        responses={202: {"description": "It waits for a worker; Location says where to look.", **_EXAMPLE}},
    )
    def send_article(
        request: Request,
        answer: Response,
        file: UploadFile,
        offline: Annotated[Literal["", "true", "false"], Form()] = "",
    ) -> dict[str, Any]:
        """Send an article to be audited."""
        kept, name = library.keep_upload(file.file.read(), file.filename or "")
        given = {"upload": kept, "name": name, "offline": offline == "true"}
        number = library.submit("audit", given, request.state.user)
        answer.headers["location"] = f"/api/v1/jobs/{number}"
        return _job(must_be(library.job(number), "job"))

    @api.post(
        "/articles/from-web",
        status_code=202,
        response_model=JobShown,
        tags=["articles"],
        responses={202: {"description": "It waits for a worker; Location says where to look.", **_EXAMPLE}},
    )
    def send_address(request: Request, answer: Response, given: ToFetch) -> dict[str, Any]:
        """Name an article on the public web to be fetched and audited; its job says why, where it cannot be."""
        number = library.submit_address(given.address, request.state.user)
        answer.headers["location"] = f"/api/v1/jobs/{number}"
        return _job(must_be(library.job(number), "job"))

    @api.get("/jobs", response_model=Page, tags=["articles"])
    def list_jobs(limit: Limit = 50, open_only: Annotated[Literal["true", "false"], Query()] = "false") -> Any:
        """The last jobs, the newest first."""
        jobs = [_job(job) for job in library.jobs(limit, only_open=open_only == "true")]
        return {"items": jobs, "total": len(jobs)}

    @api.get("/jobs/{number}", response_model=JobShown, responses=problems(404), tags=["articles"])
    def show_job(number: Number) -> dict[str, Any]:
        """How far a job is."""
        return _job(must_be(library.job(number), f"job {number}"))

    @api.delete("/jobs/{number}", response_model=JobShown, responses=problems(403, 404), tags=["articles"])
    def cancel_job(number: Number, request: Request) -> dict[str, Any]:
        """Cancel a job; one that is being done stops at its next step. What has ended stays as it is."""
        job: Job = must_be(library.job(number), f"job {number}")
        if not job.is_ended and not request.state.account.may_cancel(job):
            raise HTTPException(403, f"job {number} is another user's")
        library.cancel(number)
        return _job(must_be(library.job(number), f"job {number}"))

    @api.get("/audits", response_model=Page, tags=["articles"])
    def list_audits(
        request: Request,
        answer: Response,
        limit: Limit = 50,
        offset: Offset = 0,
        article: Annotated[int | None, Query(ge=1, le=MOST_NUMBER, description="Only of this article.")] = None,
    ) -> Any:
        """The audits that the library keeps, the newest first."""
        kept = library.audits(article)
        linked(request, answer, len(kept), limit, offset)
        return {"items": [asdict(one) for one in kept[offset : offset + limit]], "total": len(kept)}

    @api.get(
        "/audits/{number}/report",
        tags=["articles"],
        responses=problems(404) | {200: {"content": {form.partition(";")[0]: {} for form in FORMS.values()}}},
    )
    def show_report(number: Number, format: Literal["json", "html", "markdown"] = "json") -> Response:
        """A report whole: as it was made (json), or with what was decided since (html, markdown)."""
        if format == "json":
            return JSONResponse(must_be(library.audit_document(number), f"audit {number}"))
        from refdb.reports.saving import written

        report = must_be(library.audit_report(number), f"audit {number} with a report")
        named = {"content-disposition": f'attachment; filename="report-{number}.{format[:4].replace("mark", "md")}"'}
        return Response(written(report, format), media_type=FORMS[format], headers=named)


def _job(job: Job) -> dict[str, Any]:
    shown = asdict(job)
    for name in ("given", "worker", "attempts"):
        del shown[name]
    return shown | {"name": job.given.get("name", "")}
