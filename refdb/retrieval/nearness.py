"""How near a passage must be to a query that it shares no word with: fitted, and kept beside the model."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

NO_BAR = -1.0  # cosines of a model for which nothing was fitted


@cache
def least_cosine(fingerprint: str) -> float:
    """The cosine below which a passage without the query's words is no hit, by this model; -1 for models unknown.

    ``scripts/training/retrieval/fit_nearness.py`` writes ``weights/embedder/nearness.json``.
    """
    source = files("refdb.weights") / "embedder" / "nearness.json"
    found = json.loads(source.read_text("utf-8")) if source.is_file() else {}
    return float(found["least"]) if found.get("embedder") == fingerprint else NO_BAR
