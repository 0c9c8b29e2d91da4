"""The judge on claims with the evidence given: above what a reader of the claim alone gets, and seldom on the wrong side.

The floors are a little below what scripts/benchmarks/claims/bench_claims.py prints for all rows; here it is every third or so.
"""

import pytest


@pytest.fixture(scope="module")
def bench():
    from scripts.benchmarks.claims import bench_claims

    return bench_claims


def test_scifact(slow, bench, shared):
    from refdb.claims.judging.judge import OnnxJudge

    found = bench.measure("scifact", shared, OnnxJudge(), 120, baseline=False)
    assert found["most_probable_macro_f1"] >= 0.55  # a reader of the claim alone gets .41
    assert found["judge"]["macro_f1"] >= 0.48
    assert found["judge"]["wrong_support"] <= 0.35
    assert found["judge"]["wrong_side"] <= 0.14
    first, last = found["curve"][0], found["curve"][3]
    assert last["settled"] < first["settled"]  # a higher threshold settles less
    assert last["right"] > first["right"]


@pytest.mark.parametrize(("name", "floor"), [("healthver", 0.48), ("fever_symmetric", 0.62)])
def test_other_sets(slow, bench, shared, name, floor):
    from refdb.claims.judging.judge import OnnxJudge

    found = bench.measure(name, shared, OnnxJudge(), 100, baseline=False)
    assert found["most_probable_macro_f1"] >= floor
