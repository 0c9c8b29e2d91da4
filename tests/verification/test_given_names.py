"""Given names that one person may go by."""

import pytest

from refdb.verification.given_names import is_short_for, one_letter, one_name


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


@pytest.mark.parametrize(
    "group",
    [
        "robert bob rob bobby bert",
        "richard dick rick",
        "john jack johnny jon johann jean juan ivan",
        "elizabeth liz beth betty elisabeth lisa",
        "james jim jimmy jamie",
        "henry harry hank heinrich henri",
        "katherine kate kathy catherine katharina ekaterina kathryn",
        "michael mike mikhail michel mikael miguel michal",
        "joseph joe josef jose giuseppe",
        "stephen steve stefan etienne steven",
        "peter pete pierre pedro petr piotr",
        "george jorge georg georges yuri",
    ],
)
def test_names_of_one_person_in_all_their_forms(group):
    forms = group.split()
    assert [one for one in forms for other in forms if not is_short_for(one, other)] == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("robert", "richard"),
        ("john", "james"),
        ("harry", "larry"),
        ("mike", "pete"),
        ("kate", "beth"),
        ("joe", "jorge"),
        ("steve", "petr"),
        ("jim", "tim"),
        ("lisa", "elena"),
    ],
)
def test_names_of_two_persons(a, b):
    assert not is_short_for(a, b)
    assert not is_short_for(b, a)
