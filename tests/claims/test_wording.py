"""A sentence that repeats a claim or denies it in its own words, and sentences that only come near."""

import numpy as np
import pytest

from refdb.claims.judging.judge import OnnxJudge, as_worded, reading
from refdb.claims.judging.wording import denies, repeats
from refdb.model import Passage, Span

FRACTURES = (
    "Vitamin D3 did not significantly lower the risk of total, nonvertebral or hip fractures compared with placebo."
)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Vitamin D3 significantly lowered the risk of hip fractures.", FRACTURES),
        ("Omega-3 fatty acids reduced the incidence of heart attacks.",
         "After five years, omega-3 fatty acids did not lower the incidence of heart attacks."),
        ("Folic acid prevented neural tube defects.", "Folic acid failed to prevent neural tube defects."),
        ("Fish oil reduced cardiovascular events.", "Fish oil had no significant effect on cardiovascular events."),
        ("Zinc shortened colds in adults.", "Zinc didn't shorten colds in adults."),
        ("Pranlukast decreased the itchy eyes score.",
         "There was no difference in the itchy eyes score between pranlukast and placebo."),
    ],
)  # fmt: skip
def test_denies(claim, sentence):
    assert denies(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Vitamin D3 significantly lowered the risk of cancer deaths.", FRACTURES),  # of another thing
        ("Calcium significantly lowered the risk of hip fractures.", FRACTURES),  # another does it not
        ("Ferrets shed the virus in saliva and urine.",
         "Although fatalities were not observed, ferrets shed the virus in saliva and urine."),
        ("Pioglitazone is associated with an increased risk of prostate cancer.",
         "There was no association with eight other cancers; pioglitazone was associated with prostate cancer."),
        ("Vitamin D did not lower the risk of hip fractures.", FRACTURES),  # they agree
        ("Naps do not harm memory in adults.", "In adults naps harmed memory."),  # left to the judge
        ("Sleep improves memory in adults.", "It is unclear whether sleep does not improve memory in adults."),
        ("Sleep improves memory in adults.", "Sleep not only improves memory in adults."),
        ("Sleep helps.", "Sleep did not help."),  # too short to tell
        ("", ""),
    ],
)  # fmt: skip
def test_does_not_deny(claim, sentence):
    assert not denies(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Vitamin D lowers the risk of falls in older adults.", "Vitamin D lowers the risk of falls in older adults."),
        ("Zinc shortened the common cold by 33%.", "Zinc lozenges shortened the common cold by 33%."),
        ("Naps do not harm memory in adults.", "Naps did not harm the memory of adults."),
        ("Instead, vitamin E supplementation increased the risk of prostate cancer among healthy men.",
         "Dietary supplementation with vitamin E significantly increased the risk of prostate cancer among healthy men."),
        ("Icosapent ethyl lowered the risk of ischaemic events.",
         "We found that icosapent ethyl significantly lowered the risk of ischaemic events."),
    ],
)  # fmt: skip
def test_repeats(claim, sentence):
    assert repeats(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Vitamin D lowers the risk of falls in older men.", "Vitamin D lowers the risk of falls in older women."),
        ("Zinc shortened the common cold by 33%.", "Zinc shortened the common cold by 23%."),
        ("Vitamin D lowers the risk of falls in adults.", "Vitamin D may lower the risk of falls in adults."),
        ("Vitamin D lowers the risk of falls in adults.", "We tested whether vitamin D lowers the risk of falls in adults."),
        ("Does vitamin D lower the risk of falls?", "To evaluate whether vitamin D lowers the risk of falls."),
        ("Vitamin D lowers the risk of falls in adults.", "Vitamin D does not lower the risk of falls in adults."),
        ("Smoking causes lung cancer in adults.", "Lung cancer in adults causes smoking."),
        ("Vitamin D lowers the risk of falls.",
         "Vitamin D with calcium lowers the risk of falls among frail women in nursing homes with poor sunlight."),
        ("", ""),
    ],
)  # fmt: skip
def test_does_not_repeat(claim, sentence):
    assert not repeats(claim, sentence)


def test_what_denies_takes_the_probability_of_support():
    given = reading("Vitamin D3 significantly lowered the risk of hip fractures.", passage(FRACTURES))
    assert as_worded(given, np.array([0.7, 0.2, 0.1])).round(4).tolist() == [0.09, 0.81, 0.1]


def test_what_denies_decides_nothing_that_the_model_thinks_is_about_something_else():
    given = reading("Vitamin D3 significantly lowered the risk of hip fractures.", passage(FRACTURES))
    assert as_worded(given, np.array([0.2, 0.1, 0.7])).round(4).tolist() == [0.03, 0.27, 0.7]


def test_what_repeats_supports():
    given = reading("Naps do not harm memory in adults.", passage("Naps did not harm the memory of adults."))
    assert as_worded(given, np.array([0.3, 0.5, 0.2])).round(4).tolist() == [0.9, 0.05, 0.05]


def test_the_shipped_judge_sees_a_not():
    text = "Participants took 2000 IU of vitamin D3 a day or placebo. " + FRACTURES
    given = Passage("", text, (Span(0, 57), Span(58, len(text))), title="Vitamin D and Fractures")
    (judgement,) = OnnxJudge().judge([("Vitamin D3 significantly lowered the risk of hip fractures.", given)])
    assert (judgement.relation, judgement.rationale) == ("contradicts", Span(58, len(text)))


def test_no_support_without_the_claims_figure():
    text = "In 12 trials zinc lozenges shortened the common cold by 33%."
    (given,) = OnnxJudge().judge([("Zinc lozenges shortened the common cold by 33%.", passage(text))])
    (other,) = OnnxJudge().judge([("Zinc lozenges shortened the common cold by 53%.", passage(text))])
    assert given.relation == "supports"
    assert other.relation != "supports"


def passage(text):
    return Passage("", text, (Span(0, len(text)),))
