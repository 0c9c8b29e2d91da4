"""Given names that one person may go by."""

import pytest

from refdb.text.given_names import is_short_for, one_letter, one_name


@pytest.mark.parametrize(
    ("a", "b", "short"),
    [
        ("bill", "william", True),
        ("william", "bill", True),
        ("wilhelm", "liam", True),
        ("peggy", "margaret", True),
        ("ted", "edward", True),
        ("ted", "theodore", True),
        ("edward", "theodore", False),  # "Ted" is short for either
        ("alex", "alexander", True),
        ("al", "albert", False),  # two letters are initials
        ("alb", "albert", True),
        ("ed", "edwin", False),
        ("anna", "anna", True),
        ("a", "a", True),
        ("maria", "marie", False),
        ("bill", "robert", False),
    ],
)
def test_short_forms(a, b, short):
    assert is_short_for(a, b) is short
    assert is_short_for(b, a) is short


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ("sergey", "sergei", True),
        ("yuri", "juri", True),
        ("xiao", "hsiao", False),  # one letter with which it may begin, but too far apart
        ("maria", "marie", True),
        ("anna", "alexander", False),
        ("mary", "gary", False),  # no letters of one name
        ("jean", "joan", True),
        ("john", "ivan", True),
        ("eva", "ada", False),
    ],
)
def test_one_name_in_two_spellings(a, b, one):
    assert one_name(a, b) is one
    assert one_name(b, a) is one


@pytest.mark.parametrize(("a", "b", "one"), [("i", "y", True), ("y", "i", True), ("c", "k", True), ("a", "a", True),
                                             ("a", "b", False), ("x", "h", True), ("g", "q", False), ("w", "v", True)])  # fmt: skip
def test_letters_with_which_one_name_may_begin(a, b, one):
    assert one_letter(a, b) is one
