"""The server's application, put together: the gate, the pages, REST."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from refdb.library import Library
from refdb.server.api import router
from refdb.server.errors import add_errors
from refdb.server.gate.access import Access
from refdb.server.jobs.workers import Workers
from refdb.server.pages.routes import add_pages
from refdb.server.pages.searching import warm_up
from refdb.server.site import ServerSettings, Site


def make_app(library: Library, settings: ServerSettings | None = None) -> FastAPI:
    """The application that serves a library.

    Args:
        library: it is used by several threads, and closed by who opened it.
        settings: how it is served; with ``workers=0`` nobody does its jobs.
    """
    settings = settings or ServerSettings()
    site = Site(library, settings)
    _ = library.store  # opened once, before threads do
    library.read_apart()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        workers = Workers(library.folder, settings.workers)
        if settings.workers:
            workers.start()
            warm_up(library)
        yield
        if settings.workers:
            workers.stop()

    app = FastAPI(title="refdb", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.state.site = site
    add_errors(app)
    add_pages(app, site)
    app.include_router(router(site), prefix="/api/v1")
    app.add_middleware(Access, site=site)
    return app
