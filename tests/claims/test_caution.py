"""How sure a judge must be before it takes a side."""

import pytest

from refdb.claims.judging.calibration import load_calibration
from refdb.claims.judging.caution import CarefulJudge
from refdb.claims.judging.judge import OnnxJudge, load_judge
from refdb.errors import InputError
from refdb.model import Passage, Span

TEXT = "Coffee in the evening shortened sleep by an hour."
PAIR = ("Coffee in the evening shortens sleep.", Passage("a", TEXT, (Span(0, len(TEXT)),)))


def test_the_sure_relation_goes_once_more_is_asked_for():
    (plain,) = load_judge().judge([PAIR])
    assert plain.relation == "supports"
    assert load_judge(least_confidence=plain.confidence - 0.01).judge([PAIR]) == [plain]
    (careful,) = load_judge(least_confidence=plain.confidence + 0.01).judge([PAIR])
    assert careful.relation == "neither"


def test_a_low_wish_does_not_lower_what_was_shipped():
    careful = load_judge(least_confidence=0.01)
    assert isinstance(careful, OnnxJudge)
    assert careful._calibration.thresholds == load_calibration().thresholds


def test_any_judge_can_be_held_back():
    (plain,) = OnnxJudge().judge([PAIR])
    assert CarefulJudge(OnnxJudge(), plain.confidence).judge([PAIR]) == [plain]
    (careful,) = CarefulJudge(OnnxJudge(), plain.confidence + 0.01).judge([PAIR])
    assert (careful.relation, careful.rationale) == ("neither", plain.rationale)
    assert careful.confidence == pytest.approx(1 - plain.confidence)
    assert CarefulJudge(OnnxJudge(), 0.5).fingerprint == OnnxJudge().fingerprint


@pytest.mark.parametrize("least", [-0.1, 1.0, float("nan")])
def test_no_probability(least):
    with pytest.raises(InputError, match="least_confidence"):
        load_judge(least_confidence=least)


def test_an_endpoint_is_no_judge():
    with pytest.raises(InputError, match="second_opinion") as error:
        load_judge("http://localhost:11434/v1#m")
    assert "\n" not in str(error.value)
