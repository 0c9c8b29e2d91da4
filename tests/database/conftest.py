"""A library's database, and works to put into it."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from refdb.database.sqlite.store import Store
from refdb.database.tables import Base
from refdb.model import Passage, Work
from tests.postgresql import schema


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest):
    """A library without works, in each of the databases."""
    return request.getfixturevalue(f"{request.param}_store")


@pytest.fixture
def postgresql_store(postgresql: str):
    """A library in a schema of this process's own; to empty it is quicker than to make it."""
    from refdb.database.postgresql.store import Store as Schema

    store = Schema(schema(postgresql, f"tests_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"), create=True)
    store.forget_other_vectors("")
    with store._writing() as session:
        names = [name for name in Base.metadata.tables if name != "passage"]
        names += ["passage", "passage_words", "posting", "word_segment", "word_gone"]
        session.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
        session.execute(text("UPDATE word_total SET passages = 0, tokens = 0"))
    yield store
    store.close()


@pytest.fixture
def sqlite_store(tmp_path: Path, made_once):
    """A library without works in a file; the migrations that make its tables take longer than most tests."""
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
