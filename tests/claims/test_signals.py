"""What is seen of a claim and a text without a model."""

import pytest

from refdb.claims.judging.signals import SIGNALS, signals


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("Vitamin D lowers cancer.", "Vitamin D did not lower the incidence of cancer.", [2 / 3, 1.0]),
        ("Sleep increased.", "Sleep decreased.", [0.5, 0.0]),
        ("It cannot help.", "It won't help.", [0.5, 0.0]),
        ("", "", [0.0, 0.0]),
    ],
)
def test_signals(claim, text, expected):
    assert signals(claim, text) == pytest.approx(expected)


def test_a_negation_is_looked_for_in_the_nearest_sentence():
    text = "Nobody was not paid. Coffee lowered the risk."
    assert signals("Coffee lowers the risk.", text)[SIGNALS.index("negation")] == 1.0
    assert signals("Coffee lowers the risk.", text, "Coffee lowered the risk.")[SIGNALS.index("negation")] == 0.0
