"""Templates into pages, in the reader's language."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from refdb import __version__
from refdb.model.showing import doi_url
from refdb.reports.languages import LANGUAGES, said, speaking

LANGUAGE_COOKIE = "refdb-language"


@cache
def environment() -> Environment:
    """The templates' environment: every text is escaped, an unknown name is an error."""
    loader = PackageLoader("refdb.server")
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["doi_url"] = doi_url
    return made


def language_of(request: Request) -> str:
    """The language that the reader chose; English, where none."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else "en"


def rendered(request: Request, template: str, **values: Any) -> str:
    """A template with what every page knows."""
    language = language_of(request)
    known = {
        "user": request.state.user,
        "edits": request.state.account.may("editor"),
        "owns": request.state.account.may("owner"),
        "csrf": request.state.csrf,
        "local": request.state.local,
        "version": __version__,
        "language": language,
        "languages": LANGUAGES,
        "here": "",
        "_": said,
    }
    with speaking(language):
        return environment().get_template(template).render(known | values)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page as an answer."""
    return HTMLResponse(rendered(request, template, **values), status)
