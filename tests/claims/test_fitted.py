"""The numbers between judge and verdict lie beside the models that they were fitted for."""

import json
from importlib.resources import files

import pytest

from refdb.claims.fitted import fitted


def test_they_are_chances_and_shares() -> None:
    found = fitted()
    second = found.second_reading
    for value in (
        found.uncited_confidence,
        found.uncited_shared,
        found.related,
        second.alone,
        second.untitled,
        found.first_reading,
    ):
        assert 0 <= value < 1


@pytest.mark.parametrize(("model", "name"), [("judge", "verdicts.json"), ("embedder", "calibration.json")])
def test_each_says_what_made_it(model: str, name: str) -> None:
    made = json.loads((files("refdb.weights") / model / name).read_text(encoding="utf-8"))["made"]
    assert made["script"].startswith("scripts/training/")
    assert {"date", "data", "on_the_other_half"} <= set(made)
