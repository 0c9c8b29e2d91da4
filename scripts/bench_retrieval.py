"""How good and how fast search is: refdb's fusion beside BM25 and MiniLM alone, in the same run. Prints JSON.

    python scripts/bench_retrieval.py [--shared ../shared] [--queries dev|train]

SciFact: 5,183 abstracts; "dev" are BEIR's test queries. Choices are made on "train".
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import statistics
import tempfile
import time
from pathlib import Path

from refdb.database.store import Store
from refdb.retrieval.embedding import load_embedder
from refdb.workflows.importing import import_works
from refdb.workflows.searching import Searcher, open_searcher, rank_passages

PUBLISHED = {"BM25 (Anserini)": 0.676, "all-MiniLM-L6-v2 (torch)": 0.648, "SPLADE-v3": 0.714, "BGE-base": 0.741}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--queries", choices=["dev", "train"], default="dev")
    args = parser.parse_args()
    data = args.shared / "data" / "retrieval" / "scifact"
    relevant = qrels(data / f"qrels_{args.queries}.tsv")
    rows = [json.loads(line) for line in read(data / "queries.jsonl").split("\n") if line]
    queries = {str(r.get("id", r.get("_id"))): r["text"] for r in rows}
    wanted = {id_: text for id_, text in queries.items() if id_ in relevant}
    with tempfile.TemporaryDirectory() as folder:
        works = Path(folder) / "works.jsonl"
        works.write_text("\n".join(as_work(line) for line in read(data / "corpus.jsonl").split("\n") if line))
        store = Store(Path(folder) / "refdb.sqlite3")
        import_works(store, works)
        embedder = load_embedder()
        began = time.perf_counter()
        searcher = open_searcher(store, Path(folder) / "indexes", embedder)
        embedding = time.perf_counter() - began
        passages = len(searcher.vectors.ids())
        result = measure(searcher, wanted, relevant)
        store.close()
    print(json.dumps({"queries": len(wanted), "passages": passages, "passages_per_second": round(passages / embedding),
                      **result, "published_ndcg@10": PUBLISHED}, indent=1))  # fmt: skip


def measure(searcher: Searcher, queries: dict[str, str], relevant: dict[str, dict[str, int]]) -> dict:
    found: dict[str, dict[str, list[str]]] = {"refdb": {}, "words": {}, "vectors": {}}
    times = []
    for id_, text in queries.items():
        began = time.perf_counter()
        (ranking,) = rank_passages(searcher, [text])
        times.append(time.perf_counter() - began)
        works = {i: p.work for i, p in searcher.store.passages([f.id for f in ranking]).items()}
        for name, part in (("refdb", ""), ("words", "words"), ("vectors", "vector")):
            order = ranking if not part else sorted(
                (f for f in ranking if part in f.parts), key=lambda f, part=part: -f.parts[part]
            )  # fmt: skip
            found[name][id_] = list(dict.fromkeys(works[f.id] for f in order))
    return {
        "median_ms": round(1000 * statistics.median(times), 1),
        "ndcg@10": {
            name: round(statistics.mean(ndcg(run[q], relevant[q]) for q in queries), 4) for name, run in found.items()
        },
        "recall@100": round(statistics.mean(recall(found["refdb"][q], relevant[q]) for q in queries), 4),
    }


def ndcg(ranked: list[str], gold: dict[str, int]) -> float:
    gain = sum((2 ** gold.get(d, 0) - 1) / math.log2(i + 2) for i, d in enumerate(ranked[:10]))
    ideal = sum((2**s - 1) / math.log2(i + 2) for i, s in enumerate(sorted(gold.values(), reverse=True)[:10]))
    return gain / ideal


def recall(ranked: list[str], gold: dict[str, int]) -> float:
    positive = {d for d, s in gold.items() if s > 0}
    return len(positive & set(ranked[:100])) / len(positive)


def qrels(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.reader(file, delimiter="\t"):
            if row[-1].strip().isdigit() and int(row[-1]) > 0:
                found.setdefault(row[0], {})[row[-2]] = int(row[-1])
    return found


def read(path: Path) -> str:
    packed = path.with_name(f"{path.name}.gz")
    return gzip.decompress(packed.read_bytes()).decode() if packed.exists() else path.read_text(encoding="utf-8")


def as_work(line: str) -> str:
    row = json.loads(line)
    return json.dumps(
        {"id": str(row.get("id", row.get("_id"))), "title": row.get("title", ""), "abstract": row["text"]}
    )


if __name__ == "__main__":
    main()
