"""The verdict that follows from evidence."""

from hypothesis import given
from hypothesis import strategies as st

from refdb.claims.verdicts import decide
from refdb.model import Evidence, Passage, Relation, Span, Work


def evidence(relation: Relation, confidence: float, cited: bool = False) -> Evidence:
    return Evidence(Work(key="w"), Passage("w", "A sentence."), relation, confidence, cited=cited)


ANY = st.builds(evidence, st.sampled_from(["supports", "contradicts", "neither"]), st.floats(0.4, 1.0), st.booleans())


def test_nothing_read() -> None:
    assert decide([], source_missing=False).label == "no_source"
    assert decide([], source_missing=True).label == "source_unavailable"


def test_one_side() -> None:
    assert decide([evidence("supports", 0.9)], source_missing=False).label == "supported"
    assert decide([evidence("contradicts", 0.9)], source_missing=False).label == "contradicted"
    assert decide([evidence("neither", 0.9)], source_missing=False).label == "not_settled"


def test_confident_both_ways_is_mixed() -> None:
    assert decide([evidence("supports", 0.9), evidence("contradicts", 0.85)], source_missing=False).label == "mixed"


def test_cited_source_decides_before_the_library() -> None:
    found = decide([evidence("contradicts", 0.9, cited=True), evidence("supports", 0.95)], source_missing=False)
    assert found.label == "contradicted"
    assert found.evidence[0].cited


@given(st.lists(ANY, max_size=8), st.booleans())
def test_order_does_not_matter_and_confidence_is_a_probability(found: list[Evidence], missing: bool) -> None:
    verdict = decide(found, source_missing=missing)
    turned = decide(found[::-1], source_missing=missing)
    assert verdict.label == turned.label
    assert abs(verdict.confidence - turned.confidence) < 1e-9
    assert 0.0 <= verdict.confidence <= 1.0


@given(st.lists(ANY, min_size=1, max_size=8))
def test_a_side_is_only_taken_with_evidence_for_it(found: list[Evidence]) -> None:
    relations = {e.relation for e in decide(found, source_missing=False).evidence}
    label = decide(found, source_missing=False).label
    assert label != "supported" or "supports" in relations
    assert label != "contradicted" or "contradicts" in relations
    assert label != "mixed" or {"supports", "contradicts"} <= relations


@given(st.lists(st.floats(0.6, 1.0), min_size=1, max_size=5), st.floats(0.6, 1.0))
def test_more_agreement_never_lowers_confidence(confidences: list[float], more: float) -> None:
    some = [evidence("supports", c) for c in confidences]
    before = decide(some, source_missing=False).confidence
    assert decide([*some, evidence("supports", more)], source_missing=False).confidence >= before - 1e-9


def test_a_source_that_is_not_cited_decides_only_where_it_is_sure_and_near():
    """On the demo a sentence on blood calcium "contradicted" a claim on omega-3 that cited another work."""
    from refdb.claims.verdicts import cautious

    work = Work(key="a", title="Omega-3 and the heart")
    near = Passage("a", "Omega-3 did not lower cardiovascular events.", (Span(0, 44),))
    far = Passage("a", "High blood calcium was not more frequent.", (Span(0, 41),))
    claim = "Omega-3 lowered cardiovascular events."

    def relation(passage: Passage, confidence: float, cited: bool) -> str:
        evidence = Evidence(work, passage, "contradicts", confidence, passage.sentences[0], cited=cited)
        return cautious(claim, evidence).relation

    assert relation(near, 0.9, cited=False) == "contradicts"
    assert relation(near, 0.7, cited=False) == "neither"
    assert relation(far, 0.95, cited=False) == "neither"
    assert relation(far, 0.8, cited=True) == "contradicts"
