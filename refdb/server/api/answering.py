"""How every route answers: errors as problems, pages with links, versions of a work as ETags."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from python_multipart.exceptions import FormParserError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.formparsers import MultiPartException

from refdb.errors import InputError, RefdbError
from refdb.server.problems import problem

MOST_NUMBER = 2**31 - 1
Number = Annotated[int, Path(ge=1, le=MOST_NUMBER, examples=[1])]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=MOST_NUMBER, description="How many to leave out at the beginning.")]
PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
    "examples": [{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "there is no audit 7"}],
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These problems, as OpenAPI has them."""
    content = {"application/problem+json": {"schema": PROBLEM}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def told_by_all() -> dict[int | str, dict[str, Any]]:
    """What every route may say instead of an answer."""
    return problems(400, 401, 403, 413, 415, 422, 500, 503)


class ApiRoute(APIRoute):
    """A route whose errors are problems (RFC 9457), and tell nothing of how the server is made."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors told."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            wanted = self._media_type()
            sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if wanted and sent != wanted:
                return problem(415, f"send {wanted}")
            if unknown := set(request.query_params) - {one.alias for one in self.dependant.query_params}:
                return problem(422, f"there is no parameter {sorted(unknown)[0]!r:.80} here")
            if wanted and not await _is_readable(request, wanted):
                return problem(400, f"this is no {wanted}")
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _invalid(error)
            except StarletteHTTPException as error:
                return problem(error.status_code, str(error.detail))
            except InputError as error:
                return problem(422, str(error))
            except RefdbError as error:
                return problem(503, str(error))
            except Exception:
                logging.getLogger(__name__).exception("%s %s", request.method, request.url.path)
                return problem(500, "refdb failed at it; the server's log says how")

        return answered

    def _media_type(self) -> str:
        """What the body must be; "" where there is none."""
        return str(getattr(self.body_field.field_info, "media_type", "")) if self.body_field else ""


async def _is_readable(request: Request, media_type: str) -> bool:
    """Whether the body can be taken apart at all; what was read stays with the request."""
    try:
        if media_type == "application/json":
            (await request.body()).decode("utf-8")
        else:
            await request.form()
    except (UnicodeDecodeError, StarletteHTTPException, MultiPartException, FormParserError):
        return False
    return True


def _invalid(error: RequestValidationError) -> Response:
    """What is wrong, field by field; never with what was sent, which may be anything."""
    found = [
        {"pointer": "/".join(["#", *map(str, one.get("loc", ()))]), "detail": str(one.get("msg", ""))}
        for one in error.errors()[:20]
    ]
    first = found[0] if found else {"pointer": "#", "detail": "it cannot be read"}
    return problem(422, f"{first['pointer'].removeprefix('#/')}: {first['detail']}", errors=found)


def must_be(found: Any, what: str) -> Any:
    """What was found.

    Raises:
        HTTPException: 404, it is None.
    """
    if found is None:
        raise HTTPException(404, f"there is no {what}")
    return found


def linked(request: Request, answer: Response, total: int, limit: int, offset: int) -> None:
    """Say in the ``Link`` header where the other pages are (RFC 8288)."""
    last = max(total - 1, 0) // limit * limit
    places = {"first": 0, "prev": max(offset - limit, 0), "next": offset + limit, "last": last}
    if offset == 0:
        del places["prev"]
    if offset + limit >= total:
        del places["next"]
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in ("limit", "offset")]
    answer.headers["link"] = ", ".join(
        f'<{request.url.path}?{urlencode([*others, ("limit", limit), ("offset", place)])}>; rel="{rel}"'
        for rel, place in places.items()
    )


def etag(value: Any) -> str:
    """A strong tag of what is answered."""
    return f'"{sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:32]}"'


def is_named(tag: str, header: str) -> bool:
    """Whether an ``If-Match`` or ``If-None-Match`` header means this tag."""
    named = [one.strip().removeprefix("W/") for one in header.split(",")]
    return "*" in named or tag in named
