"""What could be a marker, by the way of citing, and what only looks like one."""

import pytest

from refdb.citations.markers import names_people, ways_of_citing
from refdb.model import Sentence


def seen(way: str, text: str) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    return [(m.text, m.ranges) for m in ways_of_citing([Sentence(text, 0, len(text), 0)], text)[way]]


def names(text: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [(m.text, m.cited) for m in ways_of_citing([Sentence(text, 0, len(text), 0)], text)["names"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So [3].", [("[3]", ((3, 3),))]),
        ("So [3, 5-7].", [("[3, 5-7]", ((3, 3), (5, 7)))]),
        ("So [1, p. 12].", [("[1, p. 12]", ((1, 1),))]),
        ("So [1, с. 12; 2, S. 3–5].", [("[1, с. 12; 2, S. 3–5]", ((1, 1), (2, 2)))]),
        ("So [2, Theorem 3.1] and [4].", [("[2, Theorem 3.1]", ((2, 2),)), ("[4]", ((4, 4),))]),
        ("So [1, S2].", []),  # of a supplement
        ("So [3;4].", [("[3;4]", ((3, 3), (4, 4)))]),
        ("So [ 12 , 4 ].", [("[ 12 , 4 ]", ((12, 12), (4, 4)))]),
        ("So [1–3] and [4].", [("[1–3]", ((1, 3),)), ("[4]", ((4, 4),))]),
        ("So [7-3].", [("[7-3]", ((7, 7), (3, 3)))]),  # no range
        ("So [3-3].", [("[3-3]", ((3, 3), (3, 3)))]),
        ("So [5,].", [("[5,]", ((5, 5),))]),
        ("So [2]–[5], [7] - [9].", [("[2]–[5]", ((2, 5),)), ("[7] - [9]", ((7, 9),))]),
        ("So (refs 4–6), Refs. 2 and 6.", [("refs 4–6", ((4, 6),)), ("Refs. 2 and 6", ((2, 2), (6, 6)))]),
        ("So [ref. 1].", [("ref. 1]", ((1, 1),))]),
        ("So 0.9 (95% CI [2, 3]), in [0, 1], range [1–3], [1, 3] mmol/L.", []),
        ("So ［2，3］．", [("[2,3]", ((2, 2), (3, 3)))]),
        ("So [sic], [a, b] and [].", []),
        ("So [1234567890].", []),
    ],
)
def test_square_brackets(text, expected):
    assert seen("brackets", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So (3).", [("(3)", ((3, 3),))]),
        ("So (3, 5–7).", [("(3, 5–7)", ((3, 3), (5, 7)))]),
        ("So (7),(8).", [("(7),(8)", ((7, 7), (8, 8)))]),
        ("So (9)-(16).", [("(9)-(16)", ((9, 16),))]),
        ("So (999).", [("(999)", ((999, 999),))]),
        ("In that year (1000).", []),
        ("In that year (2018).", []),
        ("In those years (3, 2018).", []),
        ("So (see 3) and (3 mg).", []),
    ],
)
def test_parentheses(text, expected):
    assert seen("parentheses", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They slept.³", [("³", ((3, 3),))]),
        ("They slept.¹² And woke.³", [("¹²", ((12, 12),)), ("³", ((3, 3),))]),
        ("They slept.¹,³ Some.⁴⁻⁶", [("¹,³", ((1, 1), (3, 3))), ("⁴⁻⁶", ((4, 6),))]),
        ("They slept^2,3^ and woke^(4)^.", [("^2,3^", ((2, 2), (3, 3))), ("^(4)^", ((4, 4),))]),
        ("Late^9^ and early.¹", [("^9^", ((9, 9),)), ("¹", ((1, 1),))]),
        ("A room of 20 m² and 3 cm³.", []),
        ("It is 10⁶ and R² is high; x² too.", []),
        ("They ran 5 km² in a day.", []),
        ("A χ² test.", []),
        ("Of [¹⁴C]glucose.", []),
        ("The team² slept.", [("²", ((2, 2),))]),
    ],
)
def test_raised_figures_and_exponents(text, expected):
    assert seen("raised", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They slept.1 Some woke.2,3", [("1", ((1, 1),)), ("2,3", ((2, 2), (3, 3)))]),
        ("They slept.4–6 Some woke.", [("4–6", ((4, 6),))]),
        ("They slept,7 and woke;8", [("7", ((7, 7),)), ("8", ((8, 8),))]),
        ("He said “sleep”.9", [("9", ((9, 9),))]),
        ("Most sleep9.", [("9", ((9, 9),))]),
        ("It fell by 12%.3 Then it rose.", [("3", ((3, 3),))]),
        ("They slept. 1 of them woke.", []),
        ("A value of 3.14 and the IL6 gene.", []),
        ("They slept.1234 Some woke.", []),
        ("It was 5.2.3 of the plan.", []),
    ],
)
def test_figures_whose_height_was_lost(text, expected):
    assert seen("glued", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith (2019) slept.", [("Smith (2019)", (("Smith", "2019"),))]),
        ("Smith's (2019) sleep.", [("Smith's (2019)", (("Smith", "2019"),))]),
        ("Smith’s (2019) sleep.", [("Smith’s (2019)", (("Smith", "2019"),))]),
        ("Smith and Jones’ (2019) sleep.", [("Smith and Jones’ (2019)", (("Smith and Jones", "2019"),))]),
        ("Smith and colleagues' (2019) view.", [("Smith and colleagues' (2019)", (("Smith and colleagues", "2019"),))]),
        ("Müller und Weiß (2012, S. 34 f.)", [("Müller und Weiß (2012, S. 34 f.)", (("Müller und Weiß", "2012"),))]),
        ("Smith (2019, Kap. 3, S. 4)", [("Smith (2019, Kap. 3, S. 4)", (("Smith", "2019"),))]),
        ("Sleep (Otter Health Office [OHO], 2021).",
         [("(Otter Health Office [OHO], 2021)", (("Otter Health Office [OHO]", "2021"),))]),
        ("D'Angelo (2019) slept.", [("D'Angelo (2019)", (("D'Angelo", "2019"),))]),
        ("Smith [2019] slept.", [("Smith [2019]", (("Smith", "2019"),))]),
        ("Smith & Jones (2019)", [("Smith & Jones (2019)", (("Smith & Jones", "2019"),))]),
        ("Smith, Jones and Berg (2019)", [("Smith, Jones and Berg (2019)", (("Smith, Jones and Berg", "2019"),))]),
        ("Smith et al. (2019, p. 4)", [("Smith et al. (2019, p. 4)", (("Smith et al.", "2019"),))]),
        ("Smith et al. (2019: 33–34)", [("Smith et al. (2019: 33–34)", (("Smith et al.", "2019"),))]),
        ("van der Berg (2019)", [("van der Berg (2019)", (("van der Berg", "2019"),))]),
        ("Smith (2019a, b, 2020)", [("Smith (2019a, b, 2020)", (("Smith", "2019a"), ("Smith", "2019b"), ("Smith", "2020")))]),
        ("Smith (in press) slept.", [("Smith (in press)", (("Smith", "in press"),))]),
        ("Smith (n.d.) slept.", [("Smith (n.d.)", (("Smith", "n.d."),))]),
        ("They slept (Smith, 2019).", [("(Smith, 2019)", (("Smith", "2019"),))]),
        ("So (Smith 2019; Braun & Klein, 2001).",
         [("(Smith 2019; Braun & Klein, 2001)", (("Smith", "2019"), ("Braun & Klein", "2001")))]),
        ("So (Smith; Jones; Braun, 2020).", [("(Smith; Jones; Braun, 2020)", (("Smith; Jones; Braun", "2020"),))]),
        ("So (Smith, 2019a, b).", [("(Smith, 2019a, b)", (("Smith", "2019a"), ("Smith", "2019b")))]),
        ("As Smith et al. 2019 and Berg and Klein, 2011 say.",
         [("Smith et al. 2019", (("Smith et al.", "2019"),)), ("Berg and Klein, 2011", (("Berg and Klein", "2011"),))]),
        ("In 2019 they slept.", []),
        ("They slept (n = 2019).", []),
        ("Smith 2019 slept.", []),  # one name and a year in running text may be anything
        ("They met in Oslo (1850–1900).", []),
    ],
)  # fmt: skip
def test_names_and_years(text, expected):
    assert names(text) == expected


def test_markers_know_their_sentence_and_place():
    text = "So [1]. And Smith (2019) slept [2]."
    sentences = [Sentence("So [1].", 0, 7, 0), Sentence("And Smith (2019) slept [2].", 8, 35, 0)]
    ways = ways_of_citing(sentences, text)
    assert [(m.sentence, m.start, m.end) for m in ways["brackets"]] == [(0, 3, 6), (1, 31, 34)]
    assert [(m.sentence, text[m.start : m.end]) for m in ways["names"]] == [(1, "Smith (2019)")]


def test_what_stands_outside_the_sentences_is_no_marker():
    text = "Heading [1]\n\nSo [2]."
    assert [m.text for m in ways_of_citing([Sentence("So [2].", 13, 20, 0)], text)["brackets"]] == ["[2]"]


@pytest.mark.parametrize("text", ["(age 3)", "[n = 3]", "(Table 3)", "(p < 3)", "(Fig. 3)"])
def test_what_counts_something_is_no_marker(text):
    assert seen("brackets", text) == []
    assert seen("parentheses", text) == []


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Smith", True),
        ("Smith et al.", True),
        ("see Smith and Jones", True),
        ("van der Berg", True),
        ("World Health Organization", True),
        ("In March", False),
        ("May", False),
        ("September", False),
        ("Windows version", False),
        ("since Smith", False),
        ("Table", False),
        ("the hospital of Oslo", False),
        ("smith", False),
    ],
)
def test_what_can_be_authors(text, people):
    assert names_people(text) is people
