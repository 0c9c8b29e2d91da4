"""Numbers that stand between the judge and a verdict, fitted on held-out training claims.

``scripts/training/judge/fit_verdicts.py`` writes ``weights/judge/verdicts.json`` and says there from what, and when.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from refdb.claims.judging.second_reading import Strictness


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a verdict asks of evidence."""

    uncited_confidence: float  # of a source that the claim does not cite
    uncited_shared: float  # of the claim's words, in such a work's title and deciding sentence
    second_reading: Strictness


@cache
def fitted() -> Fitted:
    """The numbers for the shipped judge."""
    found = json.loads((files("refdb.weights") / "judge" / "verdicts.json").read_text(encoding="utf-8"))
    second = found["second_reading"]
    return Fitted(
        float(found["uncited"]["confidence"]),
        float(found["uncited"]["shared"]),
        Strictness(float(second["alone"]), float(second["untitled"])),
    )
