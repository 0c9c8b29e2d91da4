"""Where sentences end, and where they only seem to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.text.sentences import joined, split


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Sleep helps.", "It does!", "Does it?", "Yes."],
        ["Smith et al. (2019) found this.", "Jones et al. did not."],
        ["We saw E. coli and S. aureus in Fig. 2 of the paper.", "Both grew."],
        ["Doses, e.g. 5 mg, i.e. small ones, were given vs. placebo.", "None helped."],
        ["It rose by 3.5 % (p = 0.04).", "Then it fell."],
        ["J. K. Smith and A. Jones wrote it.", "Nobody read it."],
        ["Mortality fell.4,5", "The effect was small."],
        ["Mortality fell.⁴⁻⁶", "The effect was small."],
        ["Mortality fell.[3,5–7]", "The effect was small [8]."],
        ["Mortality fell.⁴", "The effect was small."],
        ["They took vitamin D.", "It did not help."],
        ["He asked “why?”", "Nobody knew."],
        ["This holds (see Fig. 1. It shows more) for all.", "The end."],
        ["ここで終わる。", "次の文。"],
        ["One paragraph without a stop", "Another paragraph"],
        ["The dose was 5 mg. in most trials."],
    ],
)
def test_split(expected):
    joined = "\n\n" if not expected[0].endswith((".", "!", "?", "”", "。", "]", "5", "⁴")) else " "
    text = joined.join(expected)
    if expected[0].endswith("。"):
        text = "".join(expected)
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from("ab AB.,;!?()[]0123 \n\t∞é“”。et"), max_size=200))
def test_every_character_but_blanks_is_in_one_sentence_in_order(text):
    spans = split(text)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)


def test_time_grows_with_the_text_and_no_faster():
    text = "(a. B" * 20_000  # brackets that never close once made each full stop look back to the beginning
    assert len(split(text)) >= 1


def test_sentences_are_joined_by_blanks():
    text, spans = joined(iter(["Naps help.", "", "So it is."]))
    assert (text, spans) == ("Naps help.  So it is.", ((0, 10), (11, 11), (12, 21)))
    assert joined([]) == ("", ())
