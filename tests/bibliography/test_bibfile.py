"""The entries of .bib files: names, strings, inheritance, and what cannot be read."""

import pytest

from refdb.bibliography.as_references import reference_of
from refdb.bibliography.bibtex.bibfile import parse_bib
from refdb.bibliography.bibtex.fields import work_of_entry
from refdb.bibliography.bibtex.names import people_of
from refdb.model import Person


@pytest.mark.parametrize(
    ("names", "people"),
    [
        ("Ludwig van Beethoven", Person(family="Beethoven", given="Ludwig", particle="van")),
        ("van der Berg, Jr, Jan", Person(family="Berg", given="Jan", particle="van der", suffix="Jr")),
        (r"M{\"u}ller, Karl-Heinz", Person(family="Müller", given="Karl-Heinz")),
        ("{World Health Organization and Friends}", Person(literal="World Health Organization and Friends")),
        ("Donald E. Knuth", Person(family="Knuth", given="Donald E.")),
        ("Plato", Person(family="Plato")),
    ],
)
def test_one_name(names, people):
    assert people_of(names) == (people,)


def test_a_list_of_names_ends_with_others():
    assert [p.family for p in people_of("Smith, J. and Jones, B. and others")] == ["Smith", "Jones"]


def test_strings_inheritance_and_failures():
    entries, failures = parse_bib(
        """@string{nat = "Nature"}
@inproceedings{a, title={Sleep}, author={Smith, J.}, crossref={conf}}
@article{b, journal = nat # " Medicine", title = "Naps", year = 2001, year = 2002}
@article{broken, title = {never ends
@book{conf, title={Proceedings of Sleep}, year={2003}, publisher={Ox}}
"""
    )
    by_key = {entry.key: reference_of(work_of_entry(entry)) for entry in entries}
    assert (by_key["a"].container_title, by_key["a"].year) == ("Proceedings of Sleep", 2003)
    assert by_key["b"].title == "Naps"
    assert [failure.line for failure in failures] == [3, 4]  # a field twice, an entry never closed


def test_a_note_alone_is_what_is_printed():
    entries, _ = parse_bib("@misc{a, note={Braun E. Naps of the old. Science. 2002;4(2):11-19.}}")
    assert reference_of(work_of_entry(entries[0])).raw == "Braun E. Naps of the old. Science. 2002;4(2):11-19."
