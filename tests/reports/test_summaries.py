"""The report as a whole: references never cited, retracted or silent, claims with a better source, second opinions."""

import json
from dataclasses import replace

import pytest
from rich.console import Console

from refdb.model import (
    Article,
    AuditReport,
    CheckedClaim,
    CheckedReference,
    Citation,
    Claim,
    Coverage,
    Evidence,
    Judgement,
    ParsedReference,
    Passage,
    Reference,
    Span,
    Standing,
    Verdict,
    Verification,
    Work,
)
from refdb.reports import markdown, terminal, word_comments
from refdb.reports.json import document, evidence_row, verdict_row
from refdb.reports.summaries import better_sources, cited_say, in_lines, summary, telling

FOUND = Verification("verified")


def evidence(key, relation, cited=True, **more):
    text = f"What {key} says. More."
    passage = Passage(key, text, (Span(0, 11 + len(key)),))
    return Evidence(
        Work(key=key, title=f"On {key}", year=2019), passage, relation, 0.8, Span(0, 11 + len(key)), cited, **more
    )


def claim(label, references, *pieces):
    return CheckedClaim(Claim("Tea calms.", references=references), Verdict(label, 0.8, pieces))


@pytest.fixture
def report():
    """Five references: one good, one silent, one against, one retracted, one never cited."""
    claims = (
        claim("supported", (1,), evidence("good", "supports", study="randomised trial")),
        claim("supported", (2,), evidence("better", "supports", False), evidence("silent", "neither")),
        claim("contradicted", (3,), evidence("against", "contradicts")),
        claim("not_settled", (4,), evidence("gone", "supports", retracted=True)),
        claim("supported", (1, 2), evidence("good", "supports"), evidence("silent", "neither")),
        claim("not_settled", (), evidence("good", "neither", False)),
        claim("source_unavailable", (5,)),
    )
    keys = ("good", "silent", "against", "gone", "unread", "never")
    references = tuple(
        CheckedReference(
            Reference(n, ParsedReference(f"Ref {n}.")), FOUND, key, Standing("retracted" if key == "gone" else "clear")
        )
        for n, key in enumerate(keys, 1)
    )
    citations = tuple(Citation(f"[{n}]", Span(0, 1), 0, (n,)) for n in range(1, 6))
    return AuditReport(
        Article("Tea", "Tea calms.", citations=citations), references, claims, Coverage(6, {}, 1, 7, 6, {}, 6, 5)
    )


def test_what_the_cited_works_say(report):
    said = [cited_say(checked) for checked in report.claims]
    assert said == ["supports", "neither", "contradicts", "neither", "supports", "", "unread"]
    both = claim("mixed", (1, 3), evidence("good", "supports"), evidence("against", "contradicts"))
    assert cited_say(both) == "mixed"


def test_a_better_source_is_one_that_says_it_while_the_cited_are_silent(report):
    assert [[e.work.key for e in better_sources(c)] for c in report.claims] == [[], ["better"], [], [], [], [], []]
    unsound = claim(
        "not_settled", (2,), evidence("silent", "neither"), evidence("x", "supports", False, retracted=True)
    )
    assert better_sources(unsound) == []


def test_the_summary(report):
    found = summary(report)
    assert (found.retracted, found.never_cited) == ((4,), (6,))
    assert (found.contradicted, found.not_said) == ({3: (3,)}, {2: (2,)})
    assert in_lines(found) == [
        ("retracted", "4"),
        ("says the opposite of what it is cited for", "3 (claim 3)"),
        ("read; refdb could not tell whether it says what it is cited for", "2 (claim 2)"),
        ("never cited", "6"),
        ("a source that says it is in the library", "claim 2: better"),
    ]
    assert in_lines(summary(replace(report, references=(), claims=()))) == []


def test_the_summary_in_every_report(report):
    written = json.loads(json.dumps(document(report)))
    assert written["summary"] == {
        "retracted": [4],
        "contradicted": [{"n": 3, "claims": [3]}],
        "not_said": [{"n": 2, "claims": [2]}],
        "never_cited": [6],
        "better_sources": [{"claim": 2, "keys": ["better"]}],
    }
    assert [row["cited_say"] for row in written["claims"][:3]] == ["supports", "neither", "contradicts"]
    assert written["claims"][1]["better_sources"] == ["better"]
    assert "- read; refdb could not tell whether it says what it is cited for: 2 (claim 2)" in markdown.render(report)
    console = Console(width=200)
    with console.capture() as shown:
        terminal.summary(report, console)
    assert "a source that says it is in the library" in shown.get()
    all_comments = word_comments.comments_of(report, everything=True)
    assert "A source that says it: 2019, On better" in "\n".join(c.text for c in all_comments)
    assert len(word_comments.comments_of(report)) < len(all_comments)  # findings alone


def test_what_a_source_is_worth_is_beside_it():
    told = evidence("good", "supports", study="randomised trial", second=Judgement("contradicts", 0.9, Span(16, 21)))
    row = evidence_row(told)
    assert (row["study"], row["retracted"], row["year"], row["origin"]) == ("randomised trial", False, 2019, "abstract")
    assert row["second"] == {"relation": "contradicts", "confidence": 0.9, "rationale": "More."}
    assert evidence_row(evidence("good", "supports"))["second"] is None
    lines = "randomised trial, abstract read; second opinion: contradicts (likely, 90%)"
    checked = CheckedClaim(Claim("Tea calms."), Verdict("supported", 0.8, (told,), note="A note."))
    report = AuditReport(Article("Tea", "Tea calms."), (), (checked,), Coverage())
    assert lines in markdown.render(report)
    assert lines in word_comments.comments_of(report, everything=True)[0].text
    console = Console(width=200)
    with console.capture() as shown:
        terminal.show_verdict("Tea calms.", checked.verdict, console)
    assert lines in shown.get()
    assert "A note." in shown.get()
    assert verdict_row(1, "Tea calms.", checked.verdict)["note"] == "A note."


def test_a_retracted_source_is_marked():
    verdict = Verdict("not_settled", 0.2, (evidence("gone", "supports", retracted=True),))
    report = AuditReport(Article("Tea", ""), (), (CheckedClaim(Claim("Tea calms."), verdict),), Coverage())
    assert "⊘ retracted or under concern, abstract read" in markdown.render(report)
    assert evidence_row(verdict.evidence[0])["retracted"] is True


def test_what_only_the_second_judge_takes_for_deciding_is_shown():
    silent = evidence("a", "neither", second=Judgement("neither", 0.9, None))
    heard = evidence("b", "neither", second=Judgement("supports", 0.9, None))
    assert [e.work.key for e in telling(Verdict("not_settled", 0.5, (silent, heard)), 3)] == ["b"]
    assert [e.work.key for e in telling(Verdict("not_settled", 0.5, (silent,)), 3)] == ["a"]
