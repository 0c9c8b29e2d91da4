"""The shapes of words, and that what the model does not know is left out."""

import pytest

from refdb.citations.parsing.features import Features, Lexicon, shape
from refdb.citations.parsing.tokens import fold, tokenize


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("2019", "Y"), ("1499", "Y"), ("2100", "9999"), ("1", "9"), ("12", "99"), ("123456", "99999"), ("<url>", "<url>"),
        ("A", "X"), ("a", "x1"), ("NIH", "XX"), ("NATO", "XXXX"), ("sleep", "x"), ("Sleep", "Xx"), ("McDonald", "XxX"),
        ("eLife", "xX"), ("O'Brien", "X'x"), ("d’Arc", "x'x"), ("2019a", "Ya"), ("B12", "a9"), ("12b", "9a"), ("3D4", "99"),
        ("a1b", "aa"), ("–", "--"), ("é", "x1"), ("Ü", "X"),
    ],
)  # fmt: skip
def test_shapes(word, expected):
    assert shape(word) == expected


def look(raw: str, lexicon: Lexicon | None = None, known: frozenset[str] = frozenset()) -> list[list[str]]:
    return Features(lexicon or Lexicon(), known)(tokenize(fold(raw)))


def test_a_word_shows_itself_its_key_and_its_neighbours():
    first, second, _ = look("Proceedings of Rest")
    assert {"w=proceedings", "s=Xx", "k=proc", "p=pro", "r=gs"} <= set(first)
    assert {"w-=proceedings", "k-=proc", "w=of", "k=art", "w+=rest"} <= set(second)


def test_a_number_goes_by_its_shape():
    (number,) = look("2019")
    assert "w=Y" in number
    assert not any(feature.startswith(("p=", "q=")) for feature in number)


def test_months_and_roman_numbers_are_keys():
    assert "k=mon" in look("March")[0]
    assert "k=rom" in look("XIV")[0]


def test_classes_of_the_lexicon():
    lexicon = Lexicon({"smith": ("family",)})
    assert "l=family" in look("Smith", lexicon)[0]
    assert "l=family" not in look("Sleep", lexicon)[0]


def test_only_what_the_model_knows_is_given():
    known = frozenset({"w=sleep", "s=Xx", "w-=sleep"})
    found = look("Sleep Rest", known=known)
    assert {"w=sleep", "s=Xx"} <= set(found[0])
    assert "w=rest" not in found[1]
    assert "w-=sleep" in found[1]


def test_no_words_have_no_features():
    assert look("") == []
