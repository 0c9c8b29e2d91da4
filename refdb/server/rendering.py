"""Templates into pages."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from refdb import __version__


@cache
def environment() -> Environment:
    """The templates' environment: every text is escaped, an unknown name is an error."""
    loader = PackageLoader("refdb.server")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401  (a template's)
    """A page as an answer."""
    known = {"user": request.state.user, "csrf": request.state.csrf, "version": __version__}
    return HTMLResponse(
        environment().get_template(template).render(known | {"wrong": False, "wait": 0} | values), status
    )
