"""Printed references: looked up, read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from refdb.server.api.shapes import ToParse, ToVerify, Verified
from refdb.server.site import Site


def add_routes(api: APIRouter, site: Site) -> None:
    """Add them."""

    @api.post("/verify", response_model=Verified, tags=["references"])
    def verify(given: ToVerify) -> Any:
        """Look printed references up. The status "unchecked" says that nobody could be asked, and nothing else."""
        import refdb
        from refdb.reports.json import standing_row, verification_row

        settings, folder = site.library.settings, site.library.folder
        asked = {"registry": settings.registry, "mailto": settings.mailto}
        why = "" if given.offline else refdb.no_network(asked, folder)
        found = refdb.verify(
            given.references,
            library=folder,
            offline=given.offline or bool(why),
            registry=settings.registry,
            mailto=settings.mailto,
        )
        items = [
            verification_row(n, one.reference.raw, one.verification)
            | ({"standing": standing_row(one.standing)} if one.standing else {})
            for n, one in enumerate(found, 1)
        ]
        return {"items": items, "notes": [f"no network: nobody was asked ({why})"] * bool(why) + list(found.notes)}

    @api.post("/parse", response_model=Verified, tags=["references"])
    def parse(given: ToParse) -> Any:
        """Read the fields of printed references; nobody is asked about them."""
        import refdb
        from refdb.reports.json import parsed_row

        rows = [{"id": n} | parsed_row(one) for n, one in enumerate(refdb.parse(given.references), 1)]
        return {"items": rows, "notes": []}
