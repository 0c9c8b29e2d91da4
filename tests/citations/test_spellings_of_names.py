"""A marker may spell a name with plain letters where the list has others, and the other way round."""

import pytest

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract

LIST = [
    "Sørensen J, Berg B. Sleep and memory in adults. Nature. 2019;3:1-9.",
    "Wołczyński S. Naps of the old. Science. 2002;4(2):11-19.",
    "Müller K, Østergård L. On dreams at noon. Lancet. 2003;5:1-2.",
    "Soerensen P. Night work and health. Sleep. 2011;7:3-12.",
    "Straße W. Counting sheep in company. Dreams. 2015;2:8-10.",
    "Đorđević A. Waking up too early. Sleep Med. 2016;2:80-91.",
]


def cited(markers: list[str], listed: list[str]) -> list[tuple[int, ...]]:
    text = "\n\n".join(f"Sleep helps most people a lot {marker}." for marker in markers)
    article = extract(read_bytes(f"A title\n\n{text}\n\nReferences\n\n{chr(10).join(listed)}\n".encode(), "a.txt"))
    assert [c.marker for c in article.citations] == markers
    return [c.reference_numbers for c in article.citations]


@pytest.mark.parametrize(
    ("marker", "number"),
    [
        ("(Sorensen et al., 2019)", 1),
        ("(Soerensen and Berg, 2019)", 1),
        ("(Sørensen and Berg, 2019)", 1),
        ("(Wolczynski, 2002)", 2),
        ("(Muller and Ostergard, 2003)", 3),
        ("(Mueller and Østergård, 2003)", 3),
        ("(Sørensen, 2011)", 4),
        ("(Soerensen, 2011)", 4),
        ("(Strasse, 2015)", 5),
        ("(Djordjevic, 2016)", 6),
        ("(Dordevic, 2016)", 6),
    ],
)
def test_a_name_in_other_letters_is_linked(marker, number):
    others = [f"({name}, {year})" for name, year in (("Wołczyński", 2002), ("Straße", 2015), ("Đorđević", 2016))]
    assert cited([marker, *others], LIST) == [(number,), (2,), (5,), (6,)]


def test_the_spelling_of_the_list_goes_first():
    listed = [LIST[0], LIST[2].replace("2003", "2019"), "Mueller P. Night work and health. Sleep. 2019;7:3-12."]
    assert cited(["(Mueller, 2019)", "(Müller, 2019)", "(Sorensen, 2019)"], listed) == [(3,), (2,), (1,)]
