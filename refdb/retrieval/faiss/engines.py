"""Which FAISS index carries how many vectors, and how it is made.

Inner products of unit vectors are cosines. Up to EXACT_UP_TO every vector is compared, in float32; up to ALL_UP_TO
every one as one byte a number, in half the time. Beyond, the vectors lie in cells around centroids (IVF), and a search
reads the nearest cells alone; beyond COMPRESSED_FROM they are product-quantised, to 64 bytes.
IVF rather than HNSW: vectors can be taken out again, the file can be mapped instead of read, and it is built in a tenth
of the time (`scripts/benchmarks/search/bench_vectors.py` measures it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from refdb.retrieval.ports import Chunks, Ids, Vectors

Index: TypeAlias = Any  # FAISS has no types
EXACT_UP_TO = 20_000
ALL_UP_TO = 50_000
MANY_CELLS_FROM = 200_000  # to place half as many takes a quarter of the time, and a search no longer in so few vectors
COMPRESSED_FROM = 5_000_000
SAMPLE_PER_CELL = 40  # FAISS wants 39 to place a centroid
CELLS_OF_ROUNDED = 256  # as large a sample tells the range of each number
PROBES = 4.0  # cells read for a query, times the root of their number: 128 of 1,024, 256 of 4,096

_EXACT = "IDMap2,Flat"


@dataclass(frozen=True, slots=True)
class Engine:
    """A kind of index: its name in FAISS's factory, and how many cells it has (0: all vectors are compared)."""

    factory: str
    cells: int = 0

    @property
    def exact(self) -> bool:
        """Whether it compares all vectors as they are."""
        return self.factory == _EXACT


def engine_for(count: int) -> Engine:
    """The engine for so many vectors."""
    if count <= EXACT_UP_TO:
        return Engine(_EXACT)
    if count <= ALL_UP_TO:
        return Engine("IDMap2,SQ8")
    cells = 2 ** max(4, round(np.log2((4 if count >= MANY_CELLS_FROM else 2) * count**0.5)))
    if count < COMPRESSED_FROM:
        return Engine(f"IVF{cells},SQ8", cells)
    return Engine(f"IVF{cells}_HNSW32,PQ64", cells)


def still_fits(made_for: int, count: int) -> bool:
    """Whether an index made for so many vectors serves this many as well: its cells are neither full nor bare."""
    one, other = engine_for(made_for), engine_for(count)
    if not (one.cells and other.cells):
        return one == other
    return made_for / 4 <= count <= made_for * 4


def build(engine: Engine, dimensions: int, count: int, chunks: Chunks, seed: int = 20) -> Index:
    """A FAISS index with all vectors; memory is that of the index and of a sample."""
    import faiss

    index = faiss.index_factory(dimensions, engine.factory, faiss.METRIC_INNER_PRODUCT)
    if engine.cells:
        inner = faiss.extract_index_ivf(index)
        inner.cp.seed = seed
        inner.cp.niter = 8
        inner.cp.min_points_per_centroid = 5
        inner.cp.max_points_per_centroid = SAMPLE_PER_CELL
    if not engine.exact:
        wanted = (engine.cells or CELLS_OF_ROUNDED) * SAMPLE_PER_CELL
        index.train(_sample(wanted, dimensions, count, chunks, seed))
    for ids, vectors in chunks():
        add(index, ids, vectors)
    return index


def add(index: Index, ids: Ids, vectors: Vectors) -> None:
    """Add vectors [n, dimensions] under ids [n]."""
    if len(ids):
        index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), np.ascontiguousarray(ids, dtype=np.int64))


def search(index: Index, queries: Vectors, k: int, selector: object = None, share: float = 1.0) -> tuple[Vectors, Ids]:
    """(cosines [q, k], ids [q, k]), best first, id -1 where there are fewer.

    ``share`` is which part of the vectors the selector lets through: the fewer, the more cells are read.
    """
    import faiss

    cells = getattr(index, "nlist", 0)
    parameters: Any = faiss.SearchParametersIVF() if cells else faiss.SearchParameters()
    if cells:
        parameters.nprobe = min(cells, round(PROBES * cells**0.5 / max(share, 1e-6)))
    if selector is not None:
        parameters.sel = selector
    threads = faiss.omp_get_max_threads()
    if not cells and len(queries) == 1:  # a few milliseconds of work: waking other threads costs more on a busy machine
        faiss.omp_set_num_threads(1)
    try:
        scores, ids = index.search(np.ascontiguousarray(queries, dtype=np.float32), k, params=parameters)
    finally:
        faiss.omp_set_num_threads(threads)
    return scores, ids


def _sample(wanted: int, dimensions: int, count: int, chunks: Chunks, seed: int) -> Vectors:
    """Vectors [wanted, dimensions] drawn from all of them."""
    chance = np.random.default_rng(seed)
    places = np.sort(chance.choice(count, min(wanted, count), replace=False))
    sample = np.empty((len(places), dimensions), dtype=np.float32)
    at = filled = 0
    for _, vectors in chunks():
        end = int(np.searchsorted(places, at + len(vectors)))
        sample[filled:end] = vectors[places[filled:end] - at]
        filled, at = end, at + len(vectors)
    return sample[:filled]
