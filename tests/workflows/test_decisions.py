"""What a reader decided on one audit stands beside the next, of the same file or of a later version."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import refdb
from refdb.errors import InputError
from refdb.model import Decision
from refdb.reports.decisions import document
from refdb.reports.differences import differences
from refdb.reports.json import document as report_document

FIXTURES = Path(__file__).parent.parent / "fixtures"
SLEEP = Decision(
    "claim", "Sleep helps.", "supported", "agreed", at="2026-11-28T10:00:00+00:00", article="a.txt", sha256="ab12"
)


@pytest.fixture
def library(tmp_path, snapshot_file):
    with refdb.open_library(tmp_path / "lib", create=True, options={"registry": str(snapshot_file)}) as library:
        library.import_files(FIXTURES / "works.jsonl")
        yield library


def test_a_decision_holds_for_the_next_version_of_the_manuscript(library):
    text = (FIXTURES / "article.txt").read_text(encoding="utf-8")
    first = library.audit(text.encode(), "v1.txt")
    wrong = next(c for c in first.references if c.status == "field_mismatch")
    claim = first.claims[0]
    on_reference = library.decide(wrong, "verified", note="The printed year is right.", by="Ann", article=first.article)
    on_claim = library.decide(claim)
    assert (on_reference.kind, on_reference.machine, on_reference.stance) == (
        "reference",
        "field_mismatch",
        "overruled",
    )
    assert (on_reference.article, on_reference.sha256) == ("v1.txt", first.article.source.sha256)
    assert (on_claim.kind, on_claim.text, on_claim.stance) == ("claim", claim.claim.text, "agreed")
    second = library.audit(f"{text}\n".encode(), "v2.txt")
    decided = {c.reference.n: c.decision for c in second.references if c.decision}
    assert decided == {wrong.reference.n: on_reference}
    assert [c.decision for c in second.claims] == [on_claim] + [None] * (len(second.claims) - 1)
    again = next(c for c in second.references if c.decision)
    assert (again.status, again.is_decided) == ("field_mismatch", True)
    third = library.decide(again, note="No: it is wrong.", by="Ben")
    found = library.audit(f"{text}\n".encode(), "v2.txt")
    assert [c.decision for c in found.references if c.decision] == [third]
    assert set(library.decisions()) == {on_reference, on_claim, third}
    assert differences(report_document(first), report_document(found)) == []


def test_a_later_decision_goes_before_an_earlier_one(library, tmp_path):
    report = library.audit(FIXTURES / "article.txt")
    made = library.decide(report.claims[0], "contradicted")
    later = replace(made, verdict="mixed", at="2999-01-01T00:00:00+00:00")
    (tmp_path / "d.json").write_text(json.dumps(document([later])))
    assert library.import_decisions(tmp_path / "d.json") == (1, 0)
    assert library.audit(FIXTURES / "article.txt").claims[0].decision == later


def test_files_of_decisions_come_in_whole_or_not_at_all(library, tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(document([SLEEP, replace(SLEEP, text="Naps help.")])))
    bad.write_text(json.dumps(document([SLEEP, replace(SLEEP, text="")])))
    with pytest.raises(InputError, match=r"bad\.json, decision 2: 'text' is empty; nothing of the file was taken"):
        library.import_decisions([good, bad])
    assert library.decisions() == []
    with pytest.raises(InputError, match="no such file"):
        library.import_decisions([good, tmp_path / "none.json"])
    assert library.decisions() == []
    assert library.import_decisions(str(good)) == (2, 0)
    assert library.import_decisions([good, good]) == (0, 4)
    assert len(library.decisions()) == 2


def test_a_verdict_that_there_is_not_is_refused(library):
    report = library.audit(FIXTURES / "article.txt")
    with pytest.raises(InputError, match="'verdict' is 'verified', which does not fit a claim"):
        library.decide(report.claims[0], "verified")
    assert library.decisions() == []
