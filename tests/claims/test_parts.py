"""What the parts of a claim do to the verdict on the whole."""

from refdb.claims.subclaims.weighing import read_again, with_parts, worth_splitting
from refdb.model import Evidence, Passage, Relation, Verdict, VerdictLabel, Work

PARTS = ("Zinc shortens colds.", "Zinc reduces fever.")


def read(relation: Relation, confidence: float, work: str = "one") -> Evidence:
    return Evidence(Work(key=work), Passage(work, f"Text of {work}."), relation, confidence)


def verdict(label: VerdictLabel, confidence: float = 0.8, work: str = "one") -> Verdict:
    relation: Relation = {"supported": "supports", "contradicted": "contradicts"}.get(label, "neither")  # type: ignore[assignment]
    return Verdict(label, confidence, (read(relation, confidence, work),))


OPEN = verdict("not_settled", 0.6)


def test_every_part_supported_supports_the_whole_as_surely_as_the_weakest() -> None:
    found = with_parts(OPEN, PARTS, [verdict("supported", 0.9), verdict("supported", 0.7, "two")], "decide")
    assert (found.label, found.confidence) == ("supported", 0.7)
    assert found.note == "Each of its 2 parts is supported."
    assert [(e.work.key, e.relation) for e in found.evidence] == [("one", "supports"), ("two", "supports")]


def test_one_contradicted_part_contradicts_the_whole_and_is_named() -> None:
    found = with_parts(OPEN, PARTS, [verdict("supported", 0.9), verdict("contradicted", 0.7)], "decide")
    assert (found.label, found.confidence) == ("contradicted", 0.7)
    assert found.note == "A part of it is contradicted: “Zinc reduces fever.”"
    assert found.evidence[0].relation == "contradicts"


def test_a_source_that_supports_no_part_contradicts_none() -> None:
    parts = [verdict("not_settled", 0.9), verdict("contradicted", 0.7)]
    assert with_parts(OPEN, PARTS, parts, "decide").label == "not_settled"
    elsewhere = [verdict("supported", 0.9, "two"), verdict("contradicted", 0.7)]
    assert with_parts(OPEN, PARTS, elsewhere, "decide").label == "not_settled"


def test_one_open_part_leaves_the_whole_open() -> None:
    found = with_parts(OPEN, PARTS, [verdict("supported", 0.9), verdict("not_settled", 0.7)], "decide")
    assert (found.label, found.confidence, found.evidence) == ("not_settled", 0.6, OPEN.evidence)
    assert [(part.text, part.label) for part in found.parts] == [
        ("Zinc shortens colds.", "supported"),
        ("Zinc reduces fever.", "not_settled"),
    ]


def test_a_source_that_speaks_against_a_part_of_what_it_supports_settles_nothing() -> None:
    parts = [verdict("supported", 0.9), verdict("contradicted", 0.7)]
    found = with_parts(verdict("supported", 0.8), PARTS, parts, "decide")
    assert found.label == "not_settled"
    assert "against a part of it: “Zinc reduces fever.”" in found.note
    elsewhere = [verdict("supported", 0.9), verdict("contradicted", 0.7, "two")]
    assert with_parts(verdict("supported", 0.8), PARTS, elsewhere, "decide").label == "supported"


def test_parts_that_are_only_shown_change_nothing() -> None:
    found = with_parts(OPEN, PARTS, [verdict("supported", 0.9), verdict("supported", 0.7)], "shown")
    assert (found.label, found.confidence, found.note) == ("not_settled", 0.6, "")
    assert [part.work for part in found.parts] == ["one", "one"]


def test_cited_works_are_read_again_first_and_few() -> None:
    others = [read("neither", 0.5, str(n)) for n in range(9)]
    cited = Evidence(Work(key="cited"), Passage("cited", "Text."), "neither", 0.5, cited=True)
    again = read_again([*others, read("supports", 0.9, "decides"), cited])
    assert [e.work.key for e in again] == ["cited", "decides", "0", "1"]


def test_what_was_not_read_or_is_settled_against_is_not_split() -> None:
    assert not worth_splitting(Verdict("no_source"))
    assert not worth_splitting(verdict("contradicted"))
    assert worth_splitting(OPEN)
