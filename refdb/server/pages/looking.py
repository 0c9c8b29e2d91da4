"""A work's page: all that is known of it, edited, labelled, merged, removed; every change can be taken back."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from refdb.errors import InputError
from refdb.library import Library
from refdb.model import Work
from refdb.server.pages.rendering import page
from refdb.server.site import Site

# The fields of the form, with how many lines each has: one value a line where there are several.
FIELDS = {
    "title": 2, "authors": 4, "year": 1, "container_title": 1, "volume": 1, "issue": 1, "pages": 1, "publisher": 1,
    "doi": 1, "pmid": 1, "isbn": 1, "url": 1, "language": 1, "abstract": 6,
}  # fmt: skip
_SEVERAL = ("authors", "isbn")
_MOST = 200  # passages that are shown


def add_works(app: FastAPI, site: Site) -> None:
    """Put these pages into the application."""
    library = site.library

    @app.get("/works/{key:path}", include_in_schema=False)
    def show(request: Request, key: str) -> Response:
        work = _work(library, key)
        standing, origins, citing = library.known_of(work)
        passages = library.store.passages_of([work.key])
        fields = {name: _as_text(value) for name, value in library.fields(work.key).items() if name in FIELDS}
        values: dict[str, Any] = {
            "work": work,
            "standing": standing,
            "origins": origins,
            "citing": citing,
            "passages": passages[:_MOST],
            "more": max(len(passages) - _MOST, 0),
            "fields": fields,
            "lines": FIELDS,
        }
        return page(request, "work.html", here="library", **values)

    @app.post("/edit", include_in_schema=False)
    async def edit(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        key = _work(library, form["key"]).key
        known = {name: _as_text(value) for name, value in library.fields(key).items()}
        changed = {
            name: _as_value(name, form[name])
            for name in FIELDS
            if name in form and form[name].split() != known[name].split()
        }
        return RedirectResponse(f"/works/{library.edit(key, changed).key}", 303)

    @app.post("/label", include_in_schema=False)
    async def label(request: Request) -> Response:
        form = await request.form()
        work = _work(library, str(form["key"]))
        for what, known in (("tags", work.tags), ("collections", work.collections)):
            wanted = [name.strip() for name in str(form.get(what, "")).split(",") if name.strip()]
            add, remove = [n for n in wanted if n not in known], [n for n in known if n not in wanted]
            if add or remove:
                library.label([work.key], "tags" if what == "tags" else "collections", add, remove)
        return RedirectResponse(f"/works/{work.key}", 303)

    @app.post("/remove", include_in_schema=False)
    async def remove(request: Request) -> Response:
        library.remove([_work(library, str((await request.form())["key"])).key])
        return RedirectResponse("/library", 303)

    @app.post("/merge", include_in_schema=False)
    async def merge(request: Request) -> Response:
        form = await request.form()
        kept = library.merge(str(form["key"]), [str(other) for other in form.getlist("other")])
        return RedirectResponse(f"/works/{kept.key}", 303)

    @app.post("/undo", include_in_schema=False)
    async def undo(request: Request) -> Response:
        number = str((await request.form()).get("change", ""))
        library.undo(int(number) if number.isdecimal() else None)
        return RedirectResponse("/state#changes", 303)

    @app.get("/duplicates", include_in_schema=False)
    def duplicates(request: Request) -> Response:
        return page(request, "duplicates.html", groups=library.duplicates(), here="library")

    @app.get("/state", include_in_schema=False)
    def state(request: Request) -> Response:
        standings = {key: one for key, one in library.standings().items() if one.notices or one.state == "retracted"}
        fallen = [(work, standings[work.key]) for work in library.store.works(standings)] if standings else []
        values: dict[str, Any] = {
            "stats": library.stats(),
            "index": library.check_index(),
            "changes": library.changes(limit=30),
            "fallen": fallen,
            "jobs": library.jobs(20),
        }
        return page(request, "state.html", here="state", **values)


def _work(library: Library, key: str) -> Work:
    try:
        return library.works_named(key)[0]
    except InputError as error:
        raise HTTPException(404, str(error)) from error


def _as_text(value: object) -> str:
    return "\n".join(str(one) for one in value) if isinstance(value, list) else "" if value is None else str(value)


def _as_value(name: str, text: str) -> object:
    text = text.replace("\r\n", "\n").strip()
    if name in _SEVERAL:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if name == "year":
        if text and not text.lstrip("-").isdecimal():
            raise InputError("the year is no number")
        return int(text) if text else None
    return text
