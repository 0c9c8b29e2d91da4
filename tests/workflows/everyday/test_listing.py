"""A list holds some rows at a time, however many works the library has."""

import tracemalloc

import pytest

from refdb.database.sqlite.store import Store
from refdb.model import Person, Work
from refdb.workflows.everyday import listing
from refdb.workflows.everyday.listing import each_row

WORKS = 2_400


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    store = Store(tmp_path_factory.mktemp("listed") / "refdb.sqlite3")
    store.put_works(
        [
            Work(key=f"key{n}", title=f"Nap {n}", authors=(Person("Roe"),), year=2000 + n % 9 if n % 4 else None, pages=f"{n}",
                 volume=("9", "10", "b", "9")[n % 4], tags=("even",) if n % 2 == 0 else ())
            for n in range(WORKS)
        ],
        [],
        {},
    )  # fmt: skip
    yield store
    store.close()


def keys(store, sort="", limit=None, offset=0, wanted=None, labels=None):
    found, whole = each_row(store, ["key"], sort, limit, offset, wanted, labels)
    return [row["key"] for row in found], whole


def test_rows_come_as_they_are_asked_for(store):
    """A list of 200,000 works took 478 MiB, and grew with the library."""
    found, whole = each_row(store, ("key", "author", "year", "title", "doi", "state"))
    assert (next(found)["key"], whole) == ("key0", WORKS)
    tracemalloc.start()
    count = sum(1 for _ in found)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == WORKS - 1
    assert peak < 2_000_000


@pytest.mark.parametrize("together", [1, 2, 3, 500])
def test_parts_of_any_size_give_the_same_rows(store, monkeypatch, together):
    monkeypatch.setattr(listing, "_TOGETHER", together)
    assert keys(store, limit=3, offset=2) == (["key2", "key3", "key4"], WORKS)
    assert keys(store, wanted=["key9", "gone", "key2", "key5"], offset=1) == (["key2", "key5"], 3)
    assert keys(store, limit=2, labels={"tags": ["Even"]}) == (["key0", "key2"], 1_200)


def test_numbers_are_sorted_by_size_and_what_has_none_comes_last_either_way(store):
    few = [f"key{n}" for n in range(8)]
    assert keys(store, "volume", wanted=few)[0] == ["key0", "key3", "key4", "key7", "key1", "key5", "key2", "key6"]
    assert keys(store, "-volume", wanted=few)[0] == ["key2", "key6", "key1", "key5", "key0", "key3", "key4", "key7"]
    assert keys(store, "-pages", limit=2)[0] == ["key2399", "key2398"]
    assert keys(store, "year", wanted=few)[0] == ["key1", "key2", "key3", "key5", "key6", "key7", "key0", "key4"]
    assert keys(store, "-year", wanted=few)[0] == ["key7", "key6", "key5", "key3", "key2", "key1", "key0", "key4"]


@pytest.mark.parametrize("sort", ["year", "-year", "volume", "-volume"])
def test_a_page_of_sorted_rows_is_a_part_of_all(store, sort):
    whole, count = keys(store, sort)
    assert (len(whole), count) == (WORKS, WORKS)
    assert keys(store, sort, limit=40, offset=1_780) == (whole[1_780:1_820], WORKS)
