"""Which file is opened how."""

import sqlite3

import pytest

from refdb.database.opening import open_database, open_for_reading
from refdb.database.sessions import now, parts
from refdb.database.sqlite.files import address, is_read_only
from refdb.errors import LibraryError
from refdb.model import Work


def test_a_database_is_made_where_there_is_none(tmp_path):
    path = tmp_path / "refdb.sqlite3"
    store = open_database(path)
    store.put_works([Work(key="a", title="A")], [], {})
    store.close()
    reader = open_for_reading(path)
    assert reader is not None
    assert [work.key for work in reader.works()] == ["a"]
    reader.close()


def test_an_old_database_is_not_read_before_it_is_brought_up_to_date(tmp_path):
    path = tmp_path / "refdb.sqlite3"
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    assert open_for_reading(path) is None


def test_nothing_to_read(tmp_path):
    assert open_for_reading(tmp_path / "refdb.sqlite3") is None


def test_a_file_that_may_not_be_written(tmp_path, monkeypatch):
    path = tmp_path / "refdb.sqlite3"
    assert not is_read_only(path)  # there is none: it is to be made
    path.touch()
    assert not is_read_only(path)
    for refused in (path, tmp_path):
        monkeypatch.setattr("os.access", lambda asked, _mode, refused=refused: asked != refused)
        assert is_read_only(path)


def test_the_address_of_such_a_file(tmp_path):
    path = tmp_path / "a b.sqlite3"
    assert address(path) == f"{tmp_path.resolve().as_uri()}/a%20b.sqlite3?immutable=1"
    path.with_name("a b.sqlite3-wal").touch()  # someone has it open
    assert address(path).endswith("a%20b.sqlite3?mode=ro")


def test_calls_inside_a_transaction_join_it(store):
    with store.transaction():
        store.put_works([Work(key="a", title="A")], [], {})
        with store.transaction():
            store.put_works([Work(key="b", title="B")], [], {})
        assert [work.key for work in store.works()] == ["a", "b"]
    assert store.count_works() == (2, 0)


def test_a_transaction_inside_one_that_fails_is_undone_with_it(store):
    def fail():
        with store.transaction():
            with store.transaction():
                store.put_works([Work(key="a", title="A")], [], {})
            raise LibraryError("stop")

    with pytest.raises(LibraryError, match="stop"):
        fail()
    assert store.works() == []
    store.put_works([Work(key="b", title="B")], [], {})  # and the next begins anew
    assert [work.key for work in store.works()] == ["b"]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (500, [500]), (501, [500, 1]), (1203, [500, 500, 203])]
)
def test_values_in_parts(count, sizes):
    found = list(parts(range(count)))
    assert [len(part) for part in found] == sizes
    assert [value for part in found for value in part] == list(range(count))


def test_the_time_sorts_as_it_is():
    assert now()[-6:] == "+00:00"
    assert len(now()) == len("2026-11-28T12:00:00+00:00")
