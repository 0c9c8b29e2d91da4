"""What the vector index costs from a thousand to a million vectors, and an estimate for a hundred million. Prints JSON.

    python -m scripts.benchmarks.search.bench_vectors [--shared ../shared] [--sizes 1000 10000 100000 1000000] [--cores 2]

The vectors are synthetic ones around real ones: mixtures of two abstracts of SciFact, with noise; the queries are real,
train claims of SciFact. Built and searched by refdb's own index, each size in a process of its own; recall is against
comparing all vectors. `resident_mb` is the peak of a process that opens the index and searches.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from scripts.places import ROOT, SHARED

DIMENSIONS = 384
QUERIES = 200
PIECE = 20_000
LIMITS = {"recall@10": 0.97, "median_ms": 15, "resident_mb": 700, "build_minutes": 15}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the vectors go, 1.6 GB for a million; else a temporary one")
    parser.add_argument("--step", choices=["build", "search"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        document = {"build": build, "search": search}[args.step](args.folder, args.sizes[0], args.cores)
        print(json.dumps(document))
        return
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: args.cores]))
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        make_vectors(args.shared, folder, max(args.sizes))
        rows = []
        for size in args.sizes:
            truth(folder, size)
            steps = [step(folder, size, args.cores, name) for name in ("build", "search")]
            rows.append({"vectors": size, **steps[0], **steps[1]})
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    print(
        json.dumps(
            {
                "cores": args.cores,
                "sizes": rows,
                "limits_at_a_million": LIMITS,
                "estimate_at_a_hundred_million": estimate(rows[-1]),
            },
            indent=1,
        )
    )


def step(folder: Path, size: int, cores: int, name: str) -> dict:
    command = [
        sys.executable,
        "-m",
        "scripts.benchmarks.search.bench_vectors",
        "--folder",
        str(folder.resolve()),
        "--sizes",
        str(size),
        "--cores",
        str(cores),
        "--step",
        name,
    ]
    environment = os.environ | {"OMP_NUM_THREADS": str(cores)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT)
    return json.loads(done.stdout)


def make_vectors(shared: Path, folder: Path, count: int) -> None:
    """vectors.npy [count, 384] and queries.npy in ``folder``."""
    from refdb.retrieval.embedding import load_embedder
    from scripts.benchmarks.search.bench_retrieval import qrels, read_rows

    data = shared / "data" / "retrieval" / "scifact"
    embedder = load_embedder()
    texts = [f"{row['title'].rstrip('. ')}. {row['text']}" for row in read_rows(data / "corpus.jsonl")[:2500]]
    real = embedder.embed(texts)
    wanted = qrels(data / "qrels_train.tsv")
    queries = [row["text"] for row in read_rows(data / "queries.jsonl") if str(row["id"]) in wanted][:QUERIES]
    np.save(folder / "queries.npy", embedder.embed(queries))
    chance = np.random.default_rng(1)
    out = np.lib.format.open_memmap(folder / "vectors.npy", mode="w+", dtype=np.float32, shape=(count, DIMENSIONS))
    for start in range(0, count, PIECE):
        n = min(PIECE, count - start)
        one, two = real[chance.integers(0, len(real), n)], real[chance.integers(0, len(real), n)]
        share = chance.random((n, 1), dtype=np.float32) * 0.5
        noise = chance.standard_normal((n, DIMENSIONS), dtype=np.float32) * (0.5 / DIMENSIONS**0.5)
        mixed = one * (1 - share) + two * share + noise
        out[start : start + n] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    out.flush()


def truth(folder: Path, size: int) -> None:
    """The ten nearest of each query by comparing all."""
    vectors, queries = np.load(folder / "vectors.npy", mmap_mode="r"), np.load(folder / "queries.npy")
    best: list[np.ndarray] = []
    for start in range(0, size, PIECE):
        scores = queries @ vectors[start : min(size, start + PIECE)].T
        top = np.argsort(-scores, axis=1)[:, :10]
        best.append(np.stack([np.take_along_axis(scores, top, 1), top + start], axis=2))
    whole = np.concatenate(best, axis=1)
    order = np.argsort(-whole[:, :, 0], axis=1)[:, :10]
    np.save(folder / "truth.npy", np.take_along_axis(whole[:, :, 1], order, 1).astype(np.int64))


def build(folder: Path, size: int, cores: int) -> dict:
    from refdb.retrieval.faiss.index import FaissIndex

    vectors = np.load(folder / "vectors.npy", mmap_mode="r")

    def chunks() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for start in range(0, size, PIECE):
            end = min(size, start + PIECE)
            yield np.arange(start, end), np.array(vectors[start:end])

    began = time.perf_counter()
    index = FaissIndex(folder / str(size), "bench", DIMENSIONS)
    index.build(size, chunks)
    index.save("bench")
    seconds = time.perf_counter() - began
    file_mb = sum(p.stat().st_size for p in (folder / str(size)).rglob("*") if p.is_file()) / 1e6
    return {
        "engine": index.kind,
        "build_seconds": round(seconds, 2),
        "build_resident_mb": resident(),
        "file_mb": round(file_mb, 1),
    }


def search(folder: Path, size: int, cores: int) -> dict:
    from refdb.retrieval.faiss.index import open_index

    queries, expected = np.load(folder / "queries.npy"), np.load(folder / "truth.npy").tolist()
    began = time.perf_counter()
    index = open_index(folder / str(size), "bench", DIMENSIONS)
    opening = time.perf_counter() - began
    times, found = [], []
    for query in queries:
        began = time.perf_counter()
        _, ids = index.search(query.reshape(1, -1), 10)
        times.append(time.perf_counter() - began)
        found.append(ids[0].tolist())
    right = [len(set(a) & set(b)) / 10 for a, b in zip(expected, found, strict=True)]
    return {
        "open_seconds": round(opening, 3),
        "median_ms": round(1000 * statistics.median(times), 2),
        "p95_ms": round(1000 * sorted(times)[int(0.95 * len(times))], 2),
        "recall@10": round(statistics.mean(right), 4),
        "resident_mb": resident(),
    }


def resident() -> int:
    """Peak resident memory of this process, MB; pages of a mapped file that were read count too."""
    # Not getrusage: its maximum begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def estimate(row: dict) -> dict:
    """A hundred million, from what was measured at the largest size: a calculation, not a measurement."""
    from refdb.retrieval.faiss.engines import PROBES, engine_for

    count = 10**8
    engine, measured = engine_for(count), engine_for(row["vectors"])
    if measured.exact:
        return {}
    # A search reads a share of the codes; product quantisation adds up 64 table entries where SQ8 multiplies 384 bytes.
    read = {n: n * PROBES / e.cells**0.5 for n, e in ((count, engine), (row["vectors"], measured))}
    codes = read[count] * 64 / (read[row["vectors"]] * 384)
    # Placing a vector compares it with the centroids through an HNSW graph (some 500 of them) instead of all.
    placing = (count / row["vectors"]) * 500 / measured.cells
    sample = engine.cells**2 / measured.cells**2 * 0.7  # k-means: cells times a sample that grows with them
    return {
        "engine": engine.factory,
        "file_gb": round(count * (64 + 8) / 1e9 + engine.cells * DIMENSIONS * 4 / 1e9, 1),
        "median_ms": round(row["median_ms"] * codes),
        "build_hours": round(row["build_seconds"] * (0.3 * placing + sample) / 3600, 1),
        "note": "calculated; the codes are mapped, so a search needs memory for what it reads, some hundred MB",
    }


if __name__ == "__main__":
    main()
