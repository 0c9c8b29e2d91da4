"""Errors as programs read them: application/problem+json of RFC 9457."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse


def problem(status: int, detail: str = "", **more: Any) -> JSONResponse:
    """A problem as an answer; ``detail`` says what to do next."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail} | more
    return JSONResponse(content, status, media_type="application/problem+json")
