"""Raw scores -> probabilities and a decision."""

import numpy as np
import pytest

from refdb.claims.judging.calibration import Calibration, features, load_calibration
from refdb.claims.judging.signals import SIGNALS

EQUAL = Calibration(np.eye(3), np.zeros(3), (0.6, 0.7))


def test_logarithms_come_back_as_the_probabilities_they_were() -> None:
    given = np.array([[0.2, 0.5, 0.3], [0.9, 0.05, 0.05]])
    assert EQUAL.probabilities(np.log(given)) == pytest.approx(given)


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
    assert EQUAL.decide(np.array(probabilities)) == decided


def test_features_are_logarithms_and_the_negation() -> None:
    seen = [0.4, 1.0]
    assert dict(zip(SIGNALS, seen, strict=True))["negation"] == 1.0
    assert features([0.5, 0.25, 0.25], seen) == pytest.approx([*np.log([0.5, 0.25, 0.25]), 1.0])


def test_a_raw_probability_of_nothing_is_no_infinity() -> None:
    assert np.isfinite(features([0.0, 0.0, 1.0], [0.0, 0.0])).all()


def test_the_shipped_calibration_fits_the_features() -> None:
    shipped = load_calibration()
    assert shipped.weights.shape == (4, 3)
    assert all(0.34 <= threshold < 1 for threshold in shipped.thresholds)
