"""Values that are no TeX, as a field takes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.values import balanced, bare, page_range, verbatim


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("10.1000/a_b%c#d", "{10.1000/a_b%c#d}"),
        (" 10.1000/a ", "{10.1000/a}"),
        ("10.1000/a{b}", "{10.1000/a%7Bb%7D}"),
        ("https://a.org/one two", "{https://a.org/one%20two}"),
        ("10.1000/<a>(b)", "{10.1000/<a>(b)}"),
        ("a\x7fb\nc", "{a%7Fb%0Ac}"),
        ("  ", ""),
        ("", ""),
    ],
)
def test_an_identifier_or_address(value, written):
    assert bare(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("/home/a b/c.pdf", "{/home/a b/c.pdf}"),
        ("a{b}c", "{a{b}c}"),
        ("a{b", "{ab}"),
        ("a}b{c", "{abc}"),
        ("", ""),
    ],
)
def test_a_path(value, written):
    assert verbatim(value) == written


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{a}", "{a}"),
        ("{a{b}}", "{a{b}}"),
        ("}{", ""),  # as many, but the wrong way round
        ("a}b", "ab"),
        ("a}b{c", "abc"),
        ("{{a}", "a"),
        ("a", "a"),
        ("", ""),
    ],
)
def test_braces_that_do_not_balance_are_left_out(value, expected):
    assert balanced(value) == expected


@given(st.text("{}ab", max_size=12))
def test_what_is_balanced_stays_so(value):
    once = balanced(value)
    assert balanced(once) == once
    assert once.replace("{", "").replace("}", "") == value.replace("{", "").replace("}", "")


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("101-109", "101–109"),
        ("101 - 109", "101–109"),
        ("101--109", "101–109"),
        ("101—109", "101–109"),
        ("101−109", "101–109"),
        ("S149-S159", "S149–S159"),
        ("xii-xv", "xii–xv"),
        ("1-3, 7-9", "1–3, 7–9"),
        ("12:1-12:9", "12:1–12:9"),
        ("351-357.e1", "351–357.e1"),
        ("e-12", "e-12"),  # an article number
        ("1-2-3", "1-2-3"),  # no range
        ("e12", "e12"),
        ("", ""),
    ],
)
def test_page_ranges(pages, expected):
    assert page_range(pages) == expected
