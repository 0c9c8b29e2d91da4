"""A library's database, and works to put into it."""

from pathlib import Path

import pytest

from refdb.database.sqlite.store import Store
from refdb.model import Passage, Work


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / "refdb.sqlite3")
    yield store
    store.close()


@pytest.fixture
def put(store):
    """Put works in, each with the passages given for its key."""

    def put(*works: Work, **passages: list[Passage]) -> None:
        store.put_works(works, [], passages)

    return put
