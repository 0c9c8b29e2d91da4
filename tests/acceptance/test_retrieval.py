"""Search on Cranfield: what words and vectors find together is better than what either finds alone."""

import json

import pytest


@pytest.fixture(scope="module")
def cranfield(slow, shared, tmp_path_factory):
    from scripts.benchmarks.search import bench_retrieval

    arguments = type(
        "Arguments",
        (),
        {"shared": shared, "queries": "dev", "torch": False, "out": None, "libraries": None, "postgresql": ""},
    )
    return bench_retrieval.measure("cranfield", arguments)


def test_fusion_is_worth_its_while(cranfield):
    alone = max(cranfield["bm25"]["ndcg@10"], cranfield["by_vectors"]["ndcg@10"])
    assert cranfield["fused"]["ndcg@10"] >= 1.08 * alone
    assert cranfield["fused"]["recall@100"] >= 0.74  # .758 to .762 measured


def test_what_a_user_gets_is_above_all_baselines(cranfield):
    shipped = cranfield.get("reranked", cranfield["fused"])
    assert shipped["ndcg@10"] >= 0.39


def test_words_find_the_same_in_postgresql(slow, shared, tmp_path, address):
    from refdb.database.opening import open_database
    from refdb.workflows.importing import import_works
    from scripts.benchmarks.search import bench_retrieval as bench

    data = shared / "data" / "retrieval" / "scifact"
    relevant = bench.qrels(data / "qrels_dev.tsv")
    queries = {
        str(row["id"]): row["text"] for row in bench.read_rows(data / "queries.jsonl") if str(row["id"]) in relevant
    }
    works = tmp_path / "works.jsonl"
    works.write_text("".join(f"{json.dumps(bench.as_work(row))}\n" for row in bench.read_rows(data / "corpus.jsonl")))
    found = []
    for place in (tmp_path / "refdb.sqlite3", address):
        store = open_database(place, create=True)
        import_works(store, works)
        found.append(bench.figures(bench.by_words(type("Searcher", (), {"store": store}), queries), relevant))
        store.close()
    folder, postgresql = (figures["ndcg@10"] for figures in found)
    assert folder >= 0.68
    assert postgresql == pytest.approx(folder, abs=0.01)
