"""How near a passage must be that shares no word with the query."""

import json
from importlib.resources import files

from refdb.retrieval.nearness import NO_BAR, least_cosine


def test_the_bar_is_that_of_the_model_it_was_fitted_for():
    fitted = json.loads((files("refdb.weights") / "embedder" / "nearness.json").read_text("utf-8"))
    assert least_cosine(fitted["embedder"]) == fitted["least"]
    assert 0 < fitted["least"] < 1


def test_another_model_has_no_bar():
    assert least_cosine("another") == NO_BAR == -1.0
