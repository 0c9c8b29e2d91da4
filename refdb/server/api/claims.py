"""Claims judged, and the library searched."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from refdb.server.api.shapes import Judged, ToCheck, Verified
from refdb.server.site import Site

YEARS = r"^(\d{4}|\d{4}\.\.(\d{4})?|\.\.\d{4})?$"


def add_routes(api: APIRouter, site: Site) -> None:
    """Add them."""
    library = site.library

    @api.post("/check", response_model=Judged, tags=["claims"])
    def check(given: ToCheck) -> Any:
        """What the library's sources, or one text, say of a claim."""
        from refdb import check_rows
        from refdb.reports.json import verdict_row

        if given.evidence_text.strip():
            row = {"id": 1, "claim": given.claim, "evidence_text": given.evidence_text}
            verdicts = check_rows([row], library.folder)
        else:
            verdicts = library.check(given.claim)
        return verdict_row(1, given.claim, verdicts[0]) | {"notes": list(verdicts.notes)}

    @api.get("/search", response_model=Verified, tags=["works"])
    async def search(
        q: Annotated[str, Query(min_length=1, max_length=1000, examples=["vitamin D and fractures"])],
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
        year: Annotated[str, Query(pattern=YEARS, examples=["2015..2020"])] = "",
        author: Annotated[str, Query(max_length=200)] = "",
        journal: Annotated[str, Query(max_length=200)] = "",
        tag: Annotated[list[str], Query(max_length=20)] = [],
    ) -> Any:
        """Find works by meaning and by words, each with the passage that fits best."""
        from refdb import search_filters

        hits = await site.in_turn(library.search, q, limit, search_filters(author, journal, year, tags=tuple(tag)))
        items = [
            {
                "key": hit.work.key,
                "doi": hit.work.doi,
                "title": hit.work.full_title,
                "year": hit.work.year,
                "passage": hit.passage.text,
                "origin": hit.passage.origin,
                "page": hit.passage.page,
                "score": round(hit.score, 6),
            }
            for hit in hits
        ]
        return {"items": items, "notes": list(hits.notes)}
