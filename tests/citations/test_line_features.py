"""What a line of a list looks like to the segmenter."""

import pytest

from refdb.citations.lists.line_features import Line, features, lines_of


def look(*texts: str) -> list[dict[str, str]]:
    """name -> value of each line's own features."""
    lines = lines_of("\n".join(texts))
    return [dict(f.split("=", 1) for f in found if "=" in f and "|" not in f) for found in features(lines)]


def flags(*texts: str) -> list[set[str]]:
    return [set(found) for found in features(lines_of("\n".join(texts)))]


def test_lines_know_their_place_indent_and_whether_a_blank_line_stood_before():
    text = "One\n  two  \n\n\tthree\n"
    assert lines_of(text) == [Line("One", 0, 3, 0, True), Line("two", 6, 9, 2, False), Line("three", 14, 19, 1, True)]
    assert [text[line.start : line.end] for line in lines_of(text)] == ["One", "two", "three"]
    assert lines_of("") == lines_of(" \n\n\t") == []


def test_the_heads_of_pages_are_no_lines_of_a_list():
    text = "Smith J. Sleep and\n\n14                    Journal of Rest 12(3)\n\nmemory.\n\nA table          12\n"
    assert lines_of(text) == [
        Line("Smith J. Sleep and", 0, 18, 0, True),
        Line("memory.", 65, 72, 0, False),  # the blank lines were the page's
    ]
    assert len(lines_of("Sleep 1\nA row                  12\n")) == 2  # no blank line above: a row of a table


@pytest.mark.parametrize("end", ["\n", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_every_way_to_end_a_line(end):
    assert [line.text for line in lines_of(f"One{end}two")] == ["One", "two"]


@pytest.mark.parametrize("label", ["[1]", "(1)", "1.", "1)", "[ 12 ]"])
def test_a_number_on_its_own_line_goes_with_the_next(label):
    (line,) = lines_of(f"{label}\nSmith J. Sleep.")
    assert (line.text, line.start) == (f"{label} Smith J. Sleep.", 0)
    assert len(lines_of(f"{label}\n\nSmith J. Sleep.")) == 2  # a blank line between
    assert len(lines_of(f"{label}\n2001")) == 2  # no word follows


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("[1] Smith", "[n]"),
        ("[Smi19] Smith", "[key]"),
        ("(1) Smith", "(n)"),
        ("12. Smith", "n."),
        ("(2001a) Sleep", "(year)"),
        ("2001 Sleep", "year"),
        ("12 Smith", "n"),
        ("12-19 and so on", "digit"),
        ("—— (2003) Sleep", "dashes"),
        ("Ibid., p. 3", "dashes"),
        ("• Smith", "bullet"),
        ("https://a.org", "url"),
        ("doi:10.1000/a", "url"),
        ("Smith J. Sleep", "surname-initials"),
        ("van der Berg, E. Sleep", "surname-initials"),
        ("Smith, John. Sleep", "surname-given"),
        ("J. Smith. Sleep", "initials-surname"),
        ("Smith: Sleep", "surname:"),
        ("“Sleep” by Smith", "quote"),
        ("[Sleep] by Smith", "[key]"),
        ("( Sleep )", "bracket"),
        ("Sleep of the old", "Word"),
        ("sleep of the old", "word"),
        ("§ 3", "other"),
    ],
)
def test_how_a_line_begins(line, start):
    assert look(line)[0]["start"] == start


@pytest.mark.parametrize(
    ("line", "end"),
    [("a.", "."), ("a,", ","), ("a-", "-"), ("a\u00ad", "-"), ("a;", ";:"), ("a)", ")"), ("a”", "quote"), ("a3", "digit"),
     ("aB", "upper"), ("ab", "lower"), ("a%", "other")],
)  # fmt: skip
def test_how_a_line_ends(line, end):
    assert look(line)[0]["end"] == end


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("Smith J (2001). Sleep", "(year)"),
        ("Nature 2001", "year"),
        ("pp. 3", "pages"),
        ("101-109", "pages"),
        ("Nature 3(2)", "volume"),
        ("doi", "url"),
        ("in: Rest", "in:"),
        ("Smith et al", "eds"),
        ("Ox Press", "press"),
        ("Zeitschrift für Schlaf", "journal"),
        ("Oslo: Fjord", "city:"),
        ("Smith J., Berg E.; x", "names"),
        ("A & B", "and"),
        ("so it is [1,2]", "cites"),
        ("so it is (Smith, 2001)", "cites"),
    ],
)
def test_what_a_line_holds(line, held):
    assert f"has={held}" in flags(line)[0]
    assert f"has={held}" not in flags("nothing of all that")[0]


def test_numbers_that_count_on():
    states = [one["next"] for one in look("1. One", "text", "2. Two", "3. Three", "7. Seven")]
    assert states == ["first", "no", "counts", "counts", "no"]
    assert [one["next"] for one in look("1. One", *["text"] * 25, "2. Two")][-1] == "no"  # too far from the first


def test_the_heading_that_stands_above():
    states = [one["head"] for one in look("Text", "References", "a", "b", "c", "d", "", "Appendix", "e")]
    assert states == ["none", "is-list", "listnear", "listnear", "listnear", "list", "list", "after"]


def test_margins():
    assert [one["margin"] for one in look("a", "  b", "  c", "d", "e")] == ["first", "in", "even-in", "out", "even"]


def test_neighbours_and_edges():
    one, two, three = flags("Smith J. Sleep.", "goes on", "End")
    assert {"-1:edge", "-2:edge", "+1:blank=False", "1:start=word", "2:start=Word"} <= one
    assert {"-1:start=surname-initials", "-1:end=.", "-2:edge", "2:edge", "-1end|start=.|word"} <= two
    assert {"1:edge", "2:edge", "-2:start=surname-initials"} <= three


def test_lines_that_come_again_are_page_heads():
    found = flags("Journal of Rest 1", "a text", "Journal of Rest 2", "Journal of Rest 3", "17")
    assert [("repeated" in one) for one in found] == [True, False, True, True, False]
    assert "number-only" in found[-1]
    assert "repeated" not in flags("Journal of Rest 1", "Journal of Rest 2")[0]


def test_shares_of_words():
    assert look("he and she sat on a mat")[0]["few"] == "5"
    assert look("Memory Consolidation")[0]["few"] == "0"
    assert look("Memory Consolidation")[0]["caps"] == "5"
    assert look("12345 67890")[0]["digits"] == "6"
    assert look("no digits")[0]["digits"] == "0"


def test_no_lines_have_no_features():
    assert features([]) == []
