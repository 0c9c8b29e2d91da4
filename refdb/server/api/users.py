"""The accounts, for owners."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from refdb.server.api.answering import must_be, problems
from refdb.server.api.shapes import NewRole, NewUser, Page, UserShown
from refdb.server.pages.users import not_oneself, taken_in
from refdb.server.site import Site

Name = Annotated[str, Path(min_length=1, max_length=80, examples=["ann"])]


def add_routes(api: APIRouter, site: Site) -> None:
    """Add them."""
    library = site.library

    @api.get("/users", response_model=Page, tags=["users"])
    def list_users() -> Any:
        """Who may use the server, and as what."""
        items = [{"name": one.name, "role": one.role} for one in library.accounts()]
        return {"items": items, "total": len(items)}

    @api.post("/users", response_model=UserShown, status_code=201, tags=["users"])
    def add_user(given: NewUser) -> Any:
        """Take somebody in; without a password they have tokens alone (`refdb user token`)."""
        taken_in(library, given.name, given.role, given.password)
        return _shown(site, " ".join(given.name.split()))

    @api.patch("/users/{name}", response_model=UserShown, tags=["users"], responses=problems(404))
    def change_user(name: Name, given: NewRole, request: Request) -> Any:
        """Let somebody do more, or less."""
        _shown(site, name)
        not_oneself(request.state.user, name)
        library.set_role(name, given.role)
        return _shown(site, name)

    @api.delete("/users/{name}", status_code=204, tags=["users"], responses=problems(404))
    def remove_user(name: Name, request: Request) -> Response:
        """Take somebody out, with their sessions and tokens; what they decided stays."""
        _shown(site, name)
        not_oneself(request.state.user, name)
        library.remove_account(name)
        return Response(status_code=204)


def _shown(site: Site, name: str) -> dict[str, str]:
    one = must_be(next((one for one in site.library.accounts() if one.name == name), None), f"account {name!r:.80}")
    return {"name": one.name, "role": one.role}
