"""The works of the library: listed, shown, changed, removed, written out."""

from __future__ import annotations

from threading import Lock
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, HTTPException, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from refdb.errors import InputError
from refdb.library import Library
from refdb.model import Selection, Work
from refdb.reports.json import standing_row
from refdb.reports.spooled import blocks, spooled
from refdb.server.api.answering import Limit, Offset, etag, is_named, linked, problems
from refdb.server.api.shapes import Page, WorkChanges, WorkShown
from refdb.server.problems import problem
from refdb.server.site import Site

Key = Annotated[str, Path(min_length=1, max_length=500, description="Citation key, or DOI", examples=["weber2003"])]
Words = Annotated[str, Query(max_length=500, description="Only works in which these words occur.")]
Labels = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=20)]
SORTS = r"^-?(key|author|year|title|journal|doi|added)$"
COLUMNS = ("key", "authors", "year", "title", "journal", "doi", "type", "tags", "text", "state")
MEDIA = {
    "bibtex": "application/x-bibtex", "biblatex": "application/x-bibtex", "ris": "application/x-research-info-systems",
    "nbib": "text/plain", "csl-json": "application/vnd.citationstyles.csl+json", "text": "text/plain",
}  # fmt: skip
Form = Literal["bibtex", "biblatex", "ris", "nbib", "csl-json", "text"]
Tag = Annotated[str, Header(max_length=1000)]
_TAGGED = {"headers": {"ETag": {"schema": {"type": "string"}}}}


def add_routes(api: APIRouter, site: Site) -> None:
    """Add them."""
    library, changing = site.library, Lock()

    @api.get("/works", response_model=Page, tags=["works"])
    def list_works(
        request: Request,
        answer: Response,
        limit: Limit = 50,
        offset: Offset = 0,
        q: Words = "",
        tag: Labels = [],
        collection: Labels = [],
        sort: Annotated[str, Query(pattern=SORTS)] = "key",
    ) -> Any:
        """The works of the library, or some of them."""
        chosen = Selection(tags=tuple(tag), collections=tuple(collection), query=q)
        rows, total = library.rows(COLUMNS, chosen, sort=sort, limit=limit, offset=offset)
        linked(request, answer, total, limit, offset)
        return {"items": rows, "total": total}

    @api.get(
        "/works/{key:path}",
        response_model=WorkShown,
        tags=["works"],
        responses=problems(404) | {200: _TAGGED, 304: {"description": "It is as it was."}},
    )
    def show_work(key: Key, answer: Response, if_none_match: Tag = "") -> Any:
        """A work, by its key or DOI."""
        shown = _shown(library, _named(library, key))
        tag = etag(shown)
        if if_none_match and is_named(tag, if_none_match):
            return Response(status_code=304, headers={"etag": tag})
        answer.headers["etag"] = tag
        return shown

    @api.patch(
        "/works/{key:path}",
        response_model=WorkShown,
        tags=["works"],
        responses=problems(404, 412, 428) | {200: _TAGGED},
    )
    def change_work(key: Key, changes: WorkChanges, answer: Response, if_match: Tag = "") -> Any:
        """Change fields of a work; ``If-Match`` must name the version that is changed. `refdb undo` takes it back."""
        if not if_match:
            return problem(428, "send If-Match with the ETag of the version that you change")
        with changing:
            work = _named(library, key)
            if not is_named(etag(_shown(library, work)), if_match):
                return problem(412, "the work was changed since; read it again")
            shown = _shown(library, library.edit(work.key, changes.model_dump(exclude_unset=True)))
        answer.headers["etag"] = etag(shown)
        return shown

    @api.delete("/works/{key:path}", status_code=204, tags=["works"], responses=problems(404, 412))
    def remove_work(key: Key, if_match: Tag = "") -> Response:
        """Take a work out; `refdb undo` brings it back."""
        with changing:
            work = _named(library, key)
            if if_match and not is_named(etag(_shown(library, work)), if_match):
                return problem(412, "the work was changed since; read it again")
            library.remove([work.key])
        return Response(status_code=204)

    @api.get(
        "/export",
        tags=["works"],
        response_class=Response,
        responses=problems(404) | {200: {"content": {media: {} for media in MEDIA.values()}}},
    )
    def export(
        format: Form = "bibtex",
        style: Annotated[str, Query(max_length=100)] = "vancouver",
        q: Words = "",
        tag: Labels = [],
        collection: Labels = [],
        key: Annotated[list[str], Query(max_length=500, description="Only these works: keys or DOIs.")] = [],
    ) -> Response:
        """Works of the library in a format."""
        keys = tuple(_named(library, one).key for one in key)
        chosen = Selection(tags=tuple(tag), collections=tuple(collection), query=q, keys=keys)
        text, _ = spooled(lambda write: library.export(chosen, form=format, style=style, write=write))
        return StreamingResponse(blocks(text), media_type=f"{MEDIA[format]}; charset=utf-8")

    @api.get("/retractions", response_model=Page, tags=["works"])
    def list_retractions(
        request: Request,
        answer: Response,
        limit: Limit = 50,
        offset: Offset = 0,
        state: Annotated[Literal["retracted", "clear", "unchecked"], Query()] = "retracted",
    ) -> Any:
        """Works by whether they still stand, as far as was asked; nobody is asked now."""
        known = [(key, one) for key, one in sorted(library.standings().items()) if one.state == state]
        linked(request, answer, len(known), limit, offset)
        some = known[offset : offset + limit]
        return {"items": [{"key": key} | standing_row(one) for key, one in some], "total": len(known)}


def _named(library: Library, key: str) -> Work:
    try:
        return library.works_named(key)[0]
    except InputError as error:
        raise HTTPException(404, str(error)) from None


def _shown(library: Library, work: Work) -> dict[str, Any]:
    standing, _, citing = library.known_of(work)
    return library.fields(work.key) | {
        "full_text": bool(work.full_text),
        "standing": standing_row(standing),
        "cited_by": [{"article": number, "title": title} for number, title in citing],
    }
