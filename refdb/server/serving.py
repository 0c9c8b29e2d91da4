"""A library served until it is told to stop."""

from __future__ import annotations

import getpass
import os
import threading
import webbrowser
from dataclasses import replace

from refdb.errors import InputError
from refdb.library import Library
from refdb.server.app import make_app
from refdb.server.site import ServerSettings


def serve(library: Library, settings: ServerSettings, *, browser: bool = False) -> None:
    """Serve a library until it is told to stop.

    Raises:
        InputError: other machines could ask, and nobody has an account.
    """
    import uvicorn

    if not settings.is_local and not library.accounts():
        raise InputError(
            f"{settings.host} can be reached by other machines: first give somebody an account, `refdb user add NAME`"
        )
    local = replace(
        settings, local_user=settings.local_user or _user(), workers=settings.workers or os.cpu_count() or 1
    )
    if browser:
        shown = f"http://{'localhost' if settings.is_local else settings.host}:{settings.port}/"
        threading.Timer(0.7, webbrowser.open, (shown,)).start()
    uvicorn.run(
        make_app(library, local),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=3,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without users
        return ""
