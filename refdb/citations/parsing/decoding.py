"""The likeliest labels of many references at once, by a conditional random field that CRFsuite trained.

CRFsuite itself is asked for one reference at a time and takes every feature as a text, which costs more than all it
works out of them. Here features are numbers, and the recursions of Lafferty, McCallum & Pereira (ICML 2001) step
through a whole batch together. The answers are CRFsuite's own; ``tests/citations/test_decoding.py`` compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Crf:
    """``state``: a row of scores for each feature, and one of zeros behind them; ``steps``: from label × to label."""

    labels: tuple[str, ...]
    features: dict[str, int] = field(repr=False)
    state: NDArray[Any] = field(repr=False)
    steps: NDArray[Any] = field(repr=False)

    def summed(self, items: Sequence[Sequence[int]]) -> NDArray[Any]:
        """For each of ``items``, numbers of features, the sum of their scores for each label."""
        import numpy as np

        scores = np.zeros((len(items), len(self.labels)), dtype=np.float32)
        for column in zip_longest(*items, fillvalue=len(self.features)):
            scores += self.state[np.array(column, dtype=np.int64)]
        return scores

    def tag(self, scores: NDArray[Any], lengths: Sequence[int]) -> list[tuple[list[str], float]]:
        """For each reference its labels and the logarithm of their probability.

        Args:
            scores: for each word of all references, one behind the other, its score for each label.
            lengths: the words of each reference, one at least.
        """
        import numpy as np

        sizes = np.array(lengths)
        starts = np.cumsum(sizes) - sizes
        longest_first = np.argsort(-sizes, kind="stable")  # those that still have a word at a step come first
        begins, left = starts[longest_first], -sizes[longest_first]
        scores = scores.astype(np.float64)
        highest = scores.max(1)
        weights = np.exp(scores - highest[:, None])
        chances, backwards = np.exp(self.steps), np.ascontiguousarray(self.steps.T)
        best, sums, total = scores[begins], weights[begins], highest[begins]
        came: list[NDArray[Any]] = []
        for step in range(1, max(lengths)):
            going = int(np.searchsorted(left, -step))
            here = begins[:going] + step
            ways = best[:going, None, :] + backwards
            came.append(ways.argmax(2))
            best[:going] = ways.max(2) + scores[here]
            reached = sums[:going] @ chances * weights[here]
            share = reached.sum(1)
            sums[:going] = reached / share[:, None]
            total[:going] += np.log(share) + highest[here]
        path = np.empty(len(scores), dtype=np.int64)
        path[begins - left - 1] = best.argmax(1)
        for step in range(max(lengths) - 1, 0, -1):
            going = int(np.searchsorted(left, -step))
            here = begins[:going] + step
            path[here - 1] = came[step - 1][np.arange(going), path[here]]
        names = [self.labels[label] for label in path.tolist()]
        chance = np.empty(len(sizes))
        chance[longest_first] = best.max(1) - total - np.log(sums.sum(1))
        return [
            (names[start : start + length], min(value, 0.0))
            for start, length, value in zip(starts.tolist(), lengths, chance.tolist(), strict=True)
        ]
