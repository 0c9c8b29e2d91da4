import pytest

from refdb.citations.parsing.fields import (
    clean,
    issue,
    number_end,
    numbers,
    pages,
    physics_section,
    title,
    volume_and_page,
    year_first,
)


@pytest.mark.parametrize(
    ("printed_volume", "printed_issue", "expected"),
    [
        ("82(3)", "", ("82", "3")),
        ("Vol. XXIV", "No. 2", ("XXIV", "2")),
        ("Vol. I", "", ("I", "")),
        ("Volume Two", "", ("Two", "")),
        ("C87no. 2", "", ("C87", "2")),
        ("5A, Eds", "", ("5A", "")),
        ("第3期", "", ("3", "")),
        ("Part", "4", ("", "4")),
    ],
)
def test_volume_and_issue(printed_volume, printed_issue, expected):
    assert numbers(printed_volume, printed_issue) == expected


def test_a_key_word_is_no_issue():
    assert issue("p.") == ""
    assert issue("no. 7") == "7"


@pytest.mark.parametrize(
    ("printed", "completed"),
    [
        ("P06002", "P06002"),
        ("p. 60", "60"),
        ("025002, 8", "025002"),
        ("063, 20pp", "063"),
        ("12, 15", "12, 15"),
        ("86-92쪽", "86-92"),
    ],
)
def test_pages(printed, completed):
    assert pages(printed) == completed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Electron Energy-Loss Spectroscopy (Third Edition", "Electron Energy-Loss Spectroscopy"),
        ("Research design, 2nd ed.", "Research design"),
        ("The second edition", "The second edition"),
        ("Mein Leben, ed", "Mein Leben"),
        ("in Physics of Disordered Materials,", "Physics of Disordered Materials"),
        ("in vitro studies of sleep", "in vitro studies of sleep"),
    ],
)
def test_title(printed, expected):
    assert title(printed) == expected


def test_a_journal_keeps_what_is_its_own():
    assert clean("Journal of Applied Psychology.") == "Journal of Applied Psychology"


def test_numbers_that_got_into_another_field():
    assert year_first("2014;20") == (2014, "20")
    assert year_first("20") == (None, "20")
    assert number_end("Phys. Rev. C92") == ("Phys. Rev.", "C92")
    assert number_end("Nature") == ("Nature", "")
    assert volume_and_page("29, 300") == ("29", "300")
    assert volume_and_page("300-310") == ("", "300-310")


def test_sections_of_physics_journals():
    assert physics_section("Phys. Rev.", "D78") == ("Phys. Rev. D", "78")
    assert physics_section("Nucl. Phys. B", "B272") == ("Nucl. Phys. B", "272")
    assert physics_section("Brain", "78") == ("Brain", "78")
