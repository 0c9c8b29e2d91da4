"""What of the evidence is shown, in which order, and which way a claim leans."""

from dataclasses import replace

import pytest

from refdb.claims.fitted import fitted
from refdb.claims.verdicts import (
    UNCITED_AGAINST,
    cautious,
    decide,
)
from refdb.model import Evidence, Passage, Relation, Span, Work
from tests.claims.weighing import evidence

# --- the order and the number of what is shown -----------------------------------------------


def test_what_decides_is_shown_first_then_the_cited_then_by_confidence_and_score() -> None:
    found = [
        replace(evidence("neither", 0.9, key="silent"), score=0.9),
        replace(evidence("neither", 0.4, key="nearer"), score=0.95),
        replace(evidence("contradicts", 0.5, key="against"), score=0.1),
        evidence("supports", 0.9, key="sure"),
        evidence("supports", 0.97, key="surest"),
        evidence("supports", 0.4, cited=True, key="cited"),
    ]
    verdict = decide(found, source_missing=False)
    assert [e.work.key for e in verdict.evidence] == ["cited", "surest", "sure", "against", "nearer", "silent"]


def test_confidences_in_one_tenth_are_near_each_other() -> None:
    found = [
        evidence("supports", 0.84, key="a", study="case report"),
        evidence("supports", 0.76, key="b", study="trial"),
    ]
    assert [e.work.key for e in decide(found, source_missing=False).evidence] == ["b", "a"]
    found = [
        evidence("supports", 0.86, key="a", study="case report"),
        evidence("supports", 0.84, key="b", study="trial"),
    ]
    assert [e.work.key for e in decide(found, source_missing=False).evidence] == ["a", "b"]


def test_six_are_shown_with_one_that_dissents_and_each_cited_work_once() -> None:
    many = [evidence("supports", 0.99 - n / 100, key=str(n)) for n in range(9)]
    against = [evidence("contradicts", 0.5, key="x"), evidence("contradicts", 0.45, key="y")]
    assert [e.work.key for e in decide([*many, *against], source_missing=False).evidence] == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "x",
    ]
    twice = [evidence("neither", c, cited=True, key="cited") for c in (0.9, 0.8)]
    shown = [e.work.key for e in decide([*many, *twice], source_missing=False).evidence]
    assert shown == ["0", "1", "2", "3", "4", "5", "cited"]


def test_both_sides_of_a_mixed_verdict_come_first() -> None:
    found = [
        evidence("neither", 0.99, key="n"),
        evidence("contradicts", 0.8, key="c"),
        evidence("supports", 0.9, key="s"),
    ]
    assert [e.work.key for e in decide(found, source_missing=False).evidence] == ["s", "c", "n"]


# --- the relatedness bar ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "title", "relation"),
    [
        (fitted().uncited_confidence, "", "contradicts"),
        (fitted().uncited_confidence - 0.001, "", "neither"),
        (0.99, "unread", "contradicts"),
    ],
)
def test_how_sure_the_judge_must_be_of_an_uncited_source(confidence, title, relation) -> None:
    text = "Omega-3 lowered cardiovascular events."
    found = Evidence(Work(key="a", title=title), Passage("a", text), "contradicts", confidence, Span(0, len(text)))
    assert cautious("Omega-3 lowered cardiovascular events.", found).relation == relation


@pytest.mark.parametrize(
    ("title", "sentence", "relation"),
    [
        ("", "Zinc shortened common colds.", "supports"),  # three of the claim's four words
        ("", "Zinc tastes bitter.", "neither"),  # one of four
        ("On zinc", "Common colds ended early.", "supports"),  # the title's words count with the sentence's
        ("On zinc", "It rained.", "neither"),
    ],
)
def test_an_uncited_source_must_share_most_of_the_claims_words(title, sentence, relation) -> None:
    passage = Passage("a", f"{sentence} Zinc shortens common colds.")
    found = Evidence(Work(key="a", title=title), passage, "supports", 0.95, Span(0, len(sentence)))
    assert cautious("Zinc prevents common colds.", found).relation == relation


def test_a_silent_source_and_a_cited_one_are_left_as_they_are() -> None:
    silent = evidence("neither", 0.3)
    assert cautious("Zinc shortens colds.", silent) is silent
    cited = evidence("supports", 0.3, cited=True)
    assert cautious("Zinc shortens colds.", cited) is cited


def leaning_to(supports: float, contradicts: float, cited: bool = False, retracted: bool = False) -> Evidence:
    passage = Passage("w", "Zinc may shorten colds in adults.")
    return Evidence(
        Work(key="w"), passage, "neither", 0.5, Span(0, 33), cited, retracted=retracted, chances=(supports, contradicts)
    )


def test_a_claim_that_is_not_settled_says_which_way_the_best_source_leans() -> None:
    found = decide([leaning_to(0.2, 0.5), leaning_to(0.4, 0.1)], source_missing=False)
    assert found.label == "not_settled"
    assert found.leaning is not None
    assert (found.leaning.relation, found.leaning.confidence) == ("contradicts", 0.5)
    assert found.leaning.rationale == "Zinc may shorten colds in adults."


def test_a_cited_source_leans_before_others_and_a_retracted_one_never() -> None:
    found = decide([leaning_to(0.2, 0.6), leaning_to(0.4, 0.1, cited=True)], source_missing=False)
    assert found.leaning is not None
    assert (found.leaning.cited, found.leaning.relation, found.leaning.confidence) == (True, "supports", 0.4)
    assert decide([leaning_to(0.9, 0.0, retracted=True)], source_missing=False).leaning is None


def test_a_source_that_is_far_from_any_side_leans_nowhere() -> None:
    assert decide([leaning_to(0.3, 0.2)], source_missing=False).leaning is None
    assert decide([evidence("supports", 0.9)], source_missing=False).leaning is None
    assert decide([leaning_to(0.6, 0.2)], source_missing=True).leaning is None


def test_a_source_that_is_not_cited_never_contradicts_where_the_cited_one_is_silent() -> None:
    silent = evidence("neither", 0.6, cited=True, key="cited")
    found = decide([silent, evidence("contradicts", 0.95, key="other")], source_missing=False)
    assert (found.label, found.note) == ("not_settled", UNCITED_AGAINST)
    both = [silent, evidence("contradicts", 0.95, key="a"), evidence("supports", 0.95, key="b")]
    assert decide(both, source_missing=False).label == "not_settled"
    assert decide([silent, evidence("supports", 0.95, key="b")], source_missing=False).label == "supported"
    assert decide([evidence("contradicts", 0.95)], source_missing=False).label == "contradicted"


def test_sources_disagree_only_with_a_sentence_on_each_side() -> None:
    def saying(relation: Relation, sentence: str) -> Evidence:
        return Evidence(Work(key=sentence), Passage("w", sentence), relation, 0.9, Span(0, len(sentence)))

    one, other = "Zinc shortened colds in adults.", "Zinc did not shorten any colds."
    assert decide([saying("supports", one), saying("contradicts", other)], source_missing=False).label == "mixed"
    assert decide([saying("supports", one), saying("contradicts", one)], source_missing=False).label == "not_settled"
    assert (
        decide([saying("supports", one), saying("contradicts", "RESULTS")], source_missing=False).label == "not_settled"
    )
