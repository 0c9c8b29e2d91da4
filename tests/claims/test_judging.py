"""The shipped judge, without its exact figures (scripts/bench_claims.py has those)."""

import pytest

from refdb.claims.judging import Judge, _spans, load_judge
from refdb.model import Passage, Span

TEXT = "We studied forty men for a year. Clomiphene increased serum testosterone in these men."


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge()


def test_nothing_to_judge(judge: Judge) -> None:
    assert judge.judge([]) == []


def test_the_order_of_the_pairs_is_kept(judge: Judge) -> None:
    long = Passage("a", TEXT, (Span(0, 32), Span(33, len(TEXT))))
    short = Passage("b", "The bridge was built in 1932.", (Span(0, 29),))
    pairs = [("Clomiphene raises testosterone.", p) for p in (long, short)]
    both = judge.judge(pairs)
    turned = judge.judge(pairs[::-1])
    assert [j.relation for j in both] == [j.relation for j in turned[::-1]]
    assert both[1].relation == "neither"


def test_text_without_sentences_is_one_sentence() -> None:
    """Passages that nobody had split came out with a relation and no rationale."""
    text = "Clomiphene increased serum testosterone in men."
    assert _spans("a claim", Passage("a", text)) == [Span(0, len(text))]


def test_the_sentences_nearest_to_the_claim_are_read() -> None:
    text = "We asked many. Sleep was long. Coffee lowered the risk too. The moon rose late. Risk of stroke fell with coffee."
    spans = (Span(0, 14), Span(15, 30), Span(31, 59), Span(60, 79), Span(80, 112))
    chosen = _spans("Coffee lowers the risk of stroke.", Passage("a", text, spans))
    assert chosen == [Span(31, 59), Span(80, 112)]
    assert len(chosen) <= 3
