"""What can be seen of a claim and a text without a model: shared words, and a negation that only one of them has."""

from __future__ import annotations

from refdb.claims.judging.selection import stems
from refdb.text.words import DENIAL

SIGNALS = ("coverage", "negation")


def signals(claim: str, text: str, nearest: str = "") -> list[float]:
    """``SIGNALS`` for a claim and the text that was read for it.

    coverage: share of the claim's words in the text, 0…1; negation: 1 where one is negated and the other is not.

    Args:
        claim: the claim.
        text: all that was read.
        nearest: its sentence nearest to the claim, in which a negation is looked for; all of the text if none is given.
    """
    wanted = stems(claim)
    return [
        len(wanted & stems(text)) / len(wanted) if wanted else 0.0,
        float(bool(DENIAL.search(claim)) != bool(DENIAL.search(nearest or text))),
    ]
