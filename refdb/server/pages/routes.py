"""The pages: sign in and out, the first page, and those of the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from refdb.reports.languages import LANGUAGES
from refdb.server.gate.access import cookie_name
from refdb.server.gate.signing_in import Guesses
from refdb.server.pages.articles import add_articles, counted
from refdb.server.pages.audits import add_audits
from refdb.server.pages.jobs import add_jobs
from refdb.server.pages.looking import add_works
from refdb.server.pages.rendering import LANGUAGE_COOKIE, page
from refdb.server.pages.searching import add_search
from refdb.server.pages.users import add_users
from refdb.server.site import Site

HERE = Path(__file__).parents[1]


def add_pages(app: FastAPI, site: Site) -> None:
    """Put the pages into the application."""
    for name in ("report.css", "report.js", "deciding.js"):  # the report's own, so that both look and work alike
        media = "text/css" if name.endswith("css") else "text/javascript"
        content = (files("refdb.reports") / "templates" / name).read_bytes()
        app.add_api_route(f"/static/{name}", _fixed(content, media), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    guesses = Guesses()
    add_jobs(app, site)
    add_audits(app, site)
    add_articles(app, site)
    add_search(app, site)
    add_works(app, site)
    add_users(app, site)

    @app.get("/", include_in_schema=False)
    def first(request: Request) -> Response:
        jobs, audits = site.library.jobs(20, only_open=True), site.library.audits()[:10]
        return page(request, "first.html", jobs=jobs, audits=[counted(one) for one in audits], here="first")

    @app.get("/language/{code}", include_in_schema=False)
    def choose_language(code: str) -> Response:
        answer = RedirectResponse("/", 303)
        if code in LANGUAGES:
            answer.set_cookie(LANGUAGE_COOKIE, code, max_age=365 * 86400, samesite="lax")
        return answer

    @app.get("/sign-in", include_in_schema=False)
    def sign_in_page(request: Request) -> Response:
        return page(request, "sign_in.html", wrong=False, wait=0, here="sign-in")

    @app.post("/sign-in", include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        form = await request.form()
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        address = request.client.host if request.client else ""
        if wait := guesses.wait(name, address):
            answer = page(request, "sign_in.html", wrong=False, wait=wait, here="sign-in", status=429)
            answer.headers["retry-after"] = str(wait)
            return answer
        secret = await guesses.sign_in(site.library, name, password)
        if not secret:
            guesses.failed(name, address)
            return page(request, "sign_in.html", wrong=True, wait=0, here="sign-in", status=401)
        signed_in = RedirectResponse("/", 303)
        secure = request.url.scheme == "https"
        signed_in.set_cookie(
            cookie_name(site.settings.port), secret, max_age=14 * 86400, httponly=True, samesite="lax", secure=secure
        )
        return signed_in

    @app.post("/sign-out", include_in_schema=False)
    def sign_out(request: Request) -> Response:
        site.library.sign_out(request.state.cookie)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(cookie_name(site.settings.port))
        return answer


def _fixed(content: bytes, media: str) -> Callable[[], Response]:
    def answer() -> Response:
        return Response(content, media_type=media)

    return answer
