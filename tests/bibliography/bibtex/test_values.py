"""A value of a .bib file, cut into its pieces; braces are counted in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.syntax.values import (
    BrokenError,
    balanced,
    bare,
    closing,
    page_range,
    pieces_of,
    read_value,
    squeezed,
    verbatim,
)


@pytest.mark.parametrize(
    ("value", "pieces"),
    [
        ("{Sleep}", [("Sleep", False)]),
        ('"Sleep"', [("Sleep", False)]),
        ("{}", [("", False)]),
        ('""', [("", False)]),
        ("2001", [("2001", True)]),
        ("mar", [("mar", True)]),
        ("jan:1+x", [("jan:1+x", True)]),
        ("{On {Sleep} now}", [("On {Sleep} now", False)]),
        ('"On {"}sleep{"} now"', [('On {"}sleep{"} now', False)]),
        ('{a "b" c}', [('a "b" c', False)]),
        ("nat # { Medicine}", [("nat", True), (" Medicine", False)]),
        ("nat#{ Medicine}", [("nat", True), (" Medicine", False)]),
        ('"10~" # jan # " 2001"', [("10~", False), ("jan", True), (" 2001", False)]),
        ("{two\n  lines\tand  blanks}", [("two lines and blanks", False)]),
        ("{{two\n  lines}}", [("{two lines}", False)]),
        (r"{a \{ b}", [(r"a \{ b", False)]),  # behind a backslash a brace does not count here
    ],
)
def test_the_pieces_of_a_value(value, pieces):
    assert pieces_of(value) == pieces


@pytest.mark.parametrize(
    ("value", "cause", "at"),
    [
        ("", "a value should stand here", 0),
        ("{Sleep", "a brace is never closed", 0),
        ('"Sleep', "a quotation mark is never closed", 0),
        ('"a } b"', "a quotation mark is never closed", 0),  # closes a brace that nothing opened
        ("{Sleep} more", "more than a value stands here", 7),
        ("nat # ", "a value should stand here", 6),
        ("nat # # x", "a value should stand here", 6),
        ("nat # {Med", "a brace is never closed", 6),
        ("= 2001", "a value should stand here", 0),
        (r"{C:\x\}", "a brace is never closed", 0),  # but it is to BibTeX: repairs.py reads it
    ],
)
def test_what_is_no_value(value, cause, at):
    with pytest.raises(BrokenError) as broken:
        pieces_of(value)
    assert (broken.value.cause, broken.value.at) == (cause, at)


@pytest.mark.parametrize(
    ("text", "at", "end", "pieces"),
    [
        ("note = {x}, year", 7, 10, [("x", False)]),
        ("note = {x} # y, year", 7, 14, [("x", False), ("y", True)]),
        (r"{a \{ b} c}", 0, 11, [(r"a \{ b} c", False)]),  # BibTeX counts the brace behind the backslash
        ('"a {b} c" d', 0, 9, [("a {b} c", False)]),
    ],
)
def test_a_value_within_a_text(text, at, end, pieces):
    assert read_value(text, at, len(text)) == (pieces, end)


def test_braces_behind_a_backslash_count_or_not():
    assert read_value(r"{a \{ b} c}", 0, 11, escapes=True) == ([(r"a \{ b", False)], 8)


def test_a_value_ends_before_the_limit():
    text = "{a} # {b}"
    assert read_value(text, 0, 3) == ([("a", False)], 3)
    assert read_value(text, 0, 9) == ([("a", False), ("b", False)], 9)
    with pytest.raises(BrokenError) as broken:
        read_value(text, 0, 2)
    assert broken.value.cause == "a brace is never closed"
    with pytest.raises(BrokenError) as broken:
        read_value(text, 3, 3)
    assert broken.value.cause == "a value should stand here"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two", "one two"),
        ("one  two", "one two"),
        ("one\ntwo", "one two"),
        ("one\ttwo", "one two"),
        (" one ", " one "),
        ("\n one", " one"),
        ("", ""),
    ],
)
def test_white_space_is_one_blank(text, expected):
    assert squeezed(text) == expected


@pytest.mark.parametrize(
    ("text", "at", "end"), [("{a}", 1, 3), ("{a {b} c} d", 1, 9), ("x{a}", 2, 4), ('{a " b}', 1, 7), ("{}", 1, 2)]
)
def test_the_brace_that_closes_one(text, at, end):
    assert closing(text, at, len(text)) == end


def test_a_brace_that_nothing_closes():
    with pytest.raises(BrokenError) as broken:
        closing("{a {b}", 1, 6)
    assert (broken.value.cause, broken.value.at) == ("a brace is never closed", 0)
    with pytest.raises(BrokenError):
        closing("{a}", 1, 2)


_PIECES = st.lists(
    st.one_of(
        st.tuples(st.text("abc {}~", max_size=12).filter(lambda t: _is_balanced(t) and "  " not in t), st.just(False)),
        st.tuples(st.from_regex(r"[a-z][a-z0-9:-]{0,6}", fullmatch=True), st.just(True)),
    ),
    min_size=1,
    max_size=4,
)


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


@given(_PIECES)
def test_pieces_written_as_a_sum_are_read_again(pieces):
    assert pieces_of(" # ".join(text if is_macro else f"{{{text}}}" for text, is_macro in pieces)) == pieces


@given(st.text('{}"\\#,= \nab1', max_size=30))
def test_any_text_is_a_value_or_said_to_be_none(text):
    pieces, broken = [], None
    try:
        pieces = pieces_of(text)
    except BrokenError as error:
        broken = error
    assert pieces or (broken and broken.cause and 0 <= broken.at <= len(text))


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
