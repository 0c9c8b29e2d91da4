"""Rows of claims: judged by their own evidence, or by a library."""

import pytest

from refdb.errors import LibraryError
from refdb.model import Verdict
from refdb.workflows.rows import claims as rows_of_claims
from refdb.workflows.rows.claims import check_rows, second_opinion_host

SAYS = "Naps improved memory in older adults in this randomised trial."


def test_a_claim_with_its_own_evidence_needs_no_library():
    found = check_rows([{"claim": "Naps improve memory in older adults.", "evidence_text": SAYS}])
    assert [verdict.label for verdict in found] == ["supported"]
    assert list(found.notes) == []


def test_evidence_may_come_as_sentences():
    rows = [{"claim": "Naps improve memory in older adults.", "evidence_text": ["We asked ten people.", SAYS]}]
    (verdict,) = check_rows(rows)
    assert verdict.label == "supported"


def test_no_rows():
    assert list(check_rows([])) == []


def test_a_claim_without_evidence_needs_a_library(tmp_path):
    with pytest.raises(LibraryError):
        check_rows([{"claim": "Naps help."}], tmp_path)


def test_verdicts_come_in_the_order_of_the_rows(monkeypatch, tmp_path):
    """Rows with evidence of their own are judged together, and the others by the library."""
    asked = {}

    def judge(rows, *_):
        asked["own"] = [row["claim"] for row in rows]
        return rows_of_claims.Results([Verdict("supported", 0.9) for _ in rows], ["one"])

    def check(claims, *_):
        asked["library"] = [claim.text for claim in claims]
        return rows_of_claims.Results([Verdict("no_source", 0.0) for _ in claims], ["two"])

    monkeypatch.setattr(rows_of_claims, "_judge", judge)
    monkeypatch.setattr(rows_of_claims, "check_claims", check)
    (tmp_path / "refdb.sqlite3").touch()
    rows = [
        {"claim": "a"},
        {"claim": "b", "evidence_text": "x"},
        {"claim": "c", "evidence_text": ""},
        {"claim": "d", "evidence_text": ["y"]},
    ]
    found = check_rows(rows, tmp_path)
    assert [verdict.label for verdict in found] == ["no_source", "supported", "no_source", "supported"]
    assert asked == {"own": ["b", "d"], "library": ["a", "c"]}
    assert list(found.notes) == ["one", "two"]


@pytest.mark.parametrize(
    ("opinion", "host"), [(None, ""), ("http://127.0.0.1:8080/v1#model", "127.0.0.1:8080"), ("https://models.example.org/v1#m", "models.example.org")]
)  # fmt: skip
def test_where_claims_are_sent(tmp_path, opinion, host):
    assert second_opinion_host(tmp_path, {"second_opinion": opinion}) == host
