"""What readers decided: in every report, out of every list of what to look at, and as a file."""

import json
import re
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from refdb.errors import InputError
from refdb.model import Carefulness, Decision, Standing
from refdb.reports import markdown, terminal, word_comments
from refdb.reports.decisions import decided, decision_of, decisions_of, document, offered
from refdb.reports.differences import differences
from refdb.reports.html import render
from refdb.reports.json import document as report_document
from refdb.reports.lists.tasks import claim_needs_a_look, tasks_of
from refdb.reports.summaries import has_findings, needs_a_look, summary

AT = "2026-11-29T10:00:00+00:00"
ROW = {
    "kind": "claim", "text": "Naps do nothing.", "machine": "contradicted", "stance": "overruled",
    "verdict": "supported", "note": "See table 2.", "by": "Ann", "at": AT, "article": "sleep.txt", "sha256": "ab12",
}  # fmt: skip


def on_claim(checked, stance="overruled", verdict="supported", **more):
    decision = Decision("claim", checked.claim.text, checked.verdict.label, stance, verdict, **{"at": AT, **more})
    return replace(checked, decision=decision)


def on_reference(checked, stance="overruled", verdict="verified", **more):
    decision = Decision("reference", checked.reference.raw, checked.finding, stance, verdict, **{"at": AT, **more})
    return replace(checked, decision=decision)


def with_all_decided(report):
    return replace(
        report,
        references=tuple(on_reference(c, note="See *1*", by="Ann") for c in report.references),
        claims=tuple(on_claim(c, "agreed", "") for c in report.claims),
    )


# --- beside what refdb says --------------------------------------------------------------------


def test_a_decision_in_words(report):
    claim, reference = report.claims[0], report.references[1]
    assert decided(claim) == ""
    assert decided(on_claim(claim, verdict="mixed", note="See\ntable 2", by="Ann")) == (
        "You decided: sources disagree — See table 2 (Ann, 2026-11-29)"
    )
    assert decided(on_claim(claim, "agreed", "", at="")) == "You agreed: supported"
    assert decided(on_claim(claim, verdict="not_a_claim")) == "You decided: states nothing to check (2026-11-29)"
    assert decided(on_reference(reference, by="Ann")) == "You decided: verified (Ann, 2026-11-29)"


def test_a_decision_on_another_file_names_it(report):
    elsewhere = on_claim(report.claims[0], article="sleep-1.docx", sha256="cd34")
    assert decided(elsewhere, "ab12") == "You decided: supported (2026-11-29, on sleep-1.docx)"
    assert decided(elsewhere, "cd34") == "You decided: supported (2026-11-29)"


def test_it_stands_in_every_report_and_what_refdb_said_stays(report):
    decided_report = with_all_decided(report)
    rows = json.loads(json.dumps(report_document(decided_report)))
    assert rows["claims"][0]["decision"]["stance"] == "agreed"
    assert (rows["references"][1]["status"], rows["references"][1]["decision"]["verdict"]) == ("not_found", "verified")
    assert rows["references"][1]["decision"]["by"] == "Ann"
    text = markdown.render(decided_report)
    assert r"**You decided: verified — See \*1\* (Ann, 2026-11-29)**" in text
    assert "**not found**: Nobody N." in text
    assert "**You agreed: supported (2026-11-29)**" in text
    comments = "\n".join(comment.text for comment in word_comments.comments_of(decided_report))
    assert comments.count("You decided: verified — See *1* (Ann, 2026-11-29)") == 2
    assert comments.count("You agreed: ") == 2
    console = Console(width=200)
    with console.capture() as shown:
        terminal.summary(decided_report, console)
    assert "decided before: 2 references, 2 claims" in shown.get()
    assert "  2 ? not found  Nobody N. Nothing. 1999." in shown.get()
    assert shown.get().count("You decided: verified — See *1* (Ann, 2026-11-29)") == 2


def test_where_nothing_was_decided_nothing_is_said(report):
    rows = report_document(report)
    assert not any("decision" in row for row in rows["references"] + rows["claims"])
    assert "You " not in markdown.render(report)
    console = Console(width=200)
    with console.capture() as shown:
        terminal.summary(report, console)
    assert "decided" not in shown.get()


def test_the_page_shows_it_and_where_it_is(report):
    page = render(with_all_decided(report))
    assert page.count("You decided: verified — See *1* (Ann, 2026-11-29)</p>") == 2
    assert page.count("You agreed: supported (2026-11-29)</p>") == 1
    listed = page.partition("Decided before, and no longer listed here: ")[2].partition("</p>")[0]
    assert re.findall(r'href="#([\w-]+)"', listed) == ["claim-1", "claim-2", "reference-1", "reference-2"]
    assert "Decided before" not in render(report)


def test_no_text_of_a_decision_becomes_markup(report):
    evil = "<script>alert('x')</script>"
    claim = on_claim(report.claims[0], note=evil, by=evil, article=evil, sha256="other")
    page = render(replace(report, claims=(claim,)))
    assert page.count("<script") == 1  # its own
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; (&lt;script" in page


# --- out of the lists --------------------------------------------------------------------------


def test_what_was_decided_is_no_longer_to_be_looked_at(rich_report):
    assert has_findings(rich_report)
    decided_report = with_all_decided(rich_report)
    assert not has_findings(decided_report)
    names = [task.wording.name for task in tasks_of(decided_report)]
    assert names == ["Citations that lead to no reference", "References that the text never cites"]
    found = summary(decided_report)
    assert (found.retracted, found.contradicted, found.not_said, found.better_sources) == ((), {}, {}, {})
    assert "To look at" not in markdown.render(decided_report)


def test_one_decision_takes_one_thing_out(rich_report):
    second = on_claim(rich_report.claims[1])
    changed = replace(rich_report, claims=(rich_report.claims[0], second, *rich_report.claims[2:]))
    assert claim_needs_a_look(rich_report.claims[1])
    assert not claim_needs_a_look(second)
    assert has_findings(changed)
    lists = [{item.name for task in tasks_of(one) for item in task.items} for one in (rich_report, changed)]
    assert lists[0] - lists[1] == {"Claim 2"}


def test_who_agreed_to_one_finding_has_not_seen_another(report):
    reference = on_reference(report.references[1], "agreed", "")
    assert not needs_a_look(reference)
    other = replace(reference, verification=replace(reference.verification, status="field_mismatch"))
    assert needs_a_look(other)
    assert decided(other) == "You agreed: not found (2026-11-29); refdb says another thing now"


def test_a_retraction_that_became_known_later_is_not_decided(report):
    reference = on_reference(report.references[0])
    assert not needs_a_look(reference)
    fallen = replace(reference, standing=Standing("retracted"))
    assert needs_a_look(fallen)
    assert fallen.reference.n in summary(replace(report, references=(fallen,))).retracted
    seen = on_reference(replace(report.references[0], standing=Standing("retracted")), "agreed", "")
    assert not needs_a_look(seen)


def test_a_replay_compares_without_decisions(report):
    assert differences(report_document(report), report_document(with_all_decided(report))) == []
    assert differences(report_document(with_all_decided(report)), report_document(report)) == []


# --- as a file ---------------------------------------------------------------------------------


def test_what_is_written_comes_back(report):
    made = [c.decision for c in (*with_all_decided(report).references, *with_all_decided(report).claims)]
    assert decisions_of(json.dumps(document(made)).encode(), "d.json") == made
    assert decisions_of(b"\xef\xbb\xbf" + json.dumps(document(made)).encode(), "d.json") == made  # saved by Windows


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_note_and_any_sentence_come_back(note, text):
    decision = decision_of(ROW | {"note": note, "text": f"a{text}"})
    assert decisions_of(json.dumps(document([decision])).encode(), "d.json") == [decision]


def test_times_are_brought_to_utc():
    assert decision_of(ROW | {"at": "2026-11-29T11:00:00.250+01:00"}).at == AT
    assert decision_of(ROW | {"at": "2026-11-29T10:00:00.250Z"}).at == AT
    assert decision_of(ROW | {"at": "2026-11-29T10:00:00"}).at == AT


def test_every_verdict_that_is_offered_is_taken():
    for kind in ("claim", "reference"):
        machine = {"claim": "mixed", "reference": "retracted"}[kind]
        for label, _ in offered(kind):
            assert decision_of(ROW | {"kind": kind, "machine": machine, "verdict": label}).verdict == label
    assert offered("reference")[0] == ("verified", "verified")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("text", "it is no JSON object"),
        (ROW | {"kind": "work"}, "'kind' should be claim or reference"),
        (ROW | {"stance": "unsure"}, "'stance' agreed or overruled"),
        (ROW | {"text": " "}, "'text' is empty"),
        (ROW | {"text": ["a"]}, "'text' should be a text of at most"),
        (ROW | {"note": "a" * 20_001}, "'note' should be a text of at most"),
        (ROW | {"note": "\ud800"}, "'note' should be a text"),
        (ROW | {"machine": "verified"}, "which refdb does not say of a claim"),
        (ROW | {"verdict": ""}, "'verdict' is '', which does not fit a claim that was overruled"),
        (ROW | {"verdict": "retracted"}, "'verdict' is 'retracted'"),
        (ROW | {"stance": "agreed"}, "'verdict' is 'supported', which does not fit a claim that was agreed"),
        (ROW | {"at": "yesterday"}, "'at' is 'yesterday'"),
        (ROW | {"at": ""}, "it should be a time like"),
        (ROW | {"colour": "red"}, "'colour' is no field of a decision"),
    ],
)
def test_what_is_no_decision_is_refused_by_name(row, said):
    data = json.dumps({"format": "refdb decisions", "version": 1, "decisions": [ROW, row]}).encode()
    with pytest.raises(InputError) as refused:
        decisions_of(data, "d.json")
    assert said in str(refused.value)
    assert str(refused.value).startswith("d.json, decision 2: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"\xff\xfe", b"[]", b'{"decisions": []}', b'{"format": "refdb decisions", "decisions": {}}',
        b"[" * 100_000, b"9" * 5000, b'{"format": "refdb decisions", "version": 2, "decisions": []}',
    ],
)  # fmt: skip
def test_other_files_are_refused_in_a_line(data):
    with pytest.raises(InputError, match=r"^d\.json (is no file of decisions|has decisions of version 2)") as refused:
        decisions_of(data, "d.json")
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_bring_it_down(data):
    with pytest.raises(InputError):
        decisions_of(data, "d.json")


# --- how careful the judge is ------------------------------------------------------------------


def test_how_careful_the_judge_is_stands_in_the_report_where_it_was_measured(report):
    said = (
        "On 1,204 claims it had not learned from, the judge settled 71% and was right on 91% of these (at the confidence "
        "asked for here)."
    )
    measured = replace(report, carefulness=Carefulness(1204, 0.71, 0.912))
    assert said in markdown.render(measured)
    page = render(measured)
    meant, about = page.partition("What the words mean")[2].partition("About this report")[::2]
    assert said in meant
    assert said in about
    assert report_document(measured)["carefulness"] == asdict(measured.carefulness)
    assert "carefulness" not in report_document(report)
    assert "had not learned from" not in markdown.render(report) + render(report)
