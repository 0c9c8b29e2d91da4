"""An audit in the page, alive: decided on, noted, given to somebody; and taken along in every form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from markupsafe import Markup
from pydantic import BaseModel, Field

from refdb import corrected_list
from refdb.errors import InputError
from refdb.model import AuditReport, CheckedClaim, CheckedReference, Decision, Remark
from refdb.reports.decisions import about, decided, document, label_name, offered, remarked, standing_of
from refdb.reports.html import Live, render
from refdb.reports.languages import said, speaking
from refdb.reports.lists.letter import render as letter_of
from refdb.reports.lists.rows import csv_of
from refdb.reports.saving import written
from refdb.reports.word_comments import annotate, comments_of
from refdb.server.pages.rendering import language_of, page, rendered
from refdb.server.site import Site

Kind = Literal["claim", "reference"]
Checked = CheckedClaim | CheckedReference
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Said(BaseModel):
    """What a reader says of one claim or reference."""

    action: Literal["decide", "note", "assign", "done", "reopen"]
    verdict: str = Field("", max_length=60)  # what is right instead; "" agrees with refdb
    text: str = Field("", max_length=4000)  # the note, or whom it is given to


def add_audits(app: FastAPI, site: Site) -> None:
    """Put these pages into the application."""
    library = site.library

    @app.get("/audits/{number}", include_in_schema=False)
    def show(request: Request, number: int) -> Response:
        kept = library.audit_report(number)
        if kept is None:
            if library.audit_document(number) is None:
                raise HTTPException(404, "there is no such audit")
            raise HTTPException(409, "this audit was made before reports were kept; audit the article again")
        with speaking(language_of(request)):
            return HTMLResponse(render(kept, _live(request, site, number, kept)))

    @app.post("/audits/{number}/{kind}/{n}", include_in_schema=False)
    def say(request: Request, number: int, kind: Kind, n: int, given: Said) -> Response:
        report = _report(site, number)
        checked = _item(report, kind, n)
        user = request.state.user
        if given.action == "decide":
            library.decide(checked, given.verdict, note=given.text, by=user, article=report.article)
        else:
            library.remark(checked, given.action, given.text, by=user, report=report)
        now = _item(_report(site, number), kind, n)
        with speaking(language_of(request)):
            return JSONResponse(_standing(now) | {"said": str(_history(site, [now])[0])})

    @app.get("/audits/{number}/reference/{n}/corrected", include_in_schema=False)
    def corrected(number: int, n: int, style: str = "vancouver") -> Response:
        checked = _item(_report(site, number), "reference", n)
        assert isinstance(checked, CheckedReference)
        return PlainTextResponse(corrected_list([checked], style)[0])

    @app.get("/audits/{number}/letter", include_in_schema=False)
    def letter(request: Request, number: int) -> Response:
        report = _report(site, number)
        title = report.article.title or report.article.source.name or "your manuscript"
        text = letter_of([_as_decided(one) for one in report.references], title, markdown=False)
        return page(request, "letter.html", text=text, number=number, name=report.article.source.name)

    @app.get("/audits/{number}/export.{form}", include_in_schema=False)
    def export(number: int, form: Literal["html", "json", "md", "csv", "docx", "decisions"]) -> Response:
        report = _report(site, number)
        name = _file_name(report)
        if form == "docx":
            return _attached(_commented(site, report), f"{name}-comments.docx", _WORD)
        if form == "csv":
            return _attached("\ufeff" + csv_of(report), f"{name}-audit.csv", "text/csv; charset=utf-8")
        if form == "decisions":
            items: list[Checked] = [*report.claims, *report.references]
            found = [c.decision for c in items if c.decision]
            text = json.dumps(document(found), ensure_ascii=False, indent=1)
            return _attached(text, f"{name}-decisions.json", "application/json")
        forms: Mapping[str, tuple[Literal["html", "json", "markdown"], str]] = {
            "html": ("html", "text/html"),
            "json": ("json", "application/json"),
            "md": ("markdown", "text/markdown"),
        }
        written_as, media = forms[form]
        return _attached(written(report, written_as), f"{name}-audit.{form}", f"{media}; charset=utf-8")


def _live(request: Request, site: Site, number: int, report: AuditReport) -> Live:
    items: list[Checked] = [*report.claims, *report.references]
    stories = {about(item): lines for item, lines in zip(items, _history(site, items), strict=True)}
    open_ = sum(1 for item in items if not _standing(item)["settled"])
    names = [one.name for one in site.library.accounts()]
    values = {
        "number": number,
        "report": report,
        "people": sorted({request.state.user, *names} - {""}),
        "offered": {kind: offered(kind) for kind in ("claim", "reference")},
        "open": open_,
        "items": len(items),
        "is_word": report.article.source.format == "docx",
        "here": "audits",
    }
    parts = {part: rendered(request, f"audit_{part}.html", **values) for part in ("head", "top", "tools", "foot")}
    return Live(**parts, said=lambda checked: stories[about(checked)])


def _history(site: Site, items: Sequence[Checked]) -> list[str]:
    """Everything that was said on each, as HTML; the last decision is what holds."""
    lines: list[str] = []
    for item, entries in zip(items, site.library.all_decided_on(items), strict=True):
        to, done = standing_of(item.remarks)
        settled = Markup("<i hidden data-settled></i>") if _standing(item)["settled"] else Markup("")
        held = Markup('<p class="decided">{}</p>').format(decided(item)) if item.decision else Markup("")
        given = said("given to {name}").format(name=to) if to else ""
        told = ", ".join(filter(None, [given, said("done") if done else ""]))
        state = Markup('<p class="remark">{}</p>').format(told)
        story = [Markup("<li>{}</li>").format(_told(one)) for one in entries]
        fold = Markup('<details class="story"><summary>{}</summary><ol>{}</ol></details>').format(
            said("1 entry") if len(story) == 1 else said("{n} entries").format(n=len(story)), Markup("").join(story)
        )
        lines.append(settled + held + (state if told else "") + (fold if entries else ""))
    return lines


def _told(one: Decision | Remark) -> str:
    when = datetime.fromisoformat(one.at).strftime("%Y-%m-%d %H:%M") if one.at else ""
    if isinstance(one, Remark):
        return f"{when} {remarked(replace(one, at=''))}"
    name = label_name(one.kind, one.label)
    line = said("{who} agreed: {name}") if one.stance == "agreed" else said("{who} decided: {name}")
    told = line.format(who=one.by or said("somebody"), name=name)
    return f"{when} {told}{f' — {one.note}' if one.note else ''}"


def _standing(checked: Checked) -> dict[str, object]:
    to, done = standing_of(checked.remarks)
    decision = checked.decision
    return {
        "decision": decision.verdict if decision else None,
        "note": decision.note if decision else "",
        "to": to,
        "done": done,
        "settled": done or checked.is_decided,
    }


def _as_decided(checked: CheckedReference) -> CheckedReference:
    """A reference that nobody asks the author about any more, where a reader has found it right."""
    right = checked.decision is not None and checked.decision.stance == "overruled" and checked.is_decided
    asked = replace(checked, verification=replace(checked.verification, status="verified", diffs=()))
    return asked if right or standing_of(checked.remarks)[1] else checked


def _report(site: Site, number: int) -> AuditReport:
    report = site.library.audit_report(number)
    if report is None:
        raise HTTPException(404, "there is no such audit")
    return report


def _item(report: AuditReport, kind: Kind, n: int) -> Checked:
    if kind == "claim" and 0 < n <= len(report.claims):
        return report.claims[n - 1]
    for reference in report.references if kind == "reference" else ():
        if reference.reference.n == n:
            return reference
    raise HTTPException(404, f"there is no {kind} {n}")


def _commented(site: Site, report: AuditReport) -> bytes:
    path = site.library.upload_path(f"{report.article.source.sha256}.docx")
    if not path.is_file():
        raise InputError("only a Word file that was sent here, and is still kept, can be given comments")
    return annotate(path.read_bytes(), comments_of(report))[0]


def _file_name(report: AuditReport) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in report.article.source.name)
    return plain.strip("-")[:80] or "article"


def _attached(content: str | bytes, name: str, media: str) -> Response:
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})
