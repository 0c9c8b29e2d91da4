"""Vectors as the library keeps them: which there are, which are wanting, and whose they are."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from refdb.database.ports import VectorState
from refdb.database.sqlite.reader import open_reader
from refdb.database.sqlite.store import Store
from refdb.model import Passage, Work


@pytest.fixture
def ids(store):
    """Four passages of two works."""
    return four_passages(store)


def four_passages(store):
    works = [Work(key="a", title="A"), Work(key="b", title="B")]
    store.put_works(works, [], {"a": [Passage("a", text) for text in "123"], "b": [Passage("b", "4")]})
    return [passage.id for passage in store.passages_of(["a", "b"])]


def test_what_is_embedded_and_what_is_not(store, ids):
    assert (store.count_unembedded("m"), [p.text for p in store.unembedded("m")]) == (4, ["1", "2", "3", "4"])
    assert store.save_vectors("m", ids[1:3], [b"two.", b"three..."]) == 2
    assert (store.count_unembedded("m"), [p.text for p in store.unembedded("m")]) == (2, ["1", "4"])
    assert [p.text for p in store.unembedded("m", limit=1)] == ["1"]
    assert [p.text for p in store.unembedded("m", after=ids[0])] == ["4"]
    assert store.vector_ids("m") == ids[1:3]
    assert store.vector_bytes("m") == 12
    assert dict(store.vectors_of("m", ids)) == {ids[1]: b"two.", ids[2]: b"three..."}
    assert dict(store.vectors_of("m", [])) == {}


def test_models_are_told_apart(store, ids):
    store.save_vectors("m", ids, [b"1", b"2", b"3", b"4"])
    store.save_vectors("n", ids[:1], [b"9"])
    assert (store.count_unembedded("n"), store.vector_ids("n"), store.vector_bytes("n")) == (3, ids[:1], 1)
    assert dict(store.vectors_of("n", ids)) == {ids[0]: b"9"}
    assert store.forget_other_vectors("n") == 4
    assert (store.vector_ids("m"), store.vector_ids("n")) == ([], ids[:1])


def test_the_state_of_the_vectors_changes_with_them(store, ids):
    assert store.vector_state("m") == VectorState(0, 0, 0)
    store.save_vectors("m", ids[:2], [b"1", b"2"])
    two = store.vector_state("m")
    assert two == VectorState(2, sum(ids[:2]), sum(id_ * id_ for id_ in ids[:2]))
    store.save_vectors("m", ids[2:3], [b"3"])
    assert store.vector_state("m") != two


def test_a_vector_goes_with_its_passage(store, ids):
    store.save_vectors("m", ids, [b"1", b"2", b"3", b"4"])
    store.set_passages("a", [])
    assert store.vector_ids("m") == ids[3:]


def test_a_vector_of_a_passage_that_is_gone_is_left_out(store, ids):
    store.set_passages("b", [])
    assert store.save_vectors("m", [ids[0], ids[3]], [b"1", b"4"]) == 1
    assert store.vector_ids("m") == ids[:1]


def test_a_reader_sees_what_the_store_saved(sqlite_store):
    store, ids = sqlite_store, four_passages(sqlite_store)
    store.save_vectors("m", ids[:1], [b"1"])
    reader = open_reader(store.path)
    assert reader.vector_ids("m") == ids[:1]
    assert reader.count_unembedded("m") == 3
    assert reader.vector_state("m") == store.vector_state("m")
    version = reader.version()
    store.save_vectors("m", ids[1:2], [b"2"])
    assert reader.version() != version
    assert reader.vector_ids("m") == ids[:2]
    reader.close()


def test_a_store_tells_its_own_changes_and_others(sqlite_store):
    """Each search of a program that also writes counted all vectors anew: four fifths of its time at a million."""
    store, ids = sqlite_store, four_passages(sqlite_store)
    before = store.version()
    assert store.version() == before
    store.save_vectors("m", ids[:1], [b"1"])
    own = store.version()
    assert own != before
    with store.transaction():
        store.save_vectors("m", ids[1:2], [b"2"])
        assert store.version() is None  # what is not committed is no version that anybody sees
    other = Store(store.path)
    other.save_vectors("m", ids[2:3], [b"3"])
    other.close()
    assert len({before, own, store.version()}) == 3


def test_threads_that_share_a_reader_read_at_once(sqlite_store):
    ids = four_passages(sqlite_store)
    reader = open_reader(sqlite_store.path)
    both = Barrier(2, timeout=60)

    def read(_):
        rows = reader.rows("SELECT id FROM passage ORDER BY id")
        both.wait()
        return [id_ for (id_,) in rows]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(read, range(20))) == [ids] * 20
    reader.close()


def test_the_word_index_is_looked_over_and_made_again(store, ids):
    assert store.word_faults() == []
    with store._writing() as session:
        postgresql = session.bind.dialect.name == "postgresql"
        table = "passage_words WHERE passage_id" if postgresql else "passage_fts WHERE rowid"
        session.connection().exec_driver_sql(f"DELETE FROM {table} = {ids[0]}")
    assert store.word_faults() == ["1 passages cannot be found by their words"]
    assert store.rebuild_words() == 4
    assert store.word_faults() == []
