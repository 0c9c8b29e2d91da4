"""The verdict that follows from evidence."""

from hypothesis import given
from hypothesis import strategies as st

from refdb.claims.verdicts import (
    DISSENT,
    MOST_EVIDENCE,
    ONLY_RETRACTED,
    RETRACTED_TOO,
    UNREAD,
    cautious,
    decide,
    noting_figures,
)
from refdb.model import Evidence, Passage, Span, Verdict, Work
from tests.claims.weighing import ANY, evidence, label


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


def test_a_retracted_work_never_supports_a_claim_alone():
    alone = decide([evidence("supports", 0.95, cited=True, retracted=True)], source_missing=False)
    assert (alone.label, alone.note) == ("not_settled", ONLY_RETRACTED)
    assert alone.evidence[0].relation == "supports"  # it is shown
    two = [evidence("supports", 0.95, retracted=True, key="a"), evidence("supports", 0.9, retracted=True, key="b")]
    assert decide(two, source_missing=False).label == "not_settled"
    missing = decide([evidence("supports", 0.95, retracted=True)], source_missing=True)
    assert (missing.label, missing.note) == ("source_unavailable", f"{UNREAD} {ONLY_RETRACTED}")


def test_a_sound_work_beside_a_retracted_one_decides_alone():
    sound, fallen = evidence("supports", 0.8, key="a"), evidence("supports", 0.95, cited=True, retracted=True, key="b")
    found = decide([sound, fallen], source_missing=False)
    assert (found.label, found.confidence, found.note) == ("supported", 0.8, RETRACTED_TOO)
    assert {e.work.key for e in found.evidence} == {"a", "b"}
    against = decide([evidence("contradicts", 0.8, key="a"), fallen], source_missing=False)
    assert (against.label, against.note) == ("contradicted", ONLY_RETRACTED)


def test_a_retracted_work_that_says_the_opposite_counts_only_where_it_is_cited():
    against = evidence("contradicts", 0.9, cited=True, retracted=True)
    assert decide([against], source_missing=False).label == "contradicted"
    assert decide([evidence("contradicts", 0.9, retracted=True)], source_missing=False).label == "not_settled"


@given(st.lists(ANY, min_size=1, max_size=8))
def test_supported_needs_a_work_that_stands(found: list[Evidence]) -> None:
    verdict = decide(found, source_missing=False)
    assert verdict.label != "supported" or any(e.relation == "supports" and not e.retracted for e in verdict.evidence)


def test_what_decides_is_shown_before_retracted_works_that_say_the_same():
    fallen = [evidence("supports", 1.0, cited=True, retracted=True, key=f"r{n}") for n in range(7)]
    found = decide([*fallen, evidence("supports", 0.9, key="sound")], source_missing=False)
    assert (found.label, found.evidence[0].work.key, len(found.evidence)) == ("supported", "sound", 8)


def test_of_sources_that_disagree_each_side_is_shown():
    many = [evidence("supports", 0.95, key=f"s{n}") for n in range(7)]
    found = decide([*many, evidence("contradicts", 0.94, key="against")], source_missing=False)
    assert (found.label, [e.work.key for e in found.evidence if e.relation == "contradicts"]) == ("mixed", ["against"])


def test_a_stronger_kind_of_study_is_heard_though_the_judge_is_less_sure_of_it():
    weak, strong = evidence("supports", 0.95, study="case report"), evidence("contradicts", 0.62, study="meta-analysis")
    assert decide([weak, strong], source_missing=False).label == "mixed"
    other_way = [evidence("supports", 0.95, study="meta-analysis"), evidence("contradicts", 0.62, study="case report")]
    assert decide(other_way, source_missing=False).label == "supported"
    unknown = [evidence("supports", 0.95), evidence("contradicts", 0.62, study="meta-analysis")]
    assert decide(unknown, source_missing=False).label == "supported"  # nobody knows which is stronger


def test_the_stronger_kind_of_study_goes_first_among_near_confidences():
    found = [
        evidence("supports", 0.91, study="case report", key="report"),
        evidence("supports", 0.89, study="randomised trial", key="trial"),
        evidence("supports", 0.7, study="meta-analysis", key="meta"),
    ]
    assert [e.work.key for e in decide(found, source_missing=False).evidence] == ["trial", "report", "meta"]


def test_a_dissenting_source_is_shown_and_said():
    found = [evidence("supports", 0.95, key=str(n)) for n in range(MOST_EVIDENCE + 2)] + [evidence("contradicts", 0.6)]
    verdict = decide(found, source_missing=False)
    assert (verdict.label, verdict.note) == ("supported", DISSENT)
    assert verdict.evidence[-1].relation == "contradicts"


def test_every_cited_work_that_was_read_is_shown():
    """A work whose passages were all cut off was counted as one without text."""
    found = [evidence("supports", 0.9, key=str(n)) for n in range(9)]
    found += [evidence("neither", 0.9, cited=True, key=f"cited{n}") for n in range(8)]
    shown = {e.work.key for e in decide(found, source_missing=False).evidence}
    assert shown >= {f"cited{n}" for n in range(8)}


def read(text: str, cited: bool = True) -> Evidence:
    return Evidence(Work(key="w"), Passage("w", text, title="Zinc"), "neither", 0.6, None, cited)


def test_what_the_cited_source_does_not_give_is_said() -> None:
    whole = Verdict("not_settled", 0.6, (read("Zinc shortened colds by 23%."),), note="Odd.")
    found = noting_figures("Zinc shortened colds by 33% in 12 trials.", whole)
    assert found.note == "Odd. What was read of the cited source does not give 33% or 12 trials."


def test_without_a_cited_source_all_that_was_read_is_looked_at() -> None:
    sources = read("By 23%.", cited=False), read("By 43%.", cited=False)
    found = noting_figures("Zinc shortened colds by 33%.", Verdict("not_settled", 0.6, sources))
    assert found.note == "None of the sources that were read gives 33%."


def test_a_figure_that_only_another_source_gives_is_missed_in_the_cited_one() -> None:
    sources = read("By 23%."), read("By 33%.", cited=False)
    found = noting_figures("Zinc shortened colds by 33%.", Verdict("not_settled", 0.6, sources))
    assert found.note == "What was read of the cited source does not give 33%."


def test_no_figure_is_missed_where_it_stands_or_the_claim_is_settled() -> None:
    for verdict in (
        Verdict("not_settled", 0.6, (read("By 33%."), read("By 23%."))),
        Verdict("contradicted", 0.6, (read("Zinc shortened colds by 23%."),)),
    ):
        assert noting_figures("Zinc shortened colds by 33%.", verdict) == verdict


# --- the weight of agreement, and where two sides are heard ----------------------------------


def test_each_further_source_that_agrees_takes_three_tenths_of_its_confidence_from_the_doubt() -> None:
    assert label(evidence("supports", 0.6)) == ("supported", 0.6)
    assert label(evidence("supports", 0.6), evidence("supports", 0.5)) == ("supported", 0.66)  # 1 - .4 * .85
    three = [evidence("supports", c) for c in (0.5, 0.6, 0.4)]  # the surest counts whole, in whatever order
    assert label(*three) == ("supported", 0.7008)  # 1 - .4 * .85 * .88
    assert label(evidence("contradicts", 0.6), evidence("contradicts", 0.5)) == ("contradicted", 0.66)
    assert label(evidence("supports", 0.6), evidence("neither", 0.9)) == ("supported", 0.6)


def test_the_weaker_side_is_heard_from_three_quarters_of_the_stronger_on() -> None:
    assert label(evidence("supports", 0.5), evidence("contradicts", 0.375)) == ("mixed", 0.375)
    assert label(evidence("supports", 0.8), evidence("contradicts", 0.61)) == ("mixed", 0.61)
    assert label(evidence("supports", 0.8), evidence("contradicts", 0.59)) == ("supported", 0.8)
    assert label(evidence("supports", 0.59), evidence("contradicts", 0.8)) == ("contradicted", 0.8)
    assert label(evidence("supports", 0.7), evidence("contradicts", 0.7)) == ("mixed", 0.7)


def test_agreement_can_make_a_side_heard() -> None:
    """.55 alone is below three quarters of .8; two that agree are .6242."""
    two = [evidence("contradicts", 0.55), evidence("contradicts", 0.55)]
    assert label(evidence("supports", 0.8), two[0]) == ("supported", 0.8)
    assert label(evidence("supports", 0.8), *two) == ("mixed", 0.6242)


def test_a_stronger_kind_must_be_stronger_and_both_must_be_known() -> None:
    trial, report = "randomised trial", "case report"
    assert label(evidence("supports", 0.9, study=trial), evidence("contradicts", 0.5, study=trial))[0] == "supported"
    assert label(evidence("supports", 0.9, study=report), evidence("contradicts", 0.5, study=trial))[0] == "mixed"
    assert label(evidence("supports", 0.5, study=trial), evidence("contradicts", 0.9, study=report))[0] == "mixed"
    half_known = [evidence("supports", 0.9, study=report), evidence("supports", 0.6)]
    assert label(*half_known, evidence("contradicts", 0.5, study=trial))[0] == "supported"
    unknown = evidence("contradicts", 0.5)  # which may be stronger than a case report or not
    assert label(evidence("supports", 0.9, study=report), unknown)[0] == "supported"
    silent = evidence("neither", 0.9, study=report)
    assert (
        label(evidence("supports", 0.9, study=trial), evidence("contradicts", 0.5, study=trial), silent)[0]
        == "supported"
    )
    best_of_many = [evidence("contradicts", 0.5, study=report), evidence("contradicts", 0.4, study=trial)]
    assert label(evidence("supports", 0.95, study=report), *best_of_many)[0] == "mixed"


def test_the_surest_silent_source_says_how_sure_it_is_that_nothing_is_settled() -> None:
    assert label(evidence("neither", 0.7), evidence("neither", 0.9)) == ("not_settled", 0.9)
    assert label(evidence("supports", 0.9, retracted=True)) == ("not_settled", 0.0)


# --- cited and other sources -----------------------------------------------------------------


def test_the_library_is_asked_where_the_cited_source_is_silent() -> None:
    silent = evidence("neither", 0.9, cited=True, key="cited")
    verdict = decide([silent, evidence("supports", 0.8, key="other")], source_missing=False)
    assert (verdict.label, verdict.confidence, verdict.note) == ("supported", 0.8, "")
    assert [e.work.key for e in verdict.evidence] == ["other", "cited"]
    assert label(silent, evidence("neither", 0.95)) == ("not_settled", 0.95)


def test_other_sources_do_not_add_to_what_the_cited_one_says() -> None:
    cited = evidence("supports", 0.7, cited=True)
    assert label(cited, evidence("supports", 0.9)) == ("supported", 0.7)
    verdict = decide([cited, evidence("contradicts", 0.9)], source_missing=False)
    assert (verdict.label, verdict.note) == ("supported", DISSENT)
    agree = decide([evidence("contradicts", 0.7, cited=True), evidence("supports", 0.9)], source_missing=False)
    assert (agree.label, agree.note) == ("contradicted", DISSENT)
    assert decide([cited, evidence("supports", 0.9)], source_missing=False).note == ""


def test_what_is_said_where_the_cited_source_is_not_here() -> None:
    other = decide([evidence("supports", 0.9)], source_missing=True)
    assert (other.label, other.note) == ("supported", f"{UNREAD} Other sources were read.")
    silent = decide([evidence("neither", 0.9)], source_missing=True)
    assert (silent.label, silent.confidence, silent.note) == ("source_unavailable", 0.9, UNREAD)
    one_of_two = decide([evidence("neither", 0.9, cited=True)], source_missing=True)
    assert (one_of_two.label, one_of_two.note) == ("not_settled", "")
    one_decides = decide([evidence("supports", 0.9, cited=True)], source_missing=True)
    assert (one_decides.label, one_decides.note) == ("supported", "")
    nothing = decide([], source_missing=True)
    assert (nothing.label, nothing.note, nothing.confidence) == ("source_unavailable", UNREAD, 0.0)


def test_a_retracted_dissenter_is_not_counted_as_dissent() -> None:
    fallen = evidence("contradicts", 0.9, retracted=True, key="fallen")
    verdict = decide([evidence("supports", 0.8), fallen], source_missing=False)
    assert (verdict.label, verdict.note) == ("supported", "")
    retracted = evidence("supports", 0.9, retracted=True, key="fallen")
    both = decide([evidence("contradicts", 0.85), evidence("supports", 0.6), retracted], source_missing=False)
    assert (both.label, both.note) == ("contradicted", f"{RETRACTED_TOO} {DISSENT}")
