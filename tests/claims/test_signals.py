"""What is seen of a claim and a text without a model."""

import pytest

from refdb.claims.selection import nearest_sentences
from refdb.claims.signals import signals


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        (
            "Vitamin D lowers cancer incidence.",
            "Vitamin D did not lower the incidence of cancer.",
            [0.75, 1.0, 0.0, 0.0],
        ),
        ("Sleep increased.", "Sleep decreased.", [0.5, 0.0, 1.0, 0.0]),
        ("It fell by 58 percent.", "It fell by 31 percent.", [1.0, 0.0, 0.0, 1.0]),
        ("", "", [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_signals(claim, text, expected):
    assert signals(claim, text) == pytest.approx(expected)


def test_the_sentences_that_share_rare_words_are_nearest():
    sentences = ["The men slept.", "The men ate rice.", "The men ate bread.", "The men took clomiphene."]
    assert nearest_sentences("Clomiphene helps men who ate rice.", sentences, 2) == [1, 3]
    assert nearest_sentences("x", [], 3) == []
