"""Parts of a claim in the checking workflow, with the shipped judge."""

from refdb.claims.judging.judge import OnnxJudge
from refdb.workflows.checking import check_against

ELSEWHERE = "The museum opened in 1902. It shows paintings of the river and of the bridge."


def rows(claim: str) -> list[dict[str, str]]:
    return [{"id": "1", "claim": claim, "evidence_text": ELSEWHERE}]


def test_a_claim_that_states_several_things_comes_with_the_verdicts_on_its_parts() -> None:
    claim = "Clomiphene raises testosterone and lowers cholesterol [3]."
    (found,) = check_against(rows(claim), OnnxJudge(), parts="decide")
    assert found.label == "not_settled"
    assert [(part.text, part.label) for part in found.parts] == [
        ("Clomiphene raises testosterone.", "not_settled"),
        ("Clomiphene lowers cholesterol.", "not_settled"),
    ]


def test_parts_can_be_left_out_and_single_claims_have_none() -> None:
    judge = OnnxJudge()
    assert (
        check_against(rows("Clomiphene raises testosterone and lowers cholesterol."), judge, parts="off")[0].parts == ()
    )
    assert check_against(rows("Clomiphene raises testosterone."), judge, parts="decide")[0].parts == ()
    assert check_against([], judge) == []
