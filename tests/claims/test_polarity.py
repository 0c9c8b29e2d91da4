"""A sentence that says the opposite of a claim in nearly the same words, and sentences that only look like it."""

import pytest

from refdb.claims.judging.polarity import opposed


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Vitamin D3 significantly lowered the risk of hip fractures.",
         "Vitamin D3 did not significantly lower the risk of total, nonvertebral or hip fractures."),
        ("Naps do not harm memory in adults.", "In adults naps harmed memory."),
        ("Vitamin E reduced the risk of prostate cancer.", "Vitamin E significantly increased the risk of prostate cancer."),
        ("Folic acid prevented neural tube defects.", "Folic acid failed to prevent neural tube defects."),
        ("Coffee wasn't linked to stroke.", "Coffee was linked to stroke."),
        ("Fish oil reduced cardiovascular events.", "Fish oil had no effect on cardiovascular events."),
    ],
)  # fmt: skip
def test_opposite(claim, sentence):
    assert opposed(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Vitamin D did not lower the incidence of cancer.", "The incidence of cancer was not lower with vitamin D."),
        ("Icosapent ethyl lowered the risk of events.", "The risk of events was significantly lower with icosapent ethyl."),
        ("There was no difference between fish oil and corn oil.", "No difference between fish oil and corn oil was seen."),
        ("Sleep improves memory.", "Sleep improved memory, not attention."),
        ("Sleep not only rests the body.", "Sleep rests the body."),
        ("Tea keeps climbers awake.", "Coffee did not help the otters of Skye."),
        ("", "Nothing."),
        ("Vitamin D did not reduce deaths.", "Vitamin D did not increase deaths and did not reduce them."),
    ],
)  # fmt: skip
def test_not_opposite(claim, sentence):
    assert not opposed(claim, sentence)
