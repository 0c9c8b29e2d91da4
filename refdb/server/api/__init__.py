"""REST: ``/api/v1``, the library for programs."""

from refdb.server.api.routes import router as router
