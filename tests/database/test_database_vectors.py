"""Vectors searched in PostgreSQL by pgvector: as exact as numpy, filtered, in step with the rows."""

import numpy as np
import pytest

from refdb import init_library, open_library
from refdb.database.postgresql import vectors as module
from refdb.database.postgresql.store import Store
from refdb.database.postgresql.vectors import table_of
from refdb.errors import InputError
from refdb.model import Filters, Passage, Term, Work
from tests.postgresql import dropped, schema

SLOTS = 16
COUNT = 60


def unit(count: int, dimensions: int = 8, seed: int = 1) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit(2 * COUNT)  # two windows of each passage


@pytest.fixture
def filled(postgresql_store):
    """A library of works of 2000, 2001 …, each with a passage that is embedded in two windows."""
    store = postgresql_store
    works = [Work(key=f"w{n}", title=f"Work {n}", year=2000 + n, tags=("odd",) * (n % 2)) for n in range(COUNT)]
    store.put_works(
        works, [], {work.key: [Passage("", "Naps." if n % 3 else "Coffee.")] for n, work in enumerate(works)}
    )
    ids = [passage.id for passage in store.passages_of([work.key for work in works])]
    windows = [VECTORS[2 * n : 2 * n + 2].tobytes() for n in range(COUNT)]
    assert store.save_vectors("m", ids, windows) == COUNT
    return store, ids


def nearest(query: np.ndarray, allowed: list[int], ids: list[int]) -> list[int]:
    """The entries of the five nearest windows of the passages with these places."""
    windows = [2 * place + n for place in allowed for n in (0, 1)]
    best = sorted(windows, key=lambda window: -float(VECTORS[window] @ query))[:5]
    return [ids[window // 2] * SLOTS + window % 2 for window in best]


@pytest.mark.parametrize("as_dear", [0, module.AS_DEAR], ids=["filters in the query", "all that is left is compared"])
def test_the_nearest_are_found_with_and_without_filters(filled, monkeypatch, as_dear):
    store, ids = filled
    monkeypatch.setattr(module, "AS_DEAR", as_dear)
    index = store.vector_index("m", 8, SLOTS)
    assert index.must_be_built()
    index.complete()
    assert not index.must_be_built()
    assert (len(index), index.kind) == (2 * COUNT, "pgvector halfvec(8), exact")
    assert index.ids().tolist() == [id_ * SLOTS + n for id_ in ids for n in (0, 1)]
    queries = unit(3, seed=2)
    scores, found = index.search(queries, 5)
    assert found.tolist() == [nearest(query, list(range(COUNT)), ids) for query in queries]
    assert scores[0, 0] == pytest.approx(max(VECTORS @ queries[0]), abs=2e-3)
    among = np.array([ids[3] * SLOTS, ids[4] * SLOTS + 1])
    assert sorted(i for i in index.search(queries[:1], 5, among)[1][0].tolist() if i >= 0) == among.tolist()
    assert index.search_filtered(queries[:1], 5, Filters(), np.empty(0, dtype=np.int64))[1].tolist() == [[-1] * 5]
    for filters, allowed in {
        Filters(years=(2010, 2020)): range(10, 21),
        Filters(tags=("odd",)): range(1, COUNT, 2),
        Filters(required=(Term("coffee"),)): range(0, COUNT, 3),
        Filters(required=(Term("coffee"),), years=(2010, None)): range(12, COUNT, 3),
    }.items():
        found = index.search_filtered(queries[:1], 5, filters, np.array(store.matching(filters)))[1]
        assert found[0].tolist() == nearest(queries[0], list(allowed), ids), filters


def test_what_comes_and_goes_is_in_step(filled):
    store, ids = filled
    index = store.vector_index("m", 8, SLOTS)
    index.complete()
    before = store.version()
    assert store.version() == before
    store.remove_works(["w0"])
    assert ids[0] * SLOTS not in index.ids()
    assert store.version() != before
    store.put_works([Work(key="new", title="New")], [], {"new": [Passage("", "New.")]})
    (new,) = store.passages_of(["new"])
    before = store.version()
    store.save_vectors("m", [new.id, 10**6], [VECTORS[:1].tobytes()] * 2)  # of a passage that is not there, too
    assert store.version() != before
    store.save_vectors("m", [new.id], [VECTORS[:1].tobytes()])  # again
    assert index.search(VECTORS[:1], 1)[1].tolist() == [[new.id * SLOTS]]
    assert not index.must_be_built()
    assert index.state == str(store.vector_state("m"))


def test_many_are_found_by_hnsw_which_is_taken_when_it_is_complete(filled, monkeypatch):
    store, ids = filled
    monkeypatch.setattr(module, "EXACT_UP_TO", 20)
    index = store.vector_index("m", 8, SLOTS)
    index.complete()
    assert index.kind == "pgvector halfvec(8), HNSW of 16 links"
    query = unit(1, seed=3)
    assert index.search(query, 5)[1].tolist() == [nearest(query[0], list(range(COUNT)), ids)]
    asked, filters = [], Filters(years=(2010, 2020))
    monkeypatch.setattr(
        store, "rows", lambda query, **values: asked.append(query) or Store.rows(store, query, **values)
    )
    for as_dear, joined in ((0, True), (module.AS_DEAR, False)):
        monkeypatch.setattr(module, "AS_DEAR", as_dear)
        found = index.search_filtered(query, 5, filters, np.array(ids[10:21]))[1]
        assert found.tolist() == [nearest(query[0], list(range(10, 21)), ids)]
        assert ("w.year" in asked[-1]) is joined
    with store.alone() as run:  # as a kill leaves it
        run(
            f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index.table}_hnsw'::regclass".replace(
                "::", r"\:\:"
            )
        )
    assert index.kind.endswith("exact")
    assert index.must_be_built()
    monkeypatch.setattr(module, "DENSE_FROM", 100)
    index.complete()
    assert index.kind.endswith("HNSW of 32 links")
    assert not index.must_be_built()


def test_a_table_that_was_half_filled_is_completed(filled, monkeypatch):
    store, _ = filled
    monkeypatch.setattr(module, "PIECE", 25)
    index = store.vector_index("m", 8, SLOTS)

    def kill(_step: str, done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.complete(kill)
    assert (len(index.ids()), index.must_be_built()) == (50, True)
    index.complete()
    assert (len(index.ids()), index.must_be_built()) == (2 * COUNT, False)


def test_other_models_have_tables_of_their_own(filled):
    store, ids = filled
    store.save_vectors("other", ids[:1], [unit(1, 4).tobytes()])
    for model, dimensions in (("m", 8), ("other", 4)):
        store.vector_index(model, dimensions, SLOTS).complete()
    assert len(store.vector_index("other", 4, SLOTS)) == 1
    assert store.forget_other_vectors("m") == 1
    assert not store.vector_index("other", 4, SLOTS).is_there
    assert table_of("m") != table_of("other")


def test_a_library_finds_the_same_in_the_database_and_in_files(postgresql, tmp_path, works_file, monkeypatch):
    address = schema(postgresql, "vectors_in")
    dropped(address)
    init_library(address)
    found = {}
    for where in ("auto", "files"):
        with open_library(address, create=True, options={"vectors": where}) as library:
            if where == "auto":
                library.import_files(works_file)
                library.index()
            hits = library.search("does coffee harm sleep")
            tagged = library.search("does coffee harm sleep year:2010..2020")
            found[where] = [[(h.work.key, h.passage.text, h.parts) for h in some] for some in (hits, tagged)]
            told = library.check_index()
            assert (told.engine.startswith("pgvector"), told.faults) == (where == "auto", ())
            assert any(library.indexes.glob("*/manifest.json")) == (where == "files")
    assert found["auto"] == found["files"]
    assert found["auto"][0]
    with (
        open_library(address, options={"vectors": "nowhere"}) as library,
        pytest.raises(InputError, match="should be one of"),
    ):
        library.search("coffee")
    dropped(address)
