"""What vectors in PostgreSQL (pgvector) find and cost, beside comparing all of them. Prints JSON.

    python -m scripts.benchmarks.search.bench_pgvector postgresql://USER@HOST/DATABASE [--sizes 100000] [--keep]

Vectors and queries are those of bench_vectors. They are written and searched by refdb's own index in a schema that is
made and dropped again; recall is against comparing all vectors, behind a filter against comparing all that it leaves.
Milliseconds are of one query after the other, by the clock: the median, and the fastest tenth, which a busy machine
disturbs less; and of processors, refdb's and the server's, where it runs on this machine and does nothing else. The
server's own settings count (shared_buffers). With --keep and --folder the schema and the vectors stay, and the next run
of this size only asks.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from sqlalchemy import text

from refdb.database.postgresql.store import Store
from refdb.database.postgresql.vectors import COMPLETE, DatabaseVectors
from refdb.model import Filters
from scripts.benchmarks.processors import own_seconds, server_seconds
from scripts.benchmarks.search.bench_vectors import DIMENSIONS, PIECE, make_vectors, truth
from scripts.places import SHARED

SCHEMA = "bench_pgvector"
YEARS = 70  # work n is of 1950 + n modulo this
RARE = 1000  # one work of so many is a report
FILTERS = {
    "one in 1000": (Filters(types=("report",)), lambda n: n % RARE == 0),
    "one in 70": (Filters(years=(1950, 1950)), lambda n: n % YEARS < 1),
    "one in 35": (Filters(years=(1950, 1951)), lambda n: n % YEARS < 2),
    "one in 10": (Filters(years=(1950, 1956)), lambda n: n % YEARS < 7),
    "one in 2": (Filters(years=(1950, 1984)), lambda n: n % YEARS < 35),
}
LIMITS = {"recall@10": 0.97, "median_ms": 20}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000])
    parser.add_argument("--folder", type=Path, help="where the vectors stay for the next run; else a temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the schema; one that a run left is asked again")
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        if not (folder / "vectors.npy").is_file() or len(np.load(folder / "vectors.npy", mmap_mode="r")) < max(
            args.sizes
        ):
            make_vectors(args.shared, folder, max(args.sizes))
        for size in args.sizes:
            truth(folder, size)
            rows.append(measured(args.address, folder, size, keep=args.keep))
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    print(json.dumps({"sizes": rows, "limits_at_a_million": LIMITS}, indent=1))


def measured(address: str, folder: Path, size: int, *, keep: bool = False) -> dict:
    """Recall and milliseconds at one size."""
    store = Store(f"{address}{'&' if '?' in address else '?'}schema={SCHEMA}", create=True)
    try:
        index = store.vector_index("bench", DIMENSIONS, 1)
        assert index is not None, "the database has no pgvector"
        vectors, queries = np.load(folder / "vectors.npy", mmap_mode="r"), np.load(folder / "queries.npy")
        seconds = {} if keep and len(index) else written(store, index, vectors, size)
        best = np.load(folder / "truth.npy")
        server = partial(server_seconds, store.rows("SELECT pg_backend_pid()")[0][0])
        filtered = {}
        for name, (filters, holds) in FILTERS.items():
            left = np.flatnonzero(holds(np.arange(size)))
            search = partial(index.search_filtered, k=10, filters=filters, passages=left)
            filtered[f"filtered, {name} left"] = asked(queries, nearest(vectors, left, queries), search, server)
        return {
            "vectors": size,
            "engine": index.kind,
            **seconds,
            "all": asked(queries, best, partial(index.search, k=10), server),
            "all, 300 wanted as in a search": asked(queries, best, partial(index.search, k=300), server),
            **filtered,
        }
    finally:
        if not keep:
            with store._writing() as session:
                session.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        store.close()


def nearest(vectors: np.ndarray, left: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """The ten nearest of each query among some vectors, all of which are compared."""
    scores = [queries @ np.array(vectors[left[start : start + PIECE]]).T for start in range(0, len(left), PIECE)]
    return left[np.argsort(-np.concatenate(scores, axis=1), axis=1)[:, :10]]


def written(store: Store, index: DatabaseVectors, vectors: np.ndarray, size: int) -> dict:
    """Put works, passages and vectors in, and build HNSW; how long the last two took."""
    kind = f"CASE WHEN n % {RARE} = 0 THEN 'report' ELSE '' END"
    given = {"title_folded": "'w' || n", "type": kind, "year": f"1950 + n % {YEARS}", "key": "'w' || n", "id": "n"}
    with store._writing() as session:
        columns = session.execute(
            text(
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = :s "
                "AND table_name = 'work' AND is_nullable = 'NO' AND column_default IS NULL"
            ),
            {"s": SCHEMA},
        ).all()
        values = {name: "'[]'" if kind == "jsonb" else "''" for name, kind in columns} | given
        session.execute(
            text(
                f"INSERT INTO work ({', '.join(values)}) SELECT {', '.join(values.values())} "
                f"FROM generate_series(0, {size - 1}) n"
            )
        )
        session.execute(
            text(
                "INSERT INTO passage (id, work_id, n, text, sentences, section, page, origin) "
                f"SELECT n, n, 0, '', '[]', '', '', 'abstract' FROM generate_series(0, {size - 1}) n"
            )
        )
        session.execute(text(index._table()))
    with store.alone() as run:
        run("ANALYZE work"), run("ANALYZE passage")
    began = time.perf_counter()
    for start in range(0, size, PIECE):
        some = np.asarray(vectors[start : start + PIECE], dtype="<f4")
        with store._writing() as session:
            index.put(session, range(start, start + len(some)), [row.tobytes() for row in some])
    loaded = time.perf_counter()
    with store._writing() as session:
        session.execute(text(f"COMMENT ON TABLE {index.table} IS '{COMPLETE}'"))
    index.complete()
    sizes = [store.rows("SELECT pg_total_relation_size(to_regclass(:name))", name=index.table)[0][0]]
    return {
        "write_seconds": round(loaded - began, 1),
        "build_seconds": round(time.perf_counter() - loaded, 1),
        "mb": round(sizes[0] / 1e6),
    }


def asked(queries: np.ndarray, best: np.ndarray, search: Callable, server: Callable[[], float]) -> dict:
    """Recall@10 and milliseconds of one query after the other."""
    found, times, before = [], [], own_seconds() + server()
    for query in (*queries[:10], *queries):  # the first ten warm the caches
        began = time.perf_counter()
        found.append(search(query.reshape(1, -1))[1][0][:10].tolist())
        times.append(1000 * (time.perf_counter() - began))
    processors = own_seconds() + server() - before
    hits = [len(set(row) & set(wanted)) / 10 for row, wanted in zip(found[10:], best.tolist(), strict=True)]
    return {
        "recall@10": round(statistics.mean(hits), 4),
        "median_ms": round(statistics.median(times[10:]), 1),
        "fastest_tenth_ms": round(sorted(times[10:])[len(times[10:]) // 10], 1),
        "processor_ms": round(1000 * processors / len(times), 1),
    }


if __name__ == "__main__":
    main()
