"""Text brought to one form: small base letters, words, letters alone, the two spellings of an umlaut, ASCII."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refdb.text.folding import base_letters, folded, spellings, squashed, to_ascii


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Søren Łukasz ĐỖ Ærø", "soren lukasz do aero"),
        ("Þórður ŒUVRE Straße STRAẞE", "thordur oeuvre strasse strasse"),
        ("Iğdır İstanbul", "igdir istanbul"),
        ("Ħaġar Ŋ", "hagar n"),
        ("µg α-synuclein Χ²", "mug alpha-synuclein chi2"),
        ("ὁδός", "omicrondeltaomicronsigma"),
        ("O’Hara ‘x’ co\u00adop", "o'hara 'x' coop"),
        ("Сон 睡眠 한국", "сон 睡眠 한국"),
        ("ﬁnal", "final"),
        ("", ""),
    ],
)
def test_base_letters(text, expected):
    assert base_letters(text) == expected
    assert base_letters(unicodedata.normalize("NFD", text)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Guillain–Barré <i>syndrome</i>: α-blockers", "guillain barre syndrome alpha blockers"),
        ("H<sub>2</sub>O &amp; air", "h2o air"),
        ("Crohn’s disease", "crohns disease"),
        ("hyper- tension, short- and long-term", "hypertension shortand long term"),
        ("p < 0.05 & n > 3", "p 0 05 n 3"),
        ("snake_case", "snake case"),
        ("", ""),
    ],
)
def test_folded(text, words):
    assert folded(text) == words


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Müller-Lüdenscheidt, K.", "mullerludenscheidtk"),
        ("Meta- analysis", "metaanalysis"),
        ("E. <i>coli</i>", "ecoli"),
        ("Østergård", "ostergard"),
    ],
)
def test_squashed(text, letters):
    assert squashed(text) == letters


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("Sørensen", ("sorensen", "soerensen")),
        ("Mu\u0308ller", ("muller", "mueller")),
        ("ÅSTRÖM", ("astrom", "aastroem")),
        ("Đorđević", ("dordevic", "djordjevic")),
        ("Wołczyński", ("wolczynski",)),
        ("Smith", ("smith",)),
        ("", ("",)),
    ],
)
def test_spellings(name, ways):
    assert spellings(name) == ways


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("Ångström α Łódź 한국", "Angstrom alpha Lodz hangug"),
        ("Ǿrsted Ά Ж щука", "Orsted Alpha Zh shchuka"),
        ("が 字", "ga "),
        ("plain", "plain"),
    ],
)
def test_to_ascii(text, ascii_text):
    assert to_ascii(text) == ascii_text


@given(st.text(max_size=80))
@example("\u0345ᾳ ﬃ ẞ İ ŉ 각 が ্ো ʻ- a")
def test_folding_twice_is_folding_once(text):
    assert base_letters(base_letters(text)) == base_letters(text)
    assert folded(folded(text)) == folded(text)
    assert squashed(squashed(text)) == squashed(text)


@given(st.text(max_size=80))
def test_letters_alone_in_ascii_or_in_small(text):
    assert to_ascii(text).isascii()
    assert all(c.isalnum() for c in squashed(text))
    assert spellings(text)[0] == squashed(text)
    assert squashed(text) == folded(text).replace(" ", "")
