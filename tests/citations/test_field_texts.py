"""Tagged words -> the text of each field, case by case."""

import pytest

from refdb.citations.parsing import fields
from refdb.citations.parsing.tokens import tokenize


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["BA", "IA", "BT", "IT"], {"A": [(0, 2)], "T": [(2, 4)]}),
        (["BT", "BT"], {"T": [(0, 2)]}),  # of titles, authors, editors, journals and books two runs that touch are one
        (["BV", "BV"], {"V": [(0, 1), (1, 2)]}),
        (["BN", "IN"], {"N": [(0, 1), (1, 2)]}),
        (["BA", "BT", "BA"], {"A": [(0, 1), (2, 3)], "T": [(1, 2)]}),
        ([], {}),
    ],
)
def test_runs_of_one_label(labels, expected):
    tokens = tokenize(" ".join("abcd"[: len(labels)]))
    assert fields.zones(tokens, labels) == expected


@pytest.mark.parametrize(
    ("inner", "gap", "added"),
    [
        ("Do they sleep", "? ", "?"),
        ("Do they sleep", "?! x", "?!"),
        ("Sleep (in adults", "). ", ")"),
        ("Sleep", "). ", ""),
        ("Sleep [in adults", "]. ", "]"),
        ("On “sleep", "”. ", "”"),
        ("On sleep", "”. ", ""),
        ("Smith et al", ". ", "."),
        ("Ox Inc", "., ", "."),
        ("Sleep", ". ", ""),
        ("Sleep (why", "?) ", "?)"),
        ("Sleep", "", ""),
    ],
)
def test_what_of_the_gap_belongs_to_a_field(inner, gap, added):
    assert fields.closing(inner, gap) == added


def test_the_text_of_a_run():
    tokens = tokenize("Smith J. Do they sleep? Nature")
    words = tokens.words
    assert fields.text_of(tokens, (words.index("Do"), words.index("sleep") + 1)) == "Do they sleep?"
    assert fields.text_of(tokens, (0, 1)) == "Smith"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sleep.", "Sleep"),
        (" ,Sleep;: ", "Sleep"),
        ("“Sleep", "Sleep"),
        ("Sleep and so on...", "Sleep and so on..."),
        ("Sleep, online verfügbar unter", "Sleep"),
        ("Sleep. Available at:", "Sleep"),
        ("Sleep. Retrieved from", "Sleep"),
        ("Sleep, Eds.", "Sleep"),
        ("Sleep (Hrsg", "Sleep"),
        ("Sleep, vol", "Sleep"),
        ("", ""),
    ],
)
def test_clean(text, expected):
    assert fields.clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In: Handbook of rest", "Handbook of rest"),
        ("In Handbook of rest", "Handbook of rest"),
        ("Dans: La nuit", "La nuit"),
        ("in “Rest”", "Rest”"),
        ("International Journal of Rest", "International Journal of Rest"),
        ("Indian J Rest", "Indian J Rest"),
        ("in vitro", "in vitro"),
        ("Nature.", "Nature"),
    ],
)
def test_container(text, expected):
    assert fields.container(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("(2001)", (2001, "")), ("2001b", (2001, "b")), ("c1999", (1999, "")), ("2001/2002", (2001, "")), ("n.d.", (None, "")), ("", (None, ""))],
)  # fmt: skip
def test_year(text, expected):
    assert fields.year(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Vol. 12", "12"), ("vol 12", "12"), ("12", "12"), ("Bd. 3", "3"), ("Band 3", "3"), ("(12)", "12"), ("XII", "XII"),
     ("第3卷", "3"), ("제12권", "12"), ("t. 4", "4"), ("Vol.", "Vol")],
)  # fmt: skip
def test_volume(text, expected):
    assert fields.volume(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("no. 3", "3"), ("(3)", "3"), ("Nr. 3", "3"), ("Heft 3", "3"), ("#3", "3"), ("№ 3", "3"), ("Suppl 1", "Suppl 1"), ("3, pp", "3"),
     ("3–4", "3–4"), ("3号", "3"), ("pp", ""), ("no", ""), ("", "")],
)  # fmt: skip
def test_issue(text, expected):
    assert fields.issue(text) == expected


@pytest.mark.parametrize(
    ("printed_volume", "printed_issue", "expected"),
    [
        ("12", "3", ("12", "3")),
        ("12(3)", "", ("12", "3")),
        ("12 (3–4)", "", ("12", "3–4")),
        ("12.3", "", ("12", "3")),
        ("12, no. 3", "", ("12", "3")),
        ("12. Jg., Heft 3", "", ("12", "3")),
        ("12. Jahrgang", "", ("12", "")),
        ("12 Suppl 2", "", ("12", "Suppl 2")),
        ("12, pp", "", ("12", "")),
        ("Journal", "", ("", "")),
        ("", "", ("", "")),
        ("12, Smith", "", ("12", "")),
        ("z" * 5000, "", ("", "")),
    ],
)
def test_volume_and_issue(printed_volume, printed_issue, expected):
    assert fields.numbers(printed_volume, printed_issue) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1425-37", "1425-1437"),
        ("1425–1437", "1425-1437"),
        ("pp. 12–19", "12-19"),
        ("S. 12 bis 19", "12-19"),
        ("12 to 19", "12-19"),
        ("S149-59", "S149-S159"),
        ("e12-e19", "e12-e19"),
        ("12-9a", "12-19a"),
        ("p. 12", "12"),
        ("12 ff.", "12"),
        ("12 pp", "12"),
        ("e1234", "e1234"),
        ("Article 77", "77"),
        ("art. no. 77", "77"),
        ("12–19, May", "12-19"),
        ("(12-19)", "12-19"),
        ("12-19页", "12-19"),
        ("", ""),
    ],
)
def test_pages(text, expected):
    assert fields.pages(text) == expected


@pytest.mark.parametrize(
    ("journal", "expected"),
    [
        ("Geneva: WHO", ("", "WHO")),
        ("New York, NY: Wiley and Sons", ("", "Wiley and Sons")),
        ("Nature: the journal", ("", "the journal")),
        ("Journal of Rest", ("Journal of Rest", "")),
        ("geneva: WHO", ("geneva: WHO", "")),
    ],
)
def test_a_place_and_a_publisher_in_the_journals_place(journal, expected):
    assert fields.imprint(journal) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2014;20", (2014, "20")), ("2014, 20", (2014, "20")), ("2014", (None, "2014")), ("1014;20", (None, "1014;20")), ("2014;20(3)", (None, "2014;20(3)"))],
)  # fmt: skip
def test_a_year_in_the_volumes_place(text, expected):
    assert fields.year_first(text) == expected


@pytest.mark.parametrize(
    ("journal", "expected"),
    [("Phys. Rev. C92", ("Phys. Rev.", "C92")), ("Nature 12", ("Nature", "12")), ("Nature", ("Nature", "")), ("J. Rest.5", ("J. Rest.", "5")), ("12", ("12", ""))],
)  # fmt: skip
def test_a_volume_at_the_journals_end(journal, expected):
    assert fields.number_end(journal) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("29, 300", ("29", "300")), ("29: 300", ("29", "300")), ("29 300", ("29", "300")), ("D29, 300", ("D29", "300")), ("300", ("", "300")), ("29-300", ("", "29-300"))],
)  # fmt: skip
def test_a_volume_in_the_pages_place(text, expected):
    assert fields.volume_and_page(text) == expected
