"""Name lists as BibTeX reads and writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.names import grouped, has_others, people, people_of
from refdb.model import Person, Work


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
        (Person("Ø Berg", "Jan"), "{Ø Berg}, Jan"),  # bibtex knows no case of letters beyond ASCII
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


@pytest.mark.parametrize(
    ("person", "written"),
    [
        (Person("Roe-Poe", "A. B."), "Roe-Poe, A. B."),  # nothing to encode
        (Person("Roe--Poe", "A."), "<Roe--Poe>, A."),
        (Person("Roe", "A&B"), "Roe, <A&B>"),
        (Person("Rand", "A."), "<Rand>, A."),  # may hold the word "and"
        (Person("Smith and", "A."), "{<Smith and>}, A."),
        (Person("Ibn Sina", "", "al-"), "al-{<Ibn Sina>}, {}"),
        (Person(literal="WHO"), "{<WHO>}"),
    ],
)
def test_what_is_plain_is_not_encoded(person, written):
    assert people([person], lambda text: f"<{text}>") == written


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


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Davis Jr, S.", Person("Davis", "S.", suffix="Jr")),
        ("Smith jr., A.", Person("Smith", "A.", suffix="jr.")),
        ("Smith Sr, A.", Person("Smith", "A.", suffix="Sr")),
        ("de la Cruz Jr, A.", Person("Cruz", "A.", "de la", "Jr")),
        ("John Q. Smith 3rd", Person("Smith", "John Q.", suffix="3rd")),
        ("Smith II", Person("Smith", suffix="II")),
        ("Smith IV, H.", Person("Smith", "H.", suffix="IV")),
        ("John Smith, Jr.", Person("Smith", "John", suffix="Jr.")),  # in reading order, for all its comma
        ("Smith, Jr.", Person("Smith", suffix="Jr.")),
        ("Smith, II", Person("Smith", "II")),  # could as well be two initials
        ("John Smith, 2nd", Person("Smith", "John", suffix="2nd")),
        ("Smith, JR", Person("Smith", "JR")),  # J. R. Smith
        ("Roe, A. V", Person("Roe", "A. V")),
        ("Jr, A.", Person("Jr", "A.")),  # a suffix needs a name
        ("Jr. Smith", Person("Smith", "Jr.")),
        ("John Smith, Ann Jr.", Person("John Smith", "Ann Jr.")),
        ("Smith Jrx, A.", Person("Smith Jrx", "A.")),
        ("Smith, Jrx.", Person("Smith", "Jrx.")),
    ],
)
def test_suffixes_stand_where_people_put_them(name, expected):
    assert people_of(name) == (expected,)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("{WHO}", Person(literal="WHO")),
        ("{World Health Organization}", Person(literal="World Health Organization")),
        ("{WHO", Person("WHO")),  # a brace that is never closed makes nobody an institution
        ("WHO}", Person("WHO")),
        ("{A}B", Person("AB")),
        ("{A} {B}", Person("B", "A")),
        ("王 小明", Person("小明", "王")),  # letters without case are no particles
        ("王, 小明", Person("王", "小明")),
        ("Roe,", Person("Roe")),
        ("Garcia y Perez, Juan", Person("Garcia y Perez", "Juan")),
        ("'t Hooft, G.", Person("Hooft", "G.", "'t")),
        ("d'Alembert, J.", Person("d'Alembert", "J.")),  # one word is the name, however it begins
        ("x=y, A.", Person("x=y", "A.")),
        (r"Pe\~na, J.", Person("Peña", "J.")),
        (r"{\o}rsted, H.", Person("ørsted", "H.")),
    ],
)
def test_what_is_family_given_particle_and_literal(name, expected):
    assert people_of(name) == (expected,)


@pytest.mark.parametrize(
    ("names", "families"),
    [
        (r"A. Roe and \'Emile Zola", ["Roe", "Zola"]),
        (r"\'Emile Zola and \~Nina Roe", ["Zola", "Roe"]),
        ("A. Roe and and B. Poe", ["Roe", "Poe"]),
        ("Halle, M., and Roe", ["Halle", "Roe"]),
        ("Roe, and Poe", ["Roe", "Poe"]),
    ],
)
def test_lists_are_cut_between_names(names, families):
    assert [person.family for person in people_of(names)] == families


ROE = (Person("Roe", "A."),)


@pytest.mark.parametrize(
    ("work", "more"),
    [
        (Work(authors=ROE, extra=(("tex:author", "Roe, A. and others"),)), True),
        (Work(authors=ROE, extra=(("tex:author", "Roe, A. AND OTHERS "),)), True),
        (Work(authors=ROE, extra=(("tex:author", "Roe, A. and others at home"),)), False),
        (Work(authors=ROE, extra=(("tex:author", "Roe, A. and Brothers"),)), False),
        (Work(authors=ROE, extra=(("tex:author", "Poe, B. and others"),)), False),  # another first author since
        (Work(authors=ROE, extra=(("tex:author", "Roe, A."),)), False),
        (Work(extra=(("tex:author", "Roe, A. and others"),)), False),  # all authors taken away since
        (Work(authors=ROE, extra=(("ris:AU", "et al."),)), True),
        (Work(extra=(("ris:AU", "et al."),)), False),
        (Work(authors=ROE), False),
    ],
)
def test_whether_a_file_said_that_there_are_more_authors(work, more):
    assert has_others(work) is more


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
