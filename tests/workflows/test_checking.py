"""The checking workflow on text that is given, with the shipped judge."""

from refdb.claims.judging.judge import OnnxJudge
from refdb.workflows.checking import check_against

ELSEWHERE = "The museum opened in 1902. It shows paintings of the river and of the bridge."


def test_a_text_about_something_else_settles_nothing() -> None:
    row = {"id": "1", "claim": "Clomiphene raises testosterone and lowers cholesterol [3].", "evidence_text": ELSEWHERE}
    (found,) = check_against([row], OnnxJudge())
    assert (found.label, len(found.evidence)) == ("not_settled", 1)


def test_no_rows_no_verdicts() -> None:
    assert check_against([], OnnxJudge()) == []
