"""Words without meaning of their own, and words that deny."""

import pytest

from refdb.text.words import EMPTY_WORDS, NEGATIONS, STOP_WORDS, small_words


def test_small_words_of_some_languages_and_of_all():
    assert {"the", "und", "dell"} & small_words("en", "de") == {"the", "und"}
    assert small_words("fr") | small_words("pl") <= small_words()
    with pytest.raises(KeyError):
        small_words("xx")


@pytest.mark.parametrize("languages", [("en",), ("de",), ("pt", "nl"), ()])
def test_small_words_are_small_and_single(languages):
    assert all(word == word.lower().strip() and word.isalpha() for word in small_words(*languages))


def test_no_negation_is_empty():
    assert not EMPTY_WORDS & NEGATIONS
    assert EMPTY_WORDS < STOP_WORDS


@pytest.mark.parametrize("word", ["testosterone", "increase", "men", "one", "two", "because", "against"])
def test_words_that_say_something_are_kept(word):
    assert word not in STOP_WORDS
