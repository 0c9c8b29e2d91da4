import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.citations.parsing.tokens import fold, label_end, tokenize


def test_numbers_are_cut_at_punctuation():
    tokens = tokenize("2016;143(14):1862–1889")
    assert tokens.words == ["2016", "143", "14", "1862", "1889"]
    assert tokens.gaps == ["", ";", "(", "):", "–", ""]


def test_folding():
    assert fold("hyphen-\nated  line\nends\u00ad") == "hyphenated line ends"
    assert fold("S33 ∞ S42") == "S33–S42"
    assert fold("the receptor ∞ the role") == "the receptor: the role"


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Phys .Rev .Lett .70 ( 1993),1704 .", "Phys. Rev. Lett. 70 (1993),1704."),
        ("Dark Energy ,Phys. Rev. D [ 12 ]", "Dark Energy, Phys. Rev. D [12]"),
        ("p .052122, May 2011", "p. 052122, May 2011"),
        ("``Privatizing Russia.''", '"Privatizing Russia."'),
        ("http://www .who.int/a_b", "http://www .who.int/a_b"),
        ("Titre : sous-titre", "Titre : sous-titre"),
    ],
)
def test_spaces_before_points_and_in_brackets_go(printed, folded):
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Journal180 (1973)", ["Journal", "180", "1973"]),
        ("Tisserand P2015 ApJL", ["Tisserand", "P", "2015", "ApJL"]),
        ("heavy isotopesBraz J", ["heavy", "isotopes", "Braz", "J"]),
        ("no. 6pp. 1206", ["no", "6", "pp", "1206"]),
        ("第23页", ["第", "23", "页"]),
        ("MacDonald D22 IL2", ["MacDonald", "D22", "IL2"]),
    ],
)
def test_glued_words_are_cut(printed, words):
    assert tokenize(printed).words == words


def test_labels():
    assert [label_end(t) for t in ("[12] Smith", "12. Smith", "• Smith", "Smith", "1865 Das")] == [5, 4, 2, 0, 0]


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_offsets_are_sane(raw):
    tokens = tokenize(fold(raw))
    assert len(tokens.gaps) == len(tokens.words) + 1
    previous = 0
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert previous <= start < end <= len(tokens.text)
        assert word.startswith("<") or tokens.text[start:end] == word
        previous = end
