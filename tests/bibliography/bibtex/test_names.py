"""Name lists as BibTeX reads and writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.names import grouped, people, people_of
from refdb.model import Person


def plain(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("person", "written"),
    [
        (Person("Roe", "Ann"), "Roe, Ann"),
        (Person("Roe"), "Roe"),
        (Person("Berg", "Jan", "van der"), "van der Berg, Jan"),
        (Person("Berg", "", "van"), "van Berg, {}"),  # else "van" would be a first name
        (Person("Hakim", "T.", "al-"), "al-Hakim, T."),
        (Person("Alembert", "J.", "d'"), "d'Alembert, J."),
        (Person("Alembert", "J.", "d’"), "d’Alembert, J."),
        (Person("Arts Endowment", "", "the"), "the {Arts Endowment}, {}"),
        (Person("King", "Martin", suffix="Jr."), "King, Jr., Martin"),
        (Person("King", "", suffix="Jr."), "{King, Jr.}"),  # nothing may stand behind the comma
        (Person("Garcia y Perez", "Juan"), "{Garcia y Perez}, Juan"),
        (Person("van der Berg", "Jan"), "van der Berg, Jan"),
        (Person("van Berg y Li", "Jan"), "{van Berg y Li}, Jan"),
        (Person("Mota Freitas", "D."), "Mota Freitas, D."),
        (Person("Mota Freitas"), "{Mota Freitas}"),
        (Person(literal="WHO"), "{WHO}"),
        (Person(literal="Rest and Co"), "{Rest and Co}"),
        (Person(given="Plato"), "{Plato}"),
        (Person(particle="von"), "{von}"),
        (Person(), ""),
        (Person("Rest and Co", "A."), "{Rest and Co}, A."),
        (Person("Roe, Poe", "A."), "{Roe, Poe}, A."),
        (Person("Roe", "A, B"), "Roe, {A, B}"),
        (Person("Roe", "and others"), "Roe, {and others}"),
        (Person("family=x", "A."), "{family=x}, A."),
        (Person("Anderson", "Sandy"), "Anderson, Sandy"),  # no word "and"
        (Person("Others", "A."), "{Others}, A."),
    ],
)
def test_a_name_is_written(person, written):
    assert people([person], plain) == written


def test_a_list_is_written_without_those_who_have_no_name():
    assert people([Person("Roe", "A."), Person(), Person(literal="WHO")], plain) == "Roe, A. and {WHO}"
    assert people([], plain) == ""


def test_parts_are_encoded():
    assert people([Person("Müller & Co", "Ö.")], lambda text: text.replace("&", r"\&")) == r"Müller \& Co, Ö."


@pytest.mark.parametrize(
    ("encoded", "expected"), [("WHO", "{WHO}"), (r"\'Emile", r"{{}\'Emile}"), (r"{\'E}mile", r"{{\'E}mile}")]
)
def test_braces_that_are_no_accented_letter(encoded, expected):
    assert grouped(encoded) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("family=Hakim, given=Tawfiq, prefix=al-", [Person("Hakim", "Tawfiq", "al-")]),
        ('given="Tawfiq", family={El Hakim}, suffix=Jr', [Person("El Hakim", "Tawfiq", suffix="Jr")]),
        ("prefix=x", [Person("prefix=x")]),  # neither family nor given: no extended name
        ("A. Roe, B. Poe, and C. Low", [Person("Roe", "A."), Person("Poe", "B."), Person("Low", "C.")]),
        ("OTHERS", []),
        ("Roe, A. and Others", [Person("Roe", "A.")]),
        ("Roe, A.\n  and\n Poe, B.", [Person("Roe", "A."), Person("Poe", "B.")]),
        ("von Roe, A.", [Person("Roe", "A.", "von")]),
        ("Ann von der Roe", [Person("Roe", "Ann", "von der")]),
    ],
)
def test_lists_as_people_write_them(names, expected):
    assert list(people_of(names)) == expected


_WORD = st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True).filter(lambda word: word.lower() not in ("and", "others"))


@given(
    st.lists(
        st.builds(
            Person,
            st.lists(_WORD, min_size=1, max_size=2).map(" ".join),
            st.lists(_WORD, min_size=1, max_size=2).map(" ".join),
            st.sampled_from(["", "von", "van der"]),
            st.sampled_from(["", "Jr.", "III"]),
        ),
        max_size=4,
    )
)
def test_what_is_written_is_read_again(persons):
    assert list(people_of(people(persons, plain))) == persons
