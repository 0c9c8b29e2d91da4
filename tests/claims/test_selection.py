"""Which sentences are read for a claim."""

import pytest

from refdb.claims.judging.selection import nearest_first, sentences_to_read, shared_words, stems, with_title

SENTENCES = [
    "The men slept in one room.",
    "The men ate rice every day.",
    "The men ate bread every day.",
    "The men took clomiphene at night.",
]


def test_the_sentences_that_share_rare_words_come_first() -> None:
    assert nearest_first("Clomiphene helps men who ate rice.", SENTENCES)[:2] == [3, 1]
    assert nearest_first("anything", []) == []


def test_a_finding_comes_before_a_sentence_that_shares_as_much() -> None:
    sentences = ["Coffee and stroke were studied.", "Coffee reduced stroke, we conclude.", "Tea was not."]
    assert nearest_first("Coffee and stroke", sentences)[0] == 1


def test_as_many_are_read_as_there_is_room_for_and_in_the_order_of_the_text() -> None:
    claim = "Clomiphene helps men who ate rice."
    assert sentences_to_read(claim, SENTENCES, 62) == [1, 3]
    assert sentences_to_read(claim, SENTENCES, 10_000) == [0, 1, 2, 3]


def test_one_sentence_is_read_however_long_it_is() -> None:
    assert sentences_to_read("Rice", ["Rice " * 500], 100) == [0]


def test_the_title_stands_before_the_sentences_unless_they_have_it() -> None:
    assert with_title("Coffee and stroke", ["It fell."]) == "Coffee and stroke. It fell."
    assert with_title("Does coffee help?", ["It fell."]) == "Does coffee help? It fell."
    assert with_title("Coffee", ["Coffee helps."]) == "Coffee helps."
    assert with_title("", ["It fell."]) == "It fell."


def test_stems_are_the_beginnings_of_words() -> None:
    assert stems("Reduced, reduces 2 mg") == {"reduce"}


@pytest.mark.parametrize(
    ("claim", "text", "share"),
    [
        ("Vitamin D lowers cancer.", "Vitamin D did not lower the incidence of cancer.", 2 / 3),
        ("Sleep increased.", "Sleep decreased.", 0.5),
        ("", "", 0.0),
    ],
)
def test_the_share_of_the_claims_words_that_a_text_has(claim: str, text: str, share: float) -> None:
    assert shared_words(claim, text) == pytest.approx(share)
