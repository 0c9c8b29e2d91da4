"""Persons as CSL-JSON and registries name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.csl.people import listed_name, name_of, persons_of
from refdb.model import Person


@pytest.mark.parametrize(
    ("value", "person"),
    [
        ({"family": "Smith", "given": "J"}, Person("Smith", "J")),
        ({"family": "Berg", "given": "J", "non-dropping-particle": "van der"}, Person("Berg", "J", "van der")),
        ({"family": "Berg", "dropping-particle": "de", "non-dropping-particle": "la"}, Person("Berg", "", "de la")),
        ({"family": "Smith", "suffix": "Jr."}, Person("Smith", "", "", "Jr.")),
        ({"family": "Smith", "suffix": "III, MD"}, Person("Smith", "", "", "III")),
        ({"family": "Smith", "suffix": "MD, PhD"}, Person("Smith")),
        ({"family": "Raimundo, Jr.", "given": "A"}, Person("Raimundo", "A", "", "Jr.")),
        ({"family": "Smith, and sons"}, Person("Smith, and sons")),
        ({"literal": "WHO"}, Person(literal="WHO")),
        ({"name": "WHO"}, Person(literal="WHO")),
        ({"given": "Plato"}, Person(literal="Plato")),
        ({"family": "M&amp;ller <i>x</i>"}, Person("M&ller x")),
        ({"literal": "None"}, Person(literal="None")),  # CSL's own: somebody may be called so
        ("Smith, J", Person("Smith", "J")),
        ("WHO", Person(literal="WHO")),
        ("Smith,", Person(literal="Smith")),
    ],
)
def test_one_person(value, person):
    assert persons_of([value]) == (person,)
    assert persons_of(value) == (person,)


@pytest.mark.parametrize(
    "value", [None, 3, {}, {"family": ""}, "", "NA", {"name": "NULL"}, {"given": "n/a"}, "[no author]", []]
)
def test_nobody(value):
    assert persons_of([value]) == ()


def test_a_list_of_several():
    assert persons_of([{"family": "Smith"}, None, "NA", {"literal": "WHO"}]) == (Person("Smith"), Person(literal="WHO"))
    assert persons_of(None) == ()


@pytest.mark.parametrize(
    ("person", "name", "listed"),
    [
        (Person("Smith", "J"), {"family": "Smith", "given": "J"}, "Smith, J"),
        (Person("Berg", "J", "van der", "Jr"), {"family": "Berg", "given": "J", "non-dropping-particle": "van der", "suffix": "Jr"}, "van der Berg, Jr, J"),
        (Person(literal="WHO"), {"literal": "WHO"}, "{WHO}"),
        (Person("Smith"), {"family": "Smith"}, "Smith"),
        (Person(), {}, ""),
    ],
)  # fmt: skip
def test_both_ways(person, name, listed):
    assert name_of(person) == name
    assert listed_name(person) == listed


WORDS = st.text(alphabet=st.sampled_from("abcdé NM-"), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.builds(Person, family=WORDS, given=WORDS) | st.builds(Person, literal=WORDS))
def test_a_name_that_was_written_is_read_as_it_was(person):
    tidy = Person(
        *(" ".join(part.split()) for part in (person.family, person.given)), literal=" ".join(person.literal.split())
    )
    assert persons_of([name_of(tidy)]) == (tidy,)
