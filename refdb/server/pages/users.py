"""The accounts in the page, for owners: who may do what, taken in, taken out."""

from __future__ import annotations

from typing import Literal

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from refdb.errors import InputError
from refdb.library import Library
from refdb.model import ROLES, Role
from refdb.server.pages.rendering import page
from refdb.server.site import Site


class _Change(BaseModel):
    action: Literal["add", "role", "remove"]
    name: str
    role: str = "editor"
    password: str = ""


def add_users(app: FastAPI, site: Site) -> None:
    """Put this page into the application."""
    library = site.library

    @app.get("/users", include_in_schema=False)
    def show(request: Request) -> Response:
        return page(request, "users.html", accounts=library.accounts(), roles=ROLES, here="users")

    @app.post("/users", include_in_schema=False)
    async def change(request: Request) -> Response:
        said = _Change.model_validate({name: str(value) for name, value in (await request.form()).items()})
        if said.action == "add":
            await run_in_threadpool(taken_in, library, said.name, said.role, said.password)
        else:
            not_oneself(request.state.user, said.name)
            if said.action == "role":
                await run_in_threadpool(library.set_role, said.name, said.role)
            else:
                await run_in_threadpool(library.remove_account, said.name)
        return RedirectResponse("/users", 303)


def taken_in(library: Library, name: str, role: str, password: str) -> None:
    """Make an account; the first one is an owner's, since nobody else could take in another.

    Raises:
        InputError: there is one of this name, or a name, password or role that cannot be.
    """
    known = {one.name for one in library.accounts()}
    if " ".join(name.split()) in known:
        raise InputError(f"{name} has an account; `refdb user add {name}` gives it another password")
    first: Role | None = None if known else "owner"
    wanted = first or next((one for one in ROLES if one == role), None)
    if wanted is None:
        raise InputError(f"{role!r:.40} is no role; there are {', '.join(ROLES)}")
    library.add_account(name, password, wanted)


def not_oneself(user: str, name: str) -> None:
    """Nobody changes or removes their own account here: so one owner stays.

    Raises:
        InputError: it is one's own.
    """
    if user == name:
        raise InputError("your own account is changed by another owner, or with `refdb user` on the server")
