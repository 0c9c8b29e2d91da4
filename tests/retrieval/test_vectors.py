"""The vector index: exact and in cells, changed, saved, damaged."""

import json
from pathlib import Path

import numpy as np
import pytest

from refdb.errors import ModelError
from refdb.retrieval.faiss import engines, storage
from refdb.retrieval.faiss.index import LARGEST_TAIL, FaissIndex, open_index

NONE = np.empty(0, dtype=np.int64)


def unit(count: int, dimensions: int = 16, seed: int = 1) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def built(folder, ids, vectors, model="m"):
    index = FaissIndex(folder, model, vectors.shape[1])
    index.build(len(ids), lambda: [(np.array(ids), vectors)])
    index.save("first")
    return index


def found(index, query, among=None):
    return [id_ for id_ in index.search(query, 3, among)[1][0].tolist() if id_ >= 0]


def two(folder):
    return built(folder, [7, 9], np.array([[1, 0], [0, 1]], dtype=np.float32))


def test_an_index_is_saved_and_opened(tmp_path):
    two(tmp_path)
    again = open_index(tmp_path, "m", 2)
    scores, ids = again.search(np.array([[0.6, 0.8]], dtype=np.float32), 3)
    assert ids.tolist() == [[9, 7]]
    assert scores[0].tolist() == pytest.approx([0.8, 0.6])
    assert again.state == "first"


def test_what_is_added_and_removed_counts_before_and_after_saving(tmp_path):
    index = two(tmp_path)
    query = np.array([[0.6, 0.8]], dtype=np.float32)
    index.change(np.array([12]), query, np.array([9]))
    assert (index.ids().tolist(), len(index)) == ([7, 12], 2)
    assert found(index, query) == [12, 7]
    index.save("second")
    index = open_index(tmp_path, "m", 2)
    assert found(index, query) == [12, 7]
    index.change(NONE, np.empty((0, 2)), np.array([12, 7]))
    index.save("third")
    index = open_index(tmp_path, "m", 2)
    assert (len(index), found(index, query)) == (0, [])


def test_only_what_may_be_found_is_found(tmp_path):
    index = two(tmp_path)
    index.change(np.array([12]), np.array([[0.6, 0.8]]), NONE)
    query = np.array([[0.6, 0.8]], dtype=np.float32)
    assert found(index, query, np.array([7])) == [7]
    assert found(index, query, np.array([7, 12])) == [12, 7]
    assert found(index, query, NONE) == []


def test_a_long_tail_is_brought_into_the_large_part(tmp_path):
    vectors = unit(LARGEST_TAIL + 110)
    index = built(tmp_path, range(100), vectors[:100])
    index.change(np.arange(100, len(vectors)), vectors[100:], np.arange(10))
    index.save("second")
    (tail,) = tmp_path.glob("m/tail-*")
    assert tail.stat().st_size < 2000
    again = open_index(tmp_path, "m", 16)
    assert again.ids().tolist() == list(range(10, len(vectors)))
    assert again.search(vectors[[2000]], 1)[1].tolist() == [[2000]]


def test_two_programs_at_one_index_leave_a_sound_one(tmp_path):
    """The second to save named files that the first had replaced: the next one had to make the index anew."""
    two(tmp_path)
    one, other = open_index(tmp_path, "m", 2), open_index(tmp_path, "m", 2)
    query = np.array([[0.6, 0.8]], dtype=np.float32)
    one.build(3, lambda: [(np.array([7, 9, 11]), np.array([[1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32))])
    one.save("anew")
    other.change(np.array([12]), query, NONE)
    other.save("late")
    assert (other.state, found(other, query)) == ("late", [12, 9, 7])
    again = open_index(tmp_path, "m", 2, thorough=True)
    assert (again.state, again.ids().tolist()) == ("anew", [7, 9, 11])


def test_cells_find_nearly_what_comparing_all_finds(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "ALL_UP_TO", 1000)
    monkeypatch.setattr(engines, "EXACT_UP_TO", 1000)
    vectors = unit(6000)
    index = built(tmp_path, np.arange(6000) * 3, vectors)
    assert index.kind == "IVF128,SQ8"
    queries = vectors[:50] + 0.1 * unit(50, seed=2)
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10] * 3
    nearest = open_index(tmp_path, "m", 16).search(queries, 10)[1]
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact.tolist(), nearest.tolist(), strict=True)]) > 0.9
    some = np.arange(40) * 3
    inside = index.search(queries[:1], 10, some)[1][0].tolist()
    assert inside == (np.argsort(-(queries[0] @ vectors[:40].T))[:10] * 3).tolist()
    index.change(NONE, np.empty((0, 16)), exact[0][:1])
    assert exact[0][0] not in index.search(queries[:1], 10)[1][0]


def test_rounded_vectors_find_what_comparing_all_finds(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "EXACT_UP_TO", 1000)
    vectors = unit(6000)
    index = built(tmp_path, np.arange(6000) * 3, vectors)
    assert index.kind == "IDMap2,SQ8"
    queries = vectors[:50] + 0.1 * unit(50, seed=2)
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10] * 3
    nearest = open_index(tmp_path, "m", 16).search(queries, 12)[1]
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact.tolist(), nearest.tolist(), strict=True)]) > 0.97
    index.change(NONE, np.empty((0, 16)), exact[0][:1])
    assert exact[0][0] not in index.search(queries[:1], 10)[1][0]


@pytest.mark.parametrize(
    ("count", "factory"), [(0, "IDMap2,Flat"), (20_000, "IDMap2,Flat"), (50_000, "IDMap2,SQ8"), (60_000, "IVF512,SQ8"), (200_000, "IVF2048,SQ8"), (1_000_000, "IVF4096,SQ8"), (10**8, "IVF32768_HNSW32,PQ64")],
)  # fmt: skip
def test_the_engine_follows_the_size(count, factory):
    assert engines.engine_for(count).factory == factory
    assert not engines.still_fits(1000, 60_000)
    assert not engines.still_fits(20_000, 20_001)
    assert engines.still_fits(30_000, 20_001)
    assert engines.still_fits(1_000_000, 1_500_000)


def test_product_quantised_cells_can_be_made_and_searched():
    engine = engines.Engine("IVF4_HNSW8,PQ4x4", 4)
    vectors = unit(300)
    index = engines.build(engine, 16, 300, lambda: [(np.arange(300), vectors)])
    assert 0 in engines.search(index, vectors[:1], 10)[1][0]


@pytest.mark.parametrize("harm", ["missing", "cut", "changed", "other model", "manifest", "no FAISS file", "parts"])
def test_an_index_that_cannot_be_trusted_is_refused(tmp_path, harm):
    two(tmp_path)
    (file,) = tmp_path.glob("m/base-*")
    manifest = tmp_path / "m" / "manifest.json"
    known = json.loads(manifest.read_text())
    if harm == "missing":
        file.unlink()
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:-3])
    elif harm == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    elif harm == "manifest":
        manifest.write_text("{")
    elif harm == "no FAISS file":  # FAISS raises RuntimeError, which went through to the user
        from refdb.retrieval.faiss.storage import digest

        file.write_bytes(b"x" * 99)
        known["base"] |= {"bytes": 99, "sha256": digest(file)}
        manifest.write_text(json.dumps(known))
    elif harm == "parts":
        manifest.write_text(json.dumps({**known, "ids": known["tail"]}))
    with pytest.raises(ModelError):
        open_index(tmp_path, "n" if harm == "other model" else "m", 2)


def test_a_disk_that_is_full_is_said_and_leaves_the_index_as_it_was(tmp_path, monkeypatch):
    built(tmp_path, np.arange(20), unit(20))
    larger = FaissIndex(tmp_path, "m", 16)
    larger.build(5000, lambda: [(np.arange(5000), unit(5000))])
    new_file = storage.new_file
    full = Path("/dev/full")
    monkeypatch.setattr(storage, "new_file", lambda folder, kind, write: new_file(folder, kind, lambda _: write(full)))
    with pytest.raises(OSError, match="cannot be written whole: is the disk full"):
        larger.save("two")
    monkeypatch.undo()
    kept = open_index(tmp_path, "m", 16, thorough=True)
    assert (kept.state, len(kept)) == ("first", 20)


def test_each_model_has_an_index_of_its_own(tmp_path):
    """One manifest served all models: the second overwrote the first's."""
    two(tmp_path)
    built(tmp_path, [1], np.array([[1, 0]], dtype=np.float32), model="other/model")
    assert open_index(tmp_path, "m", 2).ids().tolist() == [7, 9]
    assert open_index(tmp_path, "other/model", 2).ids().tolist() == [1]


def test_leftovers_of_a_crash_are_removed_with_the_next_save(tmp_path):
    index = two(tmp_path)
    (tmp_path / "m" / "base-0123").write_bytes(b"half")
    (tmp_path / "m" / "manifest.json-77").write_bytes(b"half")
    index.change(np.array([12]), np.array([[0.6, 0.8]]), NONE)
    index.save("second")
    assert sorted(p.name.partition("-")[0] for p in (tmp_path / "m").iterdir()) == [
        "base",
        "ids",
        "lock",
        "manifest.json",
        "tail",
    ]
    assert open_index(tmp_path, "m", 2).ids().tolist() == [7, 9, 12]
