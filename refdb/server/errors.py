"""What went wrong, told to a person as a page and to a program as a problem (RFC 9457)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException

from refdb.errors import InputError, RefdbError
from refdb.server.pages.rendering import page
from refdb.server.problems import problem


def add_errors(app: FastAPI) -> None:
    """Put the handlers into the application."""

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        answer = told(request, error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RefdbError)
    def ours(request: Request, error: RefdbError) -> Response:
        return told(request, 400 if isinstance(error, InputError) else 503, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first: dict[str, Any] = next(iter(error.errors()), {})
        where = ".".join(str(part) for part in first.get("loc", ()))
        return told(request, 422, f"{where}: {first.get('msg', 'it cannot be read')}")


def told(request: Request, status: int, detail: str) -> Response:
    """The error as whoever asks can read it."""
    if request.url.path.startswith("/api/"):
        return problem(status, detail)
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "error.html", status, detail=detail)
    return PlainTextResponse(detail, status)
