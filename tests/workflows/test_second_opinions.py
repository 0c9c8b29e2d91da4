"""Which passages are read a second time, and that nothing but the second opinion changes by it."""

from dataclasses import replace

import pytest

from refdb.claims import opinions
from refdb.claims.opinions import Remembered, with_second_opinions
from refdb.claims.second_opinion import Opinions
from refdb.errors import InputError
from refdb.model import Evidence, Judgement, Passage, Span, Verdict, Work
from refdb.reports.json import evidence_row
from refdb.workflows.steps.replaying import as_then

SAID = Judgement("contradicts", 0.9, Span(0, 4))


class Contrary:
    """Says the opposite of everything, but of what is on frogs nothing."""

    name = host = ""

    def __init__(self):
        self.asked = []

    def ask(self, pairs, done=lambda n: None):
        self.asked += [(claim, passage.work) for claim, passage in pairs]
        found = tuple(None if "frogs" in passage.text else SAID for _, passage in pairs)
        return Opinions(found, "Nobody knows frogs." if None in found else "")


def evidence(key, relation, cited=False, text="Some words."):
    return Evidence(Work(key=key), Passage(key, text), relation, 0.8, cited=cited)


def test_what_decides_then_silent_cited_works_then_the_nearest():
    verdicts = [
        Verdict(
            "supported", 0.8, (evidence("a", "supports"), evidence("b", "neither", True), evidence("c", "neither"))
        ),
        Verdict("not_settled", 0.8, (evidence("d", "neither"), evidence("e", "neither"))),
        Verdict("mixed", 0.8, tuple(evidence(f"m{n}", "supports") for n in range(9))),
        Verdict("not_settled", 0.8, (evidence("f", "neither", True), evidence("f", "neither", True))),
        Verdict("no_source"),
    ]
    contrary = Contrary()
    found, note = with_second_opinions(["1", "2", "3", "4", "5"], verdicts, contrary)
    assert contrary.asked == [
        ("1", "a"), ("1", "b"), ("2", "d"), ("3", "m0"), ("3", "m1"), ("3", "m2"), ("4", "f"),
    ]  # fmt: skip
    assert note == ""
    bare = [replace(v, evidence=tuple(replace(e, second=None) for e in v.evidence)) for v in found]
    assert bare == verdicts


def test_nobody_is_asked_without_a_second_judge():
    verdict = Verdict("supported", 0.8, (evidence("a", "supports"),))
    assert with_second_opinions(["1"], [verdict], None) == ([verdict], "")


def test_who_has_none_is_noted_once(monkeypatch):
    verdicts = [Verdict("supported", 0.8, (evidence("a", "supports", text="On frogs."),)) for _ in range(3)]
    found, note = with_second_opinions(["1", "2", "3"], verdicts, Contrary())
    assert (found, note) == (verdicts, "Nobody knows frogs.")
    monkeypatch.setattr(opinions, "MOST", 2)
    contrary = Contrary()
    _, note = with_second_opinions(["1", "2", "3"], verdicts, contrary)
    assert len(contrary.asked) == 2
    assert note == "Nobody knows frogs. 1 passages were not read a second time: 2 are the most."


def test_a_replay_remembers():
    told = replace(evidence("a", "supports"), second=SAID)
    report = {
        "versions": {"second_opinion": "m"},
        "claims": [{"sentence": "1", "evidence": [evidence_row(told), evidence_row(evidence("b", "neither"))]}],
    }
    remembered = Remembered(report)
    assert (remembered.name, remembered.host) == ("m", "")
    pairs = [("1", told.passage), ("2", told.passage)]
    assert remembered.ask(pairs) == Opinions((SAID, None))


def test_a_report_with_a_nonsensical_confidence():
    with pytest.raises(InputError, match="least_confidence"):
        as_then(None, {"versions": {"least_confidence": "much"}}, "")
