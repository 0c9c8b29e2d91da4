"""Search on Cranfield: what words and vectors find together is better than what either finds alone."""

import pytest


@pytest.fixture(scope="module")
def cranfield(slow, shared, tmp_path_factory):
    from scripts.benchmarks.search import bench_retrieval

    arguments = type(
        "Arguments", (), {"shared": shared, "queries": "dev", "torch": False, "out": None, "libraries": None}
    )
    return bench_retrieval.measure("cranfield", arguments)


def test_fusion_is_worth_its_while(cranfield):
    alone = max(cranfield["bm25"]["ndcg@10"], cranfield["by_vectors"]["ndcg@10"])
    assert cranfield["fused"]["ndcg@10"] >= 1.08 * alone
    assert cranfield["fused"]["recall@100"] >= 0.74  # .758 to .762 measured


def test_what_a_user_gets_is_above_all_baselines(cranfield):
    shipped = cranfield.get("reranked", cranfield["fused"])
    assert shipped["ndcg@10"] >= 0.39
