"""Verbs in the forms they take."""

import pytest

from refdb.claims.verbs import forms, has_finite_verb, may_be_nouns


@pytest.mark.parametrize(
    ("base", "third", "past"),
    [
        ("reduce", "reduces", "reduced"), ("carry", "carries", "carried"), ("stay", "stays", "stayed"),
        ("suppress", "suppresses", "suppressed"), ("diminish", "diminishes", "diminished"), ("reach", "reaches", "reached"),
        ("relax", "relaxes", "relaxed"), ("undergo", "undergoes", "underwent"), ("occur", "occurs", "occurred"),
        ("stop", "stops", "stopped"), ("rise", "rises", "rose"), ("show", "shows", "shown"), ("drop", "drops", "dropped"),
        ("play", "plays", "played"),
    ],
)  # fmt: skip
def test_forms(base, third, past):
    bases, thirds, pasts = forms()
    assert base in bases
    assert third in thirds
    assert past in pasts


def test_irregular_verbs_have_no_regular_past():
    assert not {"rised", "growed", "binded", "occured"} & forms()[2]


def test_forms_that_can_be_nouns():
    nouns = may_be_nouns()
    assert {"cause", "causes", "drop", "rises", "lower", "increase", "hosts"} <= nouns
    assert not {"reduce", "reduces", "prevent", "prevents"} & nouns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("naps reduce stress", True), ("a nap reduces stress", True), ("a nap reduced stress", True),
        ("a nap is good", True), ("it can help", True), ("it doesn't help", True), ("it doesn’t help", True),
        ("naps increase recall", True),  # behind a plural it is the verb
        ("the increase in recall", False), ("the cause of sleep", False), ("salt crystallizes", True),
        ("the air humidified", True), ("naps at noon", False), ("stress and strain", False), ("reduce stress", False),
        ("", False), ("naps", False),
    ],
)  # fmt: skip
def test_finite_verbs(text, expected):
    assert has_finite_verb(text) is expected
