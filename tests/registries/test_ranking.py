"""Rare shared words count most, a title's words that the reference lacks count against it."""

import numpy as np
import pytest

from refdb.registries.snapshot import ranking
from refdb.registries.snapshot.layout import pack_words, word_number


def packed(*numbers: int) -> bytes:
    return np.array(numbers, dtype="<u4").tobytes()


def test_weight_falls_with_frequency():
    assert ranking.weight(1, 1000) == pytest.approx(6.5033, abs=1e-3)
    assert ranking.weight(100, 1000) == pytest.approx(2.2984, abs=1e-3)
    assert ranking.weight(1000, 1000) == 0.1


@pytest.mark.parametrize(
    ("frequencies", "budget", "count"),
    [([1, 2, 3, 4, 5], 100, 5), ([1, 2, 3, 4, 500, 600], 100, 4), ([50, 60, 70, 80, 90], 10, 4), ([], 10, 0)],
)
def test_rarest_words_are_picked_within_the_budget_but_four_at_least(frequencies, budget, count):
    assert ranking.picking(frequencies, budget) == count


def test_gathered_works_have_the_sum_of_their_words():
    numbers, scores = ranking.gather([packed(2, 5, 9), packed(5), packed(1, 9)], [1.0, 0.5, 0.25])
    assert numbers.tolist() == [1, 2, 5, 9]
    assert scores.tolist() == [0.25, 1.0, 1.5, 1.25]
    nothing, none = ranking.gather([], [])
    assert (nothing.tolist(), none.tolist()) == ([], [])


def test_best_of_equals_are_the_first():
    numbers = np.array([3, 4, 7, 8, 9], dtype=np.uint32)
    assert sorted(ranking.best(numbers, np.array([1.0, 2.0, 1.0, 3.0, 1.0]), 3).tolist()) == [3, 4, 8]
    assert ranking.best(numbers, np.ones(5), 2).tolist() == [3, 4]
    assert ranking.best(numbers, np.ones(5), 9).tolist() == [3, 4, 7, 8, 9]


def test_score_of_each_field():
    asked = np.array(sorted(map(word_number, ["sleep", "memory", "smith", "nature", "2001"])), dtype=np.uint32)
    records = [
        pack_words((["sleep", "memory"], ["smith"], ["nature"], ["2001"])),
        pack_words((["sleep", "memory", "old"], [], [], [])),
        pack_words((["sleep", "a", "b", "c", "d", "e", "f", "g"], [], [], [])),
        pack_words(([], [], ["sleep"], ["sleep"])),
        b"",
    ]
    scores = ranking.score(asked, np.full(5, 2.0), records, 4.0).tolist()
    assert scores[0] == pytest.approx(3 * 2.0 + 0.35 * 2.0 + 0.8 * 2.0)
    assert scores[1] == pytest.approx(4.0 - 0.27 * 4.0)
    assert scores[2] == pytest.approx(2.0 - 0.7 * 2.0)
    assert scores[3] == pytest.approx(0.35 * 2.0 + 0.8 * 2.0)
    assert scores[4] == 0.0
