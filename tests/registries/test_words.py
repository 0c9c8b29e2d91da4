"""The words of a printed reference and of what is registered are cut alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.registries.snapshot.words import item_words, reference_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sleep, and MEMORY: 2nd ed.", "sleep and memory 2nd ed"),
        ("Müller’s “Größe” – naïve", "muller s grosse naive"),
        ("Søren Łukasz Đỗ Æsop", "soren lukasz do aesop"),
        ("pages 1862–1889", "pages 1862 1889"),
        ("ﬁnal x² ½", "final x2 1 2"),
        ("co\u00adoperation", "cooperation"),
        ("snake_case", "snake case"),
        ("α-synuclein, χ²", "alpha synuclein chi2"),
        ("Сон и память", "сон и память"),
        ("睡眠と記憶2", "睡眠 眠と と記 記憶 2"),
        ("眠", "眠"),
        ("", ""),
    ],
)
def test_words(text, expected):
    assert words(text) == expected.split()


def test_a_reference_loses_its_addresses_and_joins_broken_words():
    text = "Doe J. Hyper- tension in sleep. Sleep 2001;3:4-9. doi:10.1000/xyz.7 https://example.org/sleep www.b.org/c"
    assert reference_words(text) == "doe j hyper tension in sleep 2001 3 4 9 hypertension".split()


def test_item_words_are_told_apart_by_field():
    item = {
        "title": ["Growth of <i>E. coli</i> in H<sub>2</sub>O &amp; air"],
        "subtitle": ["A study"],
        "author": [{"given": "Ann", "family": "O’Hara"}, {"name": "Sleep Group"}],
        "container-title": ["Journal of Sleep"],
        "short-container-title": ["J Sleep"],
        "issued": {"date-parts": [[2001, 5]]},
        "published-print": {"date-parts": [["2002"]]},
        "volume": "12",
        "issue": 3,
        "page": "117-119",
    }
    assert item_words(item) == (
        "growth of e coli in h2o air a study".split(),
        "o hara sleep group".split(),
        "journal of sleep j".split(),
        "2001 2002 12 3 117".split(),
    )


@pytest.mark.parametrize("odd", [None, "x", 7, [None], [[]], {"date-parts": [[None]]}, {"date-parts": None}, [{}]])
def test_odd_shapes_are_passed_over(odd):
    names = ("title", "author", "editor", "container-title", "event", "issued", "volume", "page", "published")
    title, people, _, locators = item_words(dict.fromkeys(names, odd))
    assert people == []
    assert title == (["x"] if odd == "x" else ["7"] if odd == 7 else [])
    assert locators == (["x"] if odd == "x" else ["7"] if odd == 7 else [])


@given(st.text())
def test_words_of_words_are_themselves(text):
    assert words(" ".join(words(text))) == words(text)


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_case_of_letters_says_nothing(text):
    assert words(text.casefold()) == words(text)
