"""All routes of the version, and what is said where there is none."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.security import HTTPBearer
from starlette.routing import Match

from refdb.server.api import articles, claims, decisions, references, users, works
from refdb.server.api.answering import ApiRoute, told_by_all
from refdb.server.problems import problem
from refdb.server.site import Site

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def router(site: Site) -> APIRouter:
    """The routes, without the prefix that they stand behind."""
    bearer = HTTPBearer(auto_error=False, description="A token of `refdb user token NAME`")
    api = APIRouter(route_class=ApiRoute, dependencies=[Depends(bearer)], responses=told_by_all())
    for module in (articles, references, claims, works, decisions, users):
        module.add_routes(api, site)
    known = tuple(api.routes)

    @api.api_route("/{path:path}", methods=METHODS, include_in_schema=False)
    def none(request: Request, path: str) -> Response:
        """Another method than those of the path, or no path at all."""
        scope = {**request.scope, "path": f"/{path}", "root_path": ""}
        matching = [route for route in known if route.matches(scope)[0] is Match.PARTIAL]
        allowed = sorted({method for route in matching for method in getattr(route, "methods", ())})
        if not allowed:
            return problem(404, "there is nothing here; /api/v1/openapi.json lists what there is")
        answer = problem(405, f"only {', '.join(allowed)} here")
        answer.headers["allow"] = ", ".join(allowed)
        return answer

    return api
