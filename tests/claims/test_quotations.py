"""Quoted passages beside what they are quoted from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from refdb.claims.quotations import compared, quoted_in
from refdb.model import Quotation

SOURCE = (
    "Vitamin D3 supplementation did not result in a significantly lower risk of fractures than placebo. "
    "We enrolled 25,871 men and women who were at least 50 years of age; the self-\nreported dose was 2000 IU a day."
)


@pytest.mark.parametrize(
    ("quoted", "found", "differences"),
    [
        ("did not result in a significantly lower risk of fractures", "exact", ()),
        ("Vitamin D3 supplementation […] did not result in a significantly lower risk", "exact", ()),
        ("Vitamin D3 supplementation did not result in … lower risk of fractures than placebo.", "exact", ()),
        ("[The trial] enrolled 25,871 men and women who were at least 50 years of age", "exact", ()),
        ("the self-reported dose was 2000 IU", "exact", ()),
        ("did result in a significantly lower risk of fractures", "nearly", (("", "not"),)),
        (
            "did not result in a markedly lower risk of fractures than placebo",
            "nearly",
            (("markedly", "significantly"),),
        ),
        ("We enrolled 25,817 men and women who were at least 50 years of age", "nearly", (("817", "871"),)),
        ("coffee drinkers lived longer than those who drank tea", "not_found", ()),
    ],
)
def test_a_quotation_is_compared_word_for_word(quoted, found, differences):
    result = compared(Quotation(quoted, 0, 0, (1,)), SOURCE)
    assert (result.found, result.differences) == (found, differences)


def test_the_passage_of_the_source_is_shown():
    result = compared(Quotation("did result in a significantly lower risk of fractures", 0, 0, (1,)), SOURCE)
    assert result.passage == "did not result in a significantly lower risk of fractures"
    assert compared(Quotation("did not result in a lower", 0, 0, (1,)), "").found == "unread"


@given(st.lists(st.sampled_from("alpha beta gamma delta epsilon zeta".split()), min_size=5, max_size=30), st.data())
def test_what_is_cut_out_of_a_text_is_found_in_it(words, data):
    start = data.draw(st.integers(0, len(words) - 4))
    end = data.draw(st.integers(start + 4, len(words)))
    result = compared(Quotation(" ".join(words[start:end]).title(), 0, 0, (1,)), ", ".join(words))
    assert (result.found, result.differences) == ("exact", ())


PAGE = """Vitamin D

Vitamin D is popular. Manson et al. wrote that it “did not result in a lower incidence of invasive cancer” [1]. So-called
“sunshine” pills sell well [2]. They call it "a very popular but useless pill in the end" without a source.

References

1. Manson JE. Vitamin D supplements and cancer. N Engl J Med. 2019;380:33-44.
2. Roe A. Pills. BMJ. 2001;3:1-2.
"""


def test_a_passage_is_quoted_from_what_its_sentence_cites_and_few_words_are_no_quotation():
    article = extract(read_bytes(PAGE.encode(), "page.txt"))
    assert [(text, references) for text, _, _, references in quoted_in(article)] == [
        ("did not result in a lower incidence of invasive cancer", (1,))
    ]
    ((_, start, end, _),) = quoted_in(article)
    assert article.text[start:end] == "“did not result in a lower incidence of invasive cancer”"
