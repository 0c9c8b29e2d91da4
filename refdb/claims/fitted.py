"""Numbers that stand between the judge and a verdict, fitted on held-out training claims.

``scripts/training/judge/fit_verdicts.py`` writes ``weights/judge/verdicts.json``, and
``scripts/training/retrieval/fit_relatedness.py`` ``weights/embedder/calibration.json``. Each file says
from what it was made, and when.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from refdb.claims.judging.second_reading import Strictness


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a verdict asks of evidence."""

    uncited_confidence: float  # of a source that the claim does not cite
    uncited_shared: float  # of the claim's words, in such a work's title and deciding sentence
    second_reading: Strictness
    first_reading: float  # cosine below which a passage would say nothing, and is not read
    unread_neither: float  # of such pairs the share in which the judge said nothing, when it was asked
    first_embedder: str  # whose cosines these are: others have another scale
    related: float  # cosine below which a passage is about something else


@cache
def fitted() -> Fitted:
    """The numbers for the shipped judge and embedder."""
    found, embedder = _read("judge", "verdicts.json"), _read("embedder", "calibration.json")
    second, first = found["second_reading"], found.get("first_reading", {})
    unread = first.get("chosen_on", {"unread": 0, "unread_neither": 0})
    return Fitted(
        float(found["uncited"]["confidence"]),
        float(found["uncited"]["shared"]),
        Strictness(float(second["alone"]), float(second["untitled"])),
        float(first.get("cosine", 0.0)),
        unread["unread_neither"] / unread["unread"] if unread["unread"] else 1.0,
        str(first.get("embedder", "")),
        float(embedder["related"]),
    )


def least_read(embedder: str) -> float:
    """The cosine below which a passage is not read, by this embedder's vectors; -1 where it was fitted for another."""
    return fitted().first_reading if embedder == fitted().first_embedder else -1.0


def _read(model: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("refdb.weights") / model / name).read_text(encoding="utf-8"))
    return found
