"""Fit the weights of fusion and of BM25's columns on SciFact's train queries. Prints JSON, the best of each first.

    python -m scripts.training.retrieval.fit_search [--shared ../shared] [--library DIR]
    python -m scripts.training.retrieval.fit_search --reranker [FOLDER] [--write]

With ``--reranker`` instead how many works a reranker (the shipped one, or that in FOLDER) reads again, and what its
word weighs, on the train queries that no model was trained on; ``--write`` puts the best into its calibration.json.
``--library`` keeps the library between runs. Dev queries are not read. FTS5's BM25 has fixed k1 and b; measured apart
from it, neither matters here: k1 from 0.6 to 1.2 and b 0.4 or 0.75 move nDCG@10 on these queries by less than 0.006.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from importlib.resources import files
from pathlib import Path

from refdb.database.sqlite.store import Store
from refdb.retrieval import fusion
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.keywords import WORD_WEIGHTS, terms_of
from refdb.retrieval.reranking import OnnxReranker
from refdb.retrieval.windows import best_of_each
from refdb.workflows.importing import import_works
from refdb.workflows.searching import WINDOWS, Searcher, open_searcher, rank_passages
from scripts.benchmarks.search.bench_retrieval import DEPTH, as_work, ndcg, qrels, read_rows, recall
from scripts.places import SHARED
from scripts.training.retrieval.retrieval_pairs import held_out

TITLES = (1.0, 2.0, 3.0)
DEPTHS = (5, 10, 15, 20)  # more would take more than 150 ms
WEIGHTS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0)
SHARES = (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--reranker", nargs="?", const="reranker", metavar="FOLDER", help="fit how its word counts")
    parser.add_argument("--write", action="store_true", help="put the best into its calibration.json")
    args = parser.parse_args()
    data = args.shared / "data" / "retrieval" / "scifact"
    relevant = qrels(data / "qrels_train.tsv")
    queries = {str(r["id"]): r["text"] for r in read_rows(data / "queries.jsonl") if str(r["id"]) in relevant}
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.library or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        new = not (folder / "refdb.sqlite3").exists()
        store = Store(folder / "refdb.sqlite3")
        if new:
            works = folder / "works.jsonl"
            works.write_text("".join(json.dumps(as_work(row)) + "\n" for row in read_rows(data / "corpus.jsonl")))
            import_works(store, works)
        searcher = open_searcher(store, folder / "indexes", load_embedder())
        if args.reranker:
            chosen = {q: text for q, text in queries.items() if held_out(text)}
            print(json.dumps(fit_reranker(args.reranker, searcher, chosen, relevant, write=args.write), indent=1))
            store.close()
            return
        scores, ids = searcher.vectors.search(searcher.embedder.embed(list(queries.values())), WINDOWS * DEPTH)
        by_vector = {q: best_of_each(i, s, DEPTH) for q, i, s in zip(queries, ids, scores, strict=True)}
        everything = store.vector_ids(searcher.embedder.fingerprint)
        key_of = {
            id_: p.work
            for start in range(0, len(everything), 900)
            for id_, p in store.passages(everything[start : start + 900]).items()
        }
        rows = []
        for title in TITLES:
            by_words = {
                q: store.search_words(terms_of(t), DEPTH, {**WORD_WEIGHTS, "title": title}) for q, t in queries.items()
            }
            for share in SHARES:
                fusion.WORD_SHARE = share
                found = {
                    q: list(dict.fromkeys(key_of[f.id] for f in fusion.fuse(by_words[q], by_vector[q])))[:DEPTH]
                    for q in queries
                }
                row = {"title": title, "word_share": share}
                row["ndcg@10"] = round(statistics.mean(ndcg(found[q], relevant[q]) for q in queries), 4)
                row["recall@100"] = round(statistics.mean(recall(found[q], relevant[q]) for q in queries), 4)
                rows.append(row)
        store.close()
    print(json.dumps(sorted(rows, key=lambda row: -row["ndcg@10"]), indent=1))


def fit_reranker(name: str, searcher: Searcher, queries: dict[str, str], relevant: dict, *, write: bool) -> list[dict]:
    """How good each depth and weight is, the best first."""
    calibration = Path(str(files("refdb.weights") / name)) / "calibration.json"
    if not calibration.exists():
        calibration.write_text(json.dumps({"depth": DEPTHS[-1], "weight": 1.0}))
    reranker = OnnxReranker(name)
    found = {}
    for id_, text in queries.items():
        (ranking,) = rank_passages(searcher, [text])
        passages = searcher.store.passages([f.id for f in ranking])
        works = list({passages[f.id].work: f for f in reversed(ranking)}.values())
        works.sort(key=lambda f: -f.score)
        read = [passages[f.id] for f in works[: DEPTHS[-1]]]
        found[id_] = (
            works,
            {f.id: p.work for f, p in zip(works, (passages[f.id] for f in works), strict=True)},
            reranker.score(text, read),
        )
    rows = []
    for depth, weight in [(0, 0.0), *((d, w) for d in DEPTHS for w in WEIGHTS)]:
        runs = {
            q: [key_of[f.id] for f in fusion.rerank(works, scores[:depth], weight)]
            for q, (works, key_of, scores) in found.items()
        }
        mean = statistics.mean(ndcg(run[:DEPTH], relevant[q]) for q, run in runs.items())
        rows.append({"depth": depth, "weight": weight, "ndcg@10": round(mean, 4)})
    rows.sort(key=lambda row: -row["ndcg@10"])
    if write and rows[0]["depth"]:
        calibration.write_text(json.dumps({name: rows[0][name] for name in ("depth", "weight")}) + "\n")
    return rows


if __name__ == "__main__":
    main()
