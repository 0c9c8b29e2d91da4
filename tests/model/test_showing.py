"""How results show themselves."""

import pytest

from refdb.model import Person
from refdb.model.showing import counted, doi_url, known_fields, link, shortened, table


def test_the_fields_that_hold_anything():
    assert known_fields(Person("Smith", "J")) == "family='Smith', given='J'"
    assert known_fields(Person("Smith", "J"), leave_out="given") == "family='Smith'"
    assert known_fields(Person()) == ""


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.1000/xyz", "https://doi.org/10.1000/xyz"),
        ("10.1002/(SICI)1097;2-A", "https://doi.org/10.1002/(SICI)1097;2-A"),
        ("10.1/a b?c#d", "https://doi.org/10.1/a%20b%3Fc%23d"),
        ('10.1/"><script>', "https://doi.org/10.1/%22%3E%3Cscript%3E"),
    ],
)
def test_nothing_in_a_doi_leaves_the_path(doi, address):
    assert doi_url(doi) == address
    assert f'href="{address}"' in link(doi)


def test_a_link_shows_the_doi_as_text():
    assert link("10.1/a&b") == '<a href="https://doi.org/10.1/a%26b">10.1/a&amp;b</a>'
    assert link("") == ""


def test_a_line_is_cut_between_words():
    assert shortened("Sleep\n and  memory") == "Sleep and memory"
    assert shortened("one two three", 9) == "one two …"
    assert shortened("one two three", 13) == "one two three"
    assert shortened("x" * 61) == f"{'x' * 60} …"


def test_counts_in_a_line():
    assert counted({"not_found": 2, "verified": 7, "unchecked": 0}) == "7 verified, 2 not found"
    assert counted({}) == ""


def test_a_table():
    assert table([("a", "b")]) == (
        '<table><tr><td style="text-align:left">a</td><td style="text-align:left">b</td></tr></table>'
    )
    assert table([]) == "<table></table>"
