"""Jobs in the page: made of a file or a text, watched while they are done, cancelled."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from refdb.model import Job
from refdb.model.showing import shortened
from refdb.server.pages.rendering import page
from refdb.server.site import Site

PAUSE = 0.4  # seconds between two looks at a job that is watched
PASTED = "pasted text.txt"
LONGEST_SENTENCE = 600
LONGEST_TEXT = 3_000_000  # characters that are pasted
LONGEST_ADDRESS = 2000
_ENTRY = re.compile(r"\b(?:1[89]|20)\d\d\b")


def add_jobs(app: FastAPI, site: Site) -> None:
    """Put these pages into the application."""
    library = site.library

    @app.post("/jobs", include_in_schema=False)
    async def begin(request: Request) -> Response:
        given = await _given(request)
        numbers = await run_in_threadpool(_submit, site, given, request.state.user)
        shown = f"/jobs/{numbers[0]}" if len(numbers) == 1 else "/"
        return JSONResponse({"jobs": numbers, "url": shown}, 202)

    @app.get("/jobs/{number}", include_in_schema=False)
    def watch(request: Request, number: int) -> Response:
        job = _job(site, number)
        if job.state == "done" and "audit" in job.result:
            return RedirectResponse(f"/audits/{job.result['audit']}", 303)
        return page(request, "job.html", job=job, cancels=request.state.account.may_cancel(job))

    @app.get("/jobs/{number}/events", include_in_schema=False)
    async def events(request: Request, number: int) -> Response:
        await run_in_threadpool(_job, site, number)

        async def stream() -> AsyncIterator[str]:
            last = ""
            while not await request.is_disconnected():
                job = await run_in_threadpool(library.job, number)
                if job is None:
                    return
                now = json.dumps(told(job))
                if now != last:
                    yield f"data: {now}\n\n"
                    last = now
                if job.is_ended:
                    return
                await asyncio.sleep(PAUSE)

        return StreamingResponse(stream(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    @app.post("/jobs/{number}/cancel", include_in_schema=False)
    def cancel(request: Request, number: int) -> Response:
        job = _job(site, number)
        if not job.is_ended and not request.state.account.may_cancel(job):
            raise HTTPException(403, f"job {number} is another user's")
        library.cancel(number)
        return RedirectResponse(f"/jobs/{number}", 303)


def told(job: Job) -> dict[str, object]:
    """A job as the page is told of it."""
    known = {name: value for name, value in asdict(job).items() if name in ("id", "state", "step", "done", "total")}
    url = f"/audits/{job.result['audit']}" if "audit" in job.result else ""
    return known | {"ahead": job.ahead, "error": job.error, "url": url, "result": dict(job.result)}


def as_article(text: str) -> str:
    """A pasted text as a file: where it is a list of references alone, under a heading that says so."""
    lines = [line for line in text.splitlines() if line.strip()]
    entries = sum(bool(_ENTRY.search(line)) and len(line) > 40 for line in lines)
    named = any(re.fullmatch(r"\W*(references|literature|bibliography|literatur\w*)\W*", line, re.I) for line in lines)
    return text if named or not lines or entries < 0.8 * len(lines) else f"References\n\n{text.strip()}\n"


def is_sentence(text: str) -> bool:
    """Whether a pasted text is one sentence to be checked, and no article."""
    ends = re.findall(r"[.!?](?=\s+[A-ZÄÖÜ])", text)
    return len(text) <= LONGEST_SENTENCE and "\n" not in text.strip() and len(ends) <= 1 and "://" not in text


@dataclass(frozen=True, slots=True)
class _Given:
    """What a form sends: files and texts with their names, an address on the web, and what is to be done."""

    files: list[tuple[bytes, str]]
    address: str
    purpose: str


async def _given(request: Request) -> _Given:
    async with request.form(max_files=200, max_fields=20) as form:
        files = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
        given = [(await one.read(), one.filename or "") for one in files]
        text, address, purpose = (str(form.get(name, "")).strip() for name in ("text", "address", "purpose"))
    if len(text) > LONGEST_TEXT or len(address) > LONGEST_ADDRESS:
        raise HTTPException(413, "the text is too long; put it into a file")
    if purpose == "import":
        address = ""  # that form has none
    elif not address and re.fullmatch(r"https?://\S+", text, re.I):
        text, address = "", text  # somebody who pastes an address alone means what is there
    if text:
        given.append((as_article(text).encode(), PASTED))
    if not given and not address:
        raise HTTPException(400, "no file and no text was given")
    return _Given(given, address, purpose)


def _submit(site: Site, given: _Given, user: str) -> list[int]:
    fetched = [site.library.submit_address(given.address, user)] if given.address else []
    kept = [site.library.keep_upload(data, name) for data, name in given.files]
    if given.purpose == "import":
        return [site.library.submit("import", {"uploads": [name for name, _ in kept]}, user)]
    sent = zip(given.files, kept, strict=True)
    return [*fetched, *(_audit_or_check(site, data, *names, user) for (data, _), names in sent)]


def _audit_or_check(site: Site, data: bytes, name: str, shown: str, user: str) -> int:
    text = data.decode("utf-8", "replace").strip()
    if shown == PASTED and is_sentence(text):
        return site.library.submit("check", {"claim": text, "name": shortened(text, 80)}, user)
    return site.library.submit("audit", {"upload": name, "name": shown}, user)


def _job(site: Site, number: int) -> Job:
    job = site.library.job(number)
    if job is None:
        raise HTTPException(404, "there is no such job")
    return job
