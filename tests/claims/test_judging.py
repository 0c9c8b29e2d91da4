"""The shipped judge, without its exact figures (scripts/benchmarks/claims/bench_claims.py has those)."""

from dataclasses import replace

import numpy as np
import pytest

from refdb.claims.judging.judge import Judge, OnnxJudge, load_judge, reading
from refdb.model import Passage, Span
from refdb.text.sentences import split

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


@pytest.mark.parametrize(
    ("claim", "relation"),
    [
        ("Clomiphene increased serum testosterone in men.", "supports"),
        ("Clomiphene decreased serum testosterone in men.", "contradicts"),
        ("The bridge over the river was closed for repairs.", "neither"),
    ],
)
def test_what_cannot_be_mistaken(judge: Judge, claim: str, relation: str) -> None:
    [found] = judge.judge([(claim, Passage("a", TEXT, (Span(0, 32), Span(33, len(TEXT)))))])
    assert found.relation == relation
    assert relation == "neither" or found.rationale == Span(33, len(TEXT))


def test_a_judge_that_is_never_sure_settles_nothing() -> None:
    careful = OnnxJudge(thresholds=(1.01, 1.01))
    [found] = careful.judge([("Clomiphene increased serum testosterone in men.", Passage("a", TEXT))])
    assert found.relation == "neither"


def test_the_probabilities_of_the_relations_add_up_to_one() -> None:
    chances = OnnxJudge().probabilities([("Clomiphene raises testosterone.", Passage("a", TEXT))])
    assert chances.shape == (1, 3)
    assert chances.sum() == pytest.approx(1)


def test_a_text_that_repeats_the_claim_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = OnnxJudge()
    asked: list[object] = []
    monkeypatch.setattr(judge._model, "run", lambda texts: asked.extend(texts) or np.empty((0, 3)))
    text = "Coffee lowers the risk of stroke in adults."
    (found,) = judge.judge([(text, Passage("a", text, (Span(0, len(text)),)))])
    assert (asked, found.relation, round(found.confidence, 4)) == ([], "supports", 0.9)
    assert tuple(round(chance, 4) for chance in found.chances) == (0.9, 0.05)


def test_text_without_sentences_is_one_sentence() -> None:
    """Passages that nobody had split came out with a relation and no rationale."""
    text = "Clomiphene increased serum testosterone in men."
    assert reading("a claim", Passage("a", text)).single == (Span(0, len(text)),)


def test_the_sentences_nearest_to_the_claim_are_read_alone_and_under_the_title_together() -> None:
    text = "We asked very many men there. Sleep was longer in winter. Coffee lowered the risk too. The moon rose late in May. Risk of stroke fell with coffee."
    spans = tuple(split(text))
    found = reading("Coffee lowers the risk of stroke.", Passage("a", text, spans, title="Coffee and health"))
    assert found.single == (spans[4], spans[2])  # the third has none of the claim's words
    assert found.text.startswith("Coffee and health. ")
    assert found.parts[0] == "Risk of stroke fell with coffee."


def test_what_was_read_is_not_read_again_and_a_sentence_that_is_alone_not_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judge = OnnxJudge((0.0, 0.0))  # something is claimed of every pair
    run, read = judge._model.run, list[tuple[str, str]]()

    def counted(texts):  # type: ignore[no-untyped-def]
        read.extend(texts)
        return run(texts)

    monkeypatch.setattr(judge._model, "run", counted)
    text = "Vitamin D did not lower the risk of cancer in adults. It did not lower blood pressure in the trial either."
    pairs = [("Fish oil helps people to sleep.", Passage("", text[:n], tuple(split(text[:n])))) for n in (53, None)]
    first = judge.judge(pairs)
    assert len(read) == len(set(read)) == 3  # the sentence, both together, and the second alone
    assert judge.judge(pairs[::-1]) == first[::-1]
    assert len(read) == 3


@pytest.mark.parametrize(("enough", "texts"), [(0.0, 1), (1.0, 4)])
def test_what_is_plainly_about_something_else_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch, enough: float, texts: int
) -> None:
    judge = OnnxJudge()
    read: list[str] = []

    def unsure(pairs):  # type: ignore[no-untyped-def]
        read.extend(text for _, text in pairs)
        return np.zeros((len(pairs), 3))

    monkeypatch.setattr(judge._model, "run", unsure)
    monkeypatch.setattr(judge, "_calibration", replace(judge._calibration, enough=enough))
    text = "Coffee lowered the risk of stroke in men. The risk of stroke fell with coffee in women too."
    judge.probabilities(
        [("Coffee keeps a stroke away.", Passage("", text, tuple(split(text)), title="Coffee and stroke"))]
    )
    both = [f"Coffee and stroke. {text}", text, *(text[slice(*span)] for span in split(text))]
    assert sorted(read) == sorted(both[:texts])
