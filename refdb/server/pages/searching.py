"""The library searched while somebody types, with filters; what is found exported."""

from __future__ import annotations

import threading
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from refdb import search_filters
from refdb.errors import InputError
from refdb.library import Library
from refdb.model import Filters, Selection
from refdb.reports.spooled import blocks, spooled
from refdb.server.pages.rendering import page
from refdb.server.site import Site

SHOWN = 25
_COLUMNS = ("key", "authors", "year", "title", "journal", "doi", "tags", "text", "state")
_FORMS = {
    "bibtex": ("bib", "application/x-bibtex"), "biblatex": ("bib", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"), "csl-json": ("json", "application/json"),
    "text": ("txt", "text/plain"),
}  # fmt: skip
Format = Literal["bibtex", "biblatex", "ris", "csl-json", "text"]


class Asked(BaseModel):
    """What the search page's form says."""

    q: str = Field("", max_length=2000)
    tag: str = ""
    collection: str = ""
    year: str = ""
    retracted: bool = False

    @property
    def filters(self) -> Filters:
        """The same as a search takes it.

        Raises:
            InputError: a year that is none.
        """
        labels: dict[str, Any] = {"tags": _one(self.tag), "collections": _one(self.collection)}
        return search_filters("", "", self.year, retracted=True if self.retracted else None, **labels)


class Keys(BaseModel):
    """What the export's form says: the works that are ticked, or those with a label, or all."""

    form: Format = "bibtex"
    key: list[str] = Field(default_factory=list)
    tag: str = ""
    collection: str = ""


def _one(label: str) -> tuple[str, ...]:
    return (label,) if label else ()


def add_search(app: FastAPI, site: Site) -> None:
    """Put these pages into the application."""
    library = site.library

    @app.get("/library", include_in_schema=False)
    def show(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        tags, collections, changes = library.labels("tags"), library.labels("collections"), library.changes(limit=1)
        values: dict[str, Any] = {"tags": tags, "collections": collections, "last": changes[0] if changes else None}
        return page(
            request, "library.html", asked=asked, here="library", forms=list(_FORMS), **values, **_found(library, asked)
        )

    @app.get("/library/results", include_in_schema=False)
    async def results(request: Request, asked: Annotated[Asked, Query()]) -> Response:
        return await site.in_turn(lambda: page(request, "results.html", **_found(library, asked)))

    @app.get("/library/export", include_in_schema=False)
    def export(keys: Annotated[Keys, Query()]) -> Response:
        selection = Selection(keys=tuple(keys.key), tags=_one(keys.tag), collections=_one(keys.collection))
        text, _ = spooled(lambda write: library.export(selection, form=keys.form, write=write))
        ending, media = _FORMS[keys.form]
        headers = {"content-disposition": f'attachment; filename="refs.{ending}"'}
        return StreamingResponse(blocks(text), media_type=f"{media}; charset=utf-8", headers=headers)


def warm_up(library: Library) -> None:
    """Load what a search needs, beside what is being asked meanwhile: the first search is then as quick as others."""
    threading.Thread(target=_warm, args=(library,), daemon=True).start()


def _warm(library: Library) -> None:
    try:
        library.search("warm", 1)
    except Exception:  # the first who searches is told
        return


def _found(library: Library, asked: Asked) -> dict[str, Any]:
    """What the search finds; without a query the works that came last."""
    try:
        if not asked.q.strip():
            filters = asked.filters
            selection = Selection(tags=filters.tags, collections=filters.collections)
            rows, count = library.rows(_COLUMNS, selection, sort="-added", limit=SHOWN)
            return {"rows": rows, "hits": [], "count": count, "notes": [], "wrong": ""}
        found = library.search(asked.q, SHOWN, asked.filters)
    except InputError as error:
        return {"rows": [], "hits": [], "count": 0, "notes": [], "wrong": str(error)}
    return {"rows": [], "hits": list(found), "count": len(found), "notes": [n for n in found.notes if n], "wrong": ""}
