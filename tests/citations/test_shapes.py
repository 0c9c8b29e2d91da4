"""The shapes of words, and that what the model does not know is left out."""

import pytest

from refdb.citations.parsing.features import Lexicon, Vocabulary, shape
from refdb.citations.parsing.places import FeatureNames
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


def look(raw: str, lexicon: Lexicon | None = None) -> list[list[str]]:
    return FeatureNames(lexicon or Lexicon())(tokenize(fold(raw)))


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
    vocabulary = Vocabulary(Lexicon(), {"w=sleep": 0, "s=Xx": 1, "w-=sleep": 2})
    sleep, rest = vocabulary.word("Sleep"), vocabulary.word("Rest")
    assert (sleep.own, sleep.before, sleep.after) == ((0, 1), (2,), ())
    assert (rest.own, rest.before, rest.after) == ((1,), (), ())


def test_a_place_shows_its_gaps_its_sentence_and_what_is_ahead():
    first, second, third, year = look("Weber, K. Naps. 2019")
    assert {"g=", "h=,_", "gs=Xx", "first", "i=0", "t=m", "ord=fXx", "sent=0", "fl=l", "S"} <= set(first)
    assert {"g=,_", "sgs=Xx,_X", "kgk=Xx,_X", "shs=X._Xx", "hh=._|._", "nd=2cX", "clen=11"} <= set(second)
    assert {"sent=0", "cst=Xx._", "cpos=fXx0Xx", "send=._Y", "gg=,_|._"} <= set(third)
    assert {"last", "t=1", "send=$", "sent=1", "S", "SY", "nd=0cY"} <= set(year)


def test_quotes_and_brackets_are_kept_count_of_up_to_the_end_of_their_reference():
    rows = look('Weber K. "Naps (of the old)." Rest 2019 B)')
    assert [("quoted" in row, "paren" in row) for row in rows] == [
        (False, False), (False, False), (True, False), (True, True), (True, True), (True, True), (False, False),
        (False, False), (False, False),
    ]  # fmt: skip
    assert ["stq" in "".join(row) or "st=q" in "".join(row) for row in rows][-4:] == [False, True, True, False]


def test_no_words_have_no_features():
    assert look("") == []
