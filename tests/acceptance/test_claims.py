"""The judge on claims with the evidence given: above what a reader of the claim alone gets, and seldom on the wrong side.

The floors are a little below what scripts/bench_claims.py prints for all rows; here it is every third or so.
"""

import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(SCRIPTS))
    try:
        import bench_claims
    finally:
        sys.path.remove(str(SCRIPTS))
    return bench_claims


@pytest.fixture(scope="module")
def scifact(bench, shared):
    from refdb.claims.judging import OnnxJudge

    return bench.measure("scifact", shared, OnnxJudge(), 170)


def test_scifact(scifact):
    assert scifact["most_probable_macro_f1"] >= 0.58
    assert scifact["most_probable_macro_f1"] >= scifact["claim_only_macro_f1"] + 0.12
    assert scifact["judge"]["macro_f1"] >= 0.50


def test_it_is_seldom_wrong_where_it_settles(scifact):
    assert scifact["judge"]["wrong_support"] <= 0.32
    assert scifact["judge"]["wrong_side"] <= 0.12


def test_higher_thresholds_settle_less_and_are_right_more_often(scifact):
    first, last = scifact["curve"][0], scifact["curve"][3]
    assert last["settled"] < first["settled"]
    assert last["right"] > first["right"]


@pytest.mark.parametrize(("name", "floor"), [("healthver", 0.50), ("fever_symmetric", 0.66)])
def test_other_sets(bench, shared, name, floor):
    from refdb.claims.judging import OnnxJudge

    found = bench.measure(name, shared, OnnxJudge(), 150)
    assert found["most_probable_macro_f1"] >= floor
