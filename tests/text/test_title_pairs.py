"""Titles of nearly the same letters: a slip, or two works."""

import pytest

from refdb.text.title_pairs import told_apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Heart failure in general practice. Part I", "Heart failure in general practice. Part II"),
        ("Heart failure in general practice. Part 1", "Heart failure in general practice. Part 2"),
        ("Iron in older men with frailty", "Iron in older women with frailty"),
        ("Gene expression in mice", "Gene expression in rats"),
        ("Metformin in type 1 diabetes", "Metformin in type 2 diabetes"),
        ("Hypertension and dementia", "Hypotension and dementia"),
        ("Pretreatment of wounds", "Posttreatment of wounds"),
        ("Increased bone loss", "Decreased bone loss"),
        ("Lesions of the left lung", "Lesions of the right lung"),
        ("Smoking and stroke", "Smoking and not stroke"),
        ("Care of wounds", "Care of wounds II"),
        ("Male infertility", "Female infertility"),
    ],
)
def test_two_works(one, other):
    assert told_apart(one, other)
    assert told_apart(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tumour growth in mice", "Tumor growth in mice"),
        ("Blood-pressure of nurses", "Blood pressure of nurses"),
        ("Treatment of chronic wounds", "[Treatment of chronic wounds]."),
        ("Treatment of chronic wounds", "Treatement of chronic wounds"),
        ("Effect of iron on mood", "Effects of iron on mood"),
        ("The effect of iron", "Effect of iron"),
        ("A trial of iron", "The trial of iron"),
        ("Iron in the elderly", "Iron and the elderly"),
        ("TGF-beta signalling", "TGF-β signaling"),
    ],
)
def test_one_work_with_a_slip(one, other):
    assert not told_apart(one, other)
    assert not told_apart(other, one)
