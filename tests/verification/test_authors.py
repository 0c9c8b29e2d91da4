"""Lists of authors compared whole: what is another person, and what is but another way to write one."""

import pytest

from refdb.model import ParsedReference, Person, Work
from refdb.verification.authors import compare_authors, given_fits, same_family
from refdb.verification.printed import prepare_reference, prepare_work


def people(text: str) -> tuple[Person, ...]:
    """``"Roe, Jane; NIHR Group"`` as persons and institutions."""
    parts = [one.strip().partition(", ") for one in text.split(";") if one.strip()]
    return tuple(Person(family, given) if given else Person(literal=family) for family, _, given in parts)


def compared(printed: str, registered: str, *, kept_apart: bool = True, et_al: bool = False, **fields):
    reference = ParsedReference("x", authors=people(printed), et_al=et_al, confidence=1.0 if kept_apart else 0.7)
    work = Work(title="Otters in winter", authors=people(registered), **fields)
    return compare_authors(prepare_reference(reference), prepare_work(work))


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("Roe, J.", "Roe, Jane"),
        ("Roe, JE", "Roe, Jane Ellen"),
        ("Roe, Jane", "Roe, J. E."),
        ("Manson, JE", "Manson, JoAnn E."),
        ("Manson, Jo-Ann", "Manson, JoAnn"),
        ("Gaziano, Michael", "Gaziano, J. Michael"),
        ("Gaziano, M", "Gaziano, J. Michael"),
        ("Gaziano, J. M.", "Gaziano, John M."),
        ("Roe, Bill", "Roe, William"),
        ("Roe, Alex", "Roe, Alexander"),
        ("Ivanov, Juri", "Ivanov, Yuri"),
        ("Ivanov, Y.", "Ivanov, Iurii"),
        ("Ivanov, Sergei", "Ivanov, Sergey"),
        ("Wang, Xiao-Ming", "Wang, Xiaoming"),
        ("Wang, XM", "Wang, Xiao Ming"),
        ("Wang, Xiaoming", "Xiaoming, WANG"),
        ("Márquez, LG", "García Márquez, Luis"),
        ("Silva, DO", "de Oliveira Silva, Danilo"),
        ("García, Luis", "García Márquez, Luis"),
        ("Müller, Jürgen", "Mueller, Juergen"),
        ("Roe, Jane", "Roe, "),
        ("Roe, 田中", "Roe, Tanaka"),
        ("Smith, Dr. John", "Smith, J."),
    ],
)
def test_given_names_of_one_person(printed, registered):
    (ours,), (theirs,) = people(printed), people(registered) or (Person("Roe"),)
    assert given_fits(ours, theirs)
    assert compared(printed, registered).outcome == "match"


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("Mussgnug, Anna Maria", "Mussgnug, Alexander Martin"),
        ("Smith, T. R.", "Smith, Matthew J."),
        ("Jumper, Michael", "Jumper, John"),
        ("Green, Thomas", "Green, Tim"),
        ("Hassabis, Deborah", "Hassabis, Demis"),
        ("Pinto, R.", "Pinto, Sandro"),
    ],
)
def test_invented_given_names(printed, registered):
    diff = compared(printed, registered)
    assert (diff.outcome, diff.severity) == ("mismatch", "major")
    assert diff.reason.startswith("given names: ")


def test_one_other_initial_late_in_a_list_is_noted_and_a_whole_other_name_is_wrong():
    registered = "Roe, Jane; Doe, John; Poe, Ann; Koe, Carla"
    assert compared("Roe, J.; Doe, J.; Poe, A.; Koe, W.", registered).outcome == "partial"
    assert compared("Roe, J.; Doe, J.; Poe, A.; Koe, Walter", registered).outcome == "mismatch"
    assert compared("Roe, T.; Doe, J.; Poe, A.; Koe, C.", registered).outcome == "mismatch"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("roe", "roe", True),
        ("van berg", "vanberg", True),  # only the blank
        ("vanberg", "van berg", True),
        ("garcia marquez", "garcia", True),  # one part of a double name
        ("garcia marquez", "marquez", True),
        ("van der berg", "berg", True),
        ("newberg", "berg", False),  # a word ends there, no more
        ("bergman y", "berg", False),
        ("li wu", "wu", False),  # two letters are no part to go by
        ("li wu", "li", False),
        ("muller", "mueller", True),
        ("mueller", "muller", True),
        ("goedel", "godel", True),
        ("de la o", "delao", True),
        ("lue", "lu", True),  # too short for a misprint, but ü
        ("goe", "go", True),
        ("kae", "ka", True),
        ("maenner", "manner", True),
        ("smith", "smyth", True),  # a misprint
        ("lee", "leu", False),  # not in three letters
        ("roe", "poe", False),
        ("smith", "jones", False),
    ],
)
def test_family_names(one, other, same):
    assert same_family(one, other) is same
    assert same_family(other, one) is same


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        ("Xiao Ming, W.", "Wang, Xiaoming"),  # the given name in the family name's place, and joined
        ("Oliveira, D.", "Silva, Danilo de Oliveira"),  # a part of the given names
        ("Wangensteen, A.", "Larsen, Anne Wangensten"),  # misprinted there
        ("Marque, L.", "Diaz, Luis Marquez"),  # cut short
        ("Marquezes, L.", "Diaz, Luis Marquez"),
    ],
)
def test_a_family_name_in_the_wrong_place_is_no_other_person(printed, registered):
    assert compared(printed, registered).reason != f"not among the registered authors: {printed}"
    assert "not among" not in compared(f"{printed}; Roe, J.", f"{registered}; Roe, Jane; Poe, Ann").reason


@pytest.mark.parametrize("printed", ["Lee, D.", "Ngu, A."])
def test_three_letters_within_a_name_are_no_family_name(printed):
    assert "not among" in compared(f"Roe, J.; {printed}", "Roe, Jane; Leeming, Danguo").reason


def test_a_name_without_capitals_or_with_dots_within():
    assert compared("Roe, Yu. V.", "Roe, Yuri Vladimirovich").outcome == "match"
    assert compared("Roe, Yu. V.", "Roe, Yakov Viktorovich").outcome == "match"  # "Yu." abbreviates
    assert compared("Roe, Yu.", "Roe, Yakov").outcome == "match"
    assert compared("Roe, Yu V", "Roe, Anna").outcome == "mismatch"
    assert "not among" not in compared("Poe, A.; Y o, W.", "Poe, Ann; Wang, Yo; Koe, Max").reason
    assert compared("Roe, D'Arcy", "Roe, Darcy").outcome == "match"


def test_no_more_than_three_are_named():
    registered = "Roe, Jane; Doe, John; Poe, Ann; Koe, Carla; Loe, Max"
    assert compared("Roe, J; Poe, A", registered).reason == "left out: John Doe; Carla Koe; Max Loe"
    assert compared("Roe, J", registered).reason == "left out: John Doe; Ann Poe; Carla Koe …"
    assert (
        compared("Doe, J", "Roe, Jane; Doe, John; Poe, Ann; Koe, Carla").reason
        == "left out: Jane Roe; Ann Poe; Carla Koe"
    )


def test_given_names_are_told_with_their_family_names():
    diff = compared("Roe, Max; Doe, Lea", "Roe, Jane; Doe, John")
    assert diff.reason == "given names: Max Roe for Jane Roe; Lea Doe for John Doe"


def test_two_persons_of_one_family_name_are_told_apart_by_given_names():
    assert compared("Wang, Y; Wang, X", "Wang, Xin; Wang, Yu").outcome == "match"
    assert compared("Wang, Q; Wang, X", "Wang, Xin; Wang, Yu").outcome == "mismatch"


def test_invented_co_authors():
    diff = compared("LeCun, Y; Bengio, Y; Hinton, G; Goodfellow, I", "LeCun, Yann; Bengio, Yoshua; Hinton, Geoffrey")
    assert (diff.outcome, diff.reason) == ("mismatch", "not among the registered authors: I Goodfellow")


@pytest.mark.parametrize(
    ("printed", "registered", "fields"),
    [
        ("Roe, J; Doe, K", "Roe, Jane", {}),  # many records have the first author alone
        ("Roe, J; Doe, K; Poe, A", "Roe, Jane; Otter Study Group", {}),
        ("Roe, J; Poe, A; Winter, I", "Roe, Jane; Poe, Ann", {}),  # a word of the title, read as a name
        ("Roe, J; Poe, A; Editor, E", "Roe, Jane; Poe, Ann", {"editors": people("Editor, Eva")}),
    ],
)
def test_who_is_not_called_invented(printed, registered, fields):
    assert compared(printed, registered, **fields).outcome != "mismatch"


def test_institutions_are_not_persons():
    assert compared("Turro, E; Astle, W", "NIHR BioResource").outcome == "match"
    assert compared("NIHR BioResource", "Turro, Ernest").outcome == "match"


def test_authors_left_out():
    registered = "Roe, Jane; Doe, John; Poe, Ann"
    cut = compared("Roe, J; Poe, A", registered)
    assert (cut.outcome, cut.severity, cut.reason) == ("mismatch", "major", "left out: John Doe")
    first_ones = compared("Roe, J; Doe, J", registered)
    assert (first_ones.outcome, first_ones.severity, first_ones.reason) == ("mismatch", "minor", "left out: Ann Poe")
    assert compared("Roe, J; Poe, A", registered, kept_apart=False).outcome == "partial"
    assert compared("Roe, J", registered, et_al=True).outcome == "match"
    assert compared("Roe, J; Otter Study Group", registered).outcome == "match"


def test_order_is_noted():
    registered = "LeCun, Yann; Bengio, Yoshua; Hinton, Geoffrey"
    swapped = compared("Bengio, Y; LeCun, Y; Hinton, G", registered)
    assert (swapped.outcome, swapped.severity, swapped.reason) == ("partial", "minor", "in another order")
    assert compared("Hinton, G; LeCun, Y", registered, et_al=True).reason == "in another order"
