"""What kind of block a line is, and what raised figures become."""

import pytest

from refdb.articles import kinds
from refdb.articles.superscripts import raised


@pytest.mark.parametrize(
    "line", ["• one", "- one", "– one", "* one", "1. one", "12) one", "(3) one", "a) one", "  • one"]
)
def test_bullets(line):
    assert kinds.is_bullet(line)


@pytest.mark.parametrize("line", ["one", "-one", "1.5 g of salt", "1234. one", "I. one", "", "and - one"])
def test_no_bullets(line):
    assert not kinds.is_bullet(line)


@pytest.mark.parametrize(
    "line", ["Introduction", "What is known", "How do we sleep?", "Sleep in 2019", "3 ways to sleep", "Über den Schlaf"]
)
def test_headings(line):
    assert kinds.is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "We slept well.",
        "introduction",
        "1. Introduction",  # an item of a list, as far as a line tells
        "They slept.[1,2]",
        "They slept.¹",
        "They “slept.”",
        "Note:",
        "1234",
        "",
        "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
        f"Long {'x' * 110}",
    ],
)
def test_no_headings(line):
    assert not kinds.is_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Figure 1. Sleep",
        "Fig. 2: Sleep",
        "Table 3 | Sleep",
        "Photo: a woman",
        "Credit: X",
        "Abbildung 4. Schlaf",
        "Image © X",
    ],
)
def test_captions(line):
    assert kinds.is_caption(line)


@pytest.mark.parametrize(
    "line", ["Figure skating is fun", "See Figure 1.", "Tables were turned", "Photosynthesis: how"]
)
def test_no_captions(line):
    assert not kinds.is_caption(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Skip to main content", True), ("Share this", True), ("© 2024 The Health Page", True), ("Log in", True),
        ("Search", True), ("Researchers slept", False), ("We share this view of sleep, which is held by most of us and by them all too", False),
        ("The menu was rich", False),
    ],
)  # fmt: skip
def test_boilerplate(line, expected):
    assert kinds.is_boilerplate(line) is expected


@pytest.mark.parametrize(
    ("line", "expected"), [("Meaning: sleep", True), ("Definition – sleep", True), ("Meaning of sleep", False)]
)
def test_definitions(line, expected):
    assert kinds.is_definition(line) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Group Mean Range", True),
        ("Group mean range", False),
        ("The Mean of a Range", True),
        ("12 14", False),
        ("", False),
    ],
)
def test_titled(line, expected):
    assert kinds.is_titled(line) is expected


@pytest.mark.parametrize(
    ("text", "before", "written"),
    [
        ("3", "They slept.", "³"),
        ("1,2", "They slept.", "¹,²"),
        ("1-3", "They slept.", "¹-³"),
        ("-6", "10", "⁻⁶"),
        ("−6", "10", "⁻⁶"),
        ("2+", "Of 3", "²⁺"),
        ("2", "30 m", "²"),
        ("th", "the 5", "th"),
        ("a", "They slept", "a"),
        ("3", "", "3"),  # nothing stands before it
        ("3", "  ", "3"),
        ("", "They slept.", ""),
        (" 3 ", "They slept.", "³"),
        ("*", "They slept", "*"),
    ],
)
def test_raised(text, before, written):
    assert raised(text, before) == written
