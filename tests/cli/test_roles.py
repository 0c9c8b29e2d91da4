"""Readers, editors and owners of a library in PostgreSQL, as real users of the database."""

import os

import pytest
from sqlalchemy import create_engine, make_url, text

from refdb import open_library
from refdb.database.postgresql.address import place_of
from refdb.database.postgresql.roles import statements
from refdb.database.postgresql.store import Store
from refdb.errors import InputError, LibraryError
from refdb.model import Passage, Work
from tests.postgresql import dropped, schema

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
SCHEMA = f"rights_{WORKER}"


@pytest.fixture
def users(postgresql):
    """Makes users of the database: their addresses for the library, by name."""
    engine = create_engine(place_of(postgresql).url)
    made = []
    with engine.begin() as connection:
        if not connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
            pytest.skip("the user of REFDB_TEST_POSTGRESQL may not make users")

    def make(name: str) -> str:
        made.append(name)
        with engine.begin() as connection:
            connection.execute(text(f"DROP ROLE IF EXISTS {name}"))
            connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD 'p'"))
        url = make_url(schema(postgresql, SCHEMA)).set(username=name, password="p")
        return url.render_as_string(hide_password=False)

    yield make
    dropped(schema(postgresql, SCHEMA))
    with engine.begin() as connection:
        for name in made:
            connection.execute(text(f"DROP OWNED BY {name} CASCADE"))
            connection.execute(text(f"DROP ROLE {name}"))
    engine.dispose()


@pytest.fixture
def address(postgresql, works_file):
    """A library whose index is made."""
    address = schema(postgresql, SCHEMA)
    dropped(address)
    Store(address, create=True).close()
    with open_library(address) as library:
        library.import_files(works_file)
        library.index()
    return address


def test_a_reader_searches_and_writes_nothing(address, users, refdb):
    reader = users(f"reader_{WORKER}")
    with open_library(reader) as library, pytest.raises(LibraryError, match="permission denied"):
        library.search("coffee")
    assert refdb("--library", address, "grant", "reader", f"reader_{WORKER}").returncode == 0
    with open_library(reader) as library, open_library(address) as owners:
        found = [hit.work.key for hit in library.search("coffee and sleep")]
        assert found == [hit.work.key for hit in owners.search("coffee and sleep")] != []
        for change in (
            lambda: library.edit(found[0], {"title": "x"}),
            lambda: library.label(found, "tags", ["x"]),
            lambda: library.remove(found),
            lambda: library.undo(),
        ):
            with pytest.raises(LibraryError, match="may only be read by you; ask its owner for the right"):
                change()
        owners.store.put_works([Work(key="new", title="New")], [], {"new": [Passage("new", "On new tea.")]})
        hits = library.search("new tea")  # what is not embedded is found by its words, and a note says so
        assert hits[0].work.key == "new"


def test_an_editor_writes_and_changes_no_tables(address, users, refdb):
    editor = users(f"editor_{WORKER}")
    assert "as an editor" in refdb("--library", address, "grant", "editor", f"editor_{WORKER}").stdout
    with open_library(editor) as library:
        library.store.put_works([Work(key="new", title="New")], [], {"new": [Passage("new", "On new tea.")]})
        assert library.search("new tea")[0].work.key == "new"
        library.label(["new"], "tags", ["x"])
        library.undo()
        with pytest.raises(LibraryError, match="may only be read"), library.store._writing() as session:
            session.execute(text("DELETE FROM alembic_version"))
    refused = refdb("--library", editor, "grant", "editor", f"reader_{WORKER}")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert refdb("--library", address, "grant", "none", f"editor_{WORKER}").returncode == 0
    with open_library(editor) as library, pytest.raises(LibraryError, match="permission denied"):
        library.search("coffee")


def test_an_owner_builds_indexes(address, users, refdb):
    owner = users(f"owner_{WORKER}")
    assert refdb("--library", address, "grant", "owner", f"owner_{WORKER}").returncode == 0
    with open_library(owner) as library:
        assert library.index(rebuild=True).passages > 0


def test_who_may_not_make_a_library_is_told_what_a_dba_says(users, refdb):
    nobody = users(f"nobody_{WORKER}")
    refused = refdb("init", nobody)
    assert refused.returncode == 2
    assert f'CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION "nobody_{WORKER}"' in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_who_was_given_a_schema_makes_a_library_in_it(postgresql, users, refdb):
    owner = users(f"given_{WORKER}")
    engine = create_engine(place_of(postgresql).url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION given_{WORKER}"))
    engine.dispose()
    made = refdb("init", owner)
    assert "made a library" in made.stdout
    assert "refdb --library" in made.stdout
    assert "grant reader USER" in made.stdout


def test_what_is_said_can_be_printed_instead(address, refdb):
    said = refdb("--library", address, "grant", "reader", 'o"neil', "--sql").stdout
    assert f'GRANT USAGE ON SCHEMA {SCHEMA} TO "o""neil";\n' in said
    assert refdb("--library", address, "grant", "reader", "nobody at all").returncode == 2
    dropped(address)


def test_roles_there_are_not():
    with pytest.raises(InputError, match="no role 'boss'; there are reader, editor, owner, none"):
        statements("lab", "boss", "ann", "me")
    with pytest.raises(InputError, match="me is its owner"):
        statements("lab", "reader", "me", "me")
