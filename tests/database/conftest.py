"""A library's database, and works to put into it."""

import shutil
from pathlib import Path

import pytest

from refdb.database.sqlite.store import Store
from refdb.model import Passage, Work


@pytest.fixture
def store(tmp_path: Path, made_once):
    """A library without works; the migrations that make its tables take longer than most tests."""
    empty = made_once("database", lambda folder: Store(folder / "refdb.sqlite3").close())
    store = Store(shutil.copyfile(empty / "refdb.sqlite3", tmp_path / "refdb.sqlite3"))
    yield store
    store.close()


@pytest.fixture
def put(store):
    """Put works in, each with the passages given for its key."""

    def put(*works: Work, **passages: list[Passage]) -> None:
        store.put_works(works, [], passages)

    return put
