"""What entries are called in one file: keys that works bring go first; labels stay apart."""

import pytest

from refdb.bibliography.bibtex.entry_keys import EntryKeys, Labels
from refdb.model import Person, Work


def keys(*works: Work, dialect="bibtex"):
    found = EntryKeys(dialect)
    for work in works:
        found.add(work)
    return found


def roe(key="", **more) -> Work:
    return Work(key=key, title="On naps", authors=(Person("Roe", "R."),), year=2001, **more)


def test_a_key_that_a_work_brings_goes_before_one_that_is_made():
    made = keys(roe()).all()
    assert made == ["roeNaps2001"]
    assert keys(roe(), roe("roeNaps2001")).all() == ["roeNaps2001a", "roeNaps2001"]


def test_two_keys_that_differ_in_case_alone_are_one_for_bibtex():
    first, second = keys(roe("Naps"), roe("naps")).all()
    assert (first, second) == ("Naps", "roeNaps2001")


@pytest.mark.parametrize(
    ("key", "bibtex", "biblatex"),
    [
        ("a b", "ab", "ab"),
        ('x,{}%#"~\\y', "xy", "xy"),
        ("o'neill=(1)", "o'neill=(1)", "oneill1"),
        ("müller:2001-a_b", "müller:2001-a_b", "müller:2001-a_b"),
    ],
)
def test_signs_that_are_refused_are_left_out(key, bibtex, biblatex):
    assert keys(roe(key)).all() == [bibtex]
    assert keys(roe(key), dialect="biblatex").all() == [biblatex]


def test_a_key_of_refused_signs_alone_is_none():
    assert keys(roe("{}")).all() == ["roeNaps2001"]


def test_works_are_known_by_keys_and_aliases_in_any_case():
    found = keys(roe("Naps", aliases=("Old",)), roe("b c", aliases=("old", "other")))
    assert found.known({"naps", "old", "bc", "b c", "other"}) == {
        "naps": "Naps",
        "bc": "bc",
        "b c": "bc",
        "old": "Naps",
        "other": "bc",
    }
    assert found.known(set()) == {}


def test_a_label_is_for_works_without_people():
    labels = Labels()
    assert labels.of(roe(), "k") == ""
    assert labels.of(Work(title="A b c d e", editors=(Person("Roe"),)), "k") == ""
    assert labels.of(Work(title="The sleep of otters by day", year=2001), "k") == "The sleep of otters"
    assert labels.of(Work(container_title="Sleep", year=2001), "k") == "Sleep"
    assert labels.of(Work(publisher="Ox"), "k") == "Ox"
    assert labels.of(Work(), "thekey") == "thekey"


def test_the_twenty_first_of_one_label_gets_digits():
    labels = Labels()
    found = [labels.of(Work(title=f"Naps {n}", year=2001), "k") for n in range(41)]
    assert (found[19], found[20], found[39], found[40]) == ("Naps 19", "N01 Naps 20", "N01 Naps 39", "N02 Naps 40")
    assert labels.of(Work(title="Naps", year=2002), "k") == "Naps"  # another year is another label
