"""Printed lists of names in the styles of many fields and countries."""

import pytest

from refdb.citations.parsing.names import split_names
from refdb.model import Person


def read(printed: str) -> list[str]:
    """ "particle|family|given|suffix" of each person, or "=institution"."""
    found = split_names(printed).persons
    return [
        f"={p.literal}" if p.literal else "|".join((p.particle, p.family, p.given, p.suffix)).strip("|") for p in found
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # groups
        ("SPRINT Research Group, Wright JT Jr, Williamson JD, et al", ["=SPRINT Research Group", "Wright|JT|Jr", "Williamson|JD"]),
        ("GBD 2019 Risk Factors Collaborators", ["=GBD 2019 Risk Factors Collaborators"]),
        ("Mayo Clinic Staff", ["=Mayo Clinic Staff"]),
        ("Retraction: Smith A, Jones B", ["Smith|A", "Jones|B"]),
        # family first
        ("Smith J", ["Smith|J"]),
        ("Smith J.A.", ["Smith|J.A."]),
        ("Smith J-P", ["Smith|J-P"]),
        ("Smith, J., Berg, E. and Weber, K.", ["Smith|J.", "Berg|E.", "Weber|K."]),
        ("Smith, J.; Berg, E.; Weber, K.", ["Smith|J.", "Berg|E.", "Weber|K."]),
        ("Smith, John; Berg, Eva", ["Smith|John", "Berg|Eva"]),
        ("Smith, John, Berg, Eva", ["Smith|John", "Berg|Eva"]),
        ("Smith, John, and Eva Berg", ["Smith|John", "Berg|Eva"]),
        ("Smith, John & Berg, Eva", ["Smith|John", "Berg|Eva"]),
        ("Smith, John und Berg, Eva", ["Smith|John", "Berg|Eva"]),
        ("SMITH J, BERG E", ["SMITH|J", "BERG|E"]),
        ("SMITH, J., BERG, E.", ["SMITH|J.", "BERG|E."]),
        ("APPELBAUM Eileen", ["APPELBAUM|Eileen"]),
        # given name first
        ("John Smith, Eva Berg, Karl Weber", ["Smith|John", "Berg|Eva", "Weber|Karl"]),
        ("John Smith and Eva Berg", ["Smith|John", "Berg|Eva"]),
        ("J. Smith, E. M. Berg", ["Smith|J.", "Berg|E. M."]),
        ("J.Smith, E.Berg", ["Smith|J.", "Berg|E."]),
        ("JA Smith, EM Berg", ["Smith|JA", "Berg|EM"]),
        # one name
        ("Smith", ["Smith"]),
        ("Smith, Berg, Weber", ["Smith", "Berg", "Weber"]),
        ("Aristotle", ["Aristotle"]),
        # double and hyphenated names
        ("García Márquez G", ["García Márquez|G"]),
        ("Müller-Lüdenscheidt H", ["Müller-Lüdenscheidt|H"]),
        ("O'Brien P, D’Angelo M", ["O'Brien|P", "D’Angelo|M"]),
        # suffixes and degrees
        ("Smith J Jr", ["Smith|J|Jr"]),
        ("Smith, J., Jr.", ["Smith|J.|Jr"]),
        ("John Smith III", ["Smith|John|III"]),
        ("Smith J, MD, Berg E, PhD", ["Smith|J", "Berg|E"]),
        # slashes and dashes
        ("Smith, John/Berg, Eva", ["Smith|John", "Berg|Eva"]),
        ("Smith, John – Berg, Eva", ["Smith|John", "Berg|Eva"]),
        # roles
        ("Smith, J. (Ed.)", ["Smith|J."]),
        ("edited by John Smith", ["Smith|John"]),
        ("hrsg. von Eva Berg", ["Berg|Eva"]),
        ("In: Smith, J.", ["Smith|J."]),
        ("Smith J [and others]", ["Smith|J"]),
        # nothing
        ("", []),
        ("...", []),
        ("123", []),
        ("(2001)", []),
    ],
)  # fmt: skip
def test_lists_of_names(printed, expected):
    assert [one.lstrip("|") for one in read(printed)] == expected


@pytest.mark.parametrize(
    ("printed", "particle", "family", "given"),
    [
        ("van der Berg E", "van der", "Berg", "E"),
        ("van der Berg, E.", "van der", "Berg", "E."),
        ("Van der Berg E", "Van der", "Berg", "E"),
        ("Eva van der Berg", "van der", "Berg", "Eva"),
        ("Berg, E. van der", "van der", "Berg", "E."),
        ("de la Cruz M", "de la", "Cruz", "M"),
        ("M. de la Cruz", "de la", "Cruz", "M."),
        ("von Humboldt, Alexander", "von", "Humboldt", "Alexander"),
        ("Al-Rashid H", "", "Al-Rashid", "H"),
        ("Le Bon G", "Le", "Bon", "G"),
        ("St Clair D", "", "St Clair", "D"),  # a name, not a particle
    ],
)
def test_particles(printed, particle, family, given):
    (person,) = split_names(printed).persons
    assert (person.particle, person.family, person.given) == (particle, family, given)


@pytest.mark.parametrize(
    "printed",
    ["World Health Organization", "European Medicines Agency", "Ministry of Health", "UNICEF", "Bundesamt für Statistik",
     "Universität Bonn", "The ATLAS Collaboration", "Task Force on Sleep"],
)  # fmt: skip
def test_institutions(printed):
    assert split_names(printed).persons == (Person(literal=printed),)


def test_institutions_among_people():
    assert read("Smith J; World Health Organization; Berg E") == ["Smith|J", "=World Health Organization", "Berg|E"]
    assert read("ATLAS collaboration, G. Aad") == ["=ATLAS collaboration", "Aad|G."]
    assert read("Group, A. B.") == ["Group|A. B."]  # initials tell a person


@pytest.mark.parametrize(
    "printed",
    ["Smith J, et al.", "Smith J et al", "Smith J, et alii", "Smith J u.a.", "Smith J und andere", "Smith J and others",
     "Smith J y otros", "Smith J e altri", "Smith J, …", "Smith J, ...", "Smith J [et al.]"],
)  # fmt: skip
def test_lists_cut_short(printed):
    found = split_names(printed)
    assert found.et_al
    assert [person.family for person in found.persons] == ["Smith"]


def test_a_whole_list_is_not_cut_short():
    assert not split_names("Smith J, Berg E").et_al
    assert not split_names("Etalon A").et_al


@pytest.mark.parametrize("printed", ["Smith J, editor", "Smith J (Eds.)", "Smith J, Hrsg.", "Smith J (Hg.)", "Smith J, coord.", "a cura di Smith J, ed."])  # fmt: skip
def test_editors_are_told(printed):
    found = split_names(printed)
    assert found.editors
    assert [person.family for person in found.persons] == ["Smith"]
    assert not split_names("Smith J").editors
    assert not split_names("Edison T").editors


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("刘春、王明", ["刘春", "王明"]), ("山田 太郎, 鈴木 花子", ["山田|太郎", "鈴木|花子"]), ("김철수; 이영희", ["김철수", "이영희"]), ("田中・佐藤", ["田中", "佐藤"])],
)  # fmt: skip
def test_east_asian_names(printed, expected):
    assert [one.lstrip("|") for one in read(printed)] == expected
