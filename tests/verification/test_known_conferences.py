"""Conferences that records name by their acronym alone."""

import pytest

from refdb.text.folding import folded
from refdb.verification.known_conferences import known_conferences


@pytest.mark.parametrize(
    ("acronym", "names"),
    [
        ("aaai", ("aaai conference on artificial intelligence",)),
        ("chi", ("human factors in computing systems", "computer human interaction")),
        ("icml", ("machine learning",)),
        ("www", ("web conference", "world wide web")),
    ],
)
def test_what_an_acronym_stands_for(acronym, names):
    assert known_conferences()[acronym] == names


def test_acronyms_and_names_are_written_as_they_are_compared():
    for acronym, names in known_conferences().items():
        assert acronym.isalnum()
        assert acronym == acronym.lower()
        assert names
        assert [folded(name) for name in names] == list(names)
        assert all(" " in name for name in names)
