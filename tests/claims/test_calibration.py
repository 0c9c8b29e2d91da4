"""Raw scores -> probabilities and a decision."""

import numpy as np
import pytest

from refdb.claims.judging.calibration import Logistic, best_of, decide, load_calibration, measured
from refdb.model import Carefulness

EQUAL = Logistic(np.eye(3), np.zeros(3))


def test_what_needs_no_correction_comes_back() -> None:
    given = np.array([[0.2, 0.5, 0.3], [0.9, 0.05, 0.05]])
    assert EQUAL.probabilities(given) == pytest.approx(given)


@pytest.mark.parametrize(
    ("probabilities", "decided"),
    [
        ([0.65, 0.2, 0.15], 0),
        ([0.2, 0.65, 0.15], 2),
        ([0.1, 0.75, 0.15], 1),
        ([0.55, 0.4, 0.05], 2),
        ([0.1, 0.1, 0.8], 2),
    ],
)
def test_each_side_is_claimed_from_its_own_threshold_on(probabilities: list[float], decided: int) -> None:
    assert decide(np.array(probabilities), (0.6, 0.7)) == decided


def test_a_raw_probability_of_nothing_is_no_infinity() -> None:
    assert EQUAL.probabilities(np.array([[0.0, 0.0, 1.0]])).sum() == pytest.approx(1.0)


def test_the_shipped_calibration_fits_the_model() -> None:
    shipped = load_calibration()
    assert (shipped.first.weights.shape, shipped.closer.weights.shape) == ((3, 3), (9, 3))
    assert all(0.34 <= threshold < 1 for threshold in shipped.thresholds)


def test_of_single_sentences_the_most_for_a_side_and_the_least_for_neither() -> None:
    single = np.array([[0.7, 0.1, 0.2], [0.3, 0.6, 0.1]])
    assert best_of(single).tolist() == [0.7, 0.6, 0.1]


FIGURES = {"n": 1204, "settled": 0.71, "settled_right": 0.91}
MEASURED = {
    "thresholds": [0.64, 0.66],
    "made": {"measured_on_the_other_half": FIGURES},
    "curve": [[0.0, 0.71, 0.91], [0.65, 0.7, 0.92], [0.7, 0.6, 0.93], [0.9, 0.2, 0.98]],
}


@pytest.mark.parametrize(
    ("least_confidence", "settled", "right"),
    [(0.0, 0.71, 0.91), (0.64, 0.71, 0.91), (0.66, 0.7, 0.92), (0.7, 0.6, 0.93), (0.89, 0.6, 0.93), (0.95, 0.2, 0.98)],
)
def test_how_careful_the_judge_is_at_the_confidence_asked_for(
    least_confidence: float, settled: float, right: float
) -> None:
    assert measured(MEASURED, least_confidence) == Carefulness(1204, settled, right)


def test_a_judge_that_was_not_measured_is_not_spoken_for() -> None:
    assert measured({"thresholds": [0.64, 0.66]}, 0.0) is None
    assert measured({"thresholds": [0.64, 0.66], "made": {}, "curve": MEASURED["curve"]}, 0.9) is None
    assert measured(MEASURED | {"curve": []}, 0.9) is None
