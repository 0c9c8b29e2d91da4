"""Blocks that bibtexparser gives up, read again: what can be read of them is kept, and the rest is named by line."""

import pytest
from bibtexparser.model import Entry, ParsingFailedBlock, String
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.syntax.repairs import holds_entry, is_key, is_prose, reread, said, source_of


def read(text: str) -> tuple[list[tuple], list[tuple[int, str]], int]:
    """The entries and strings of a text, what is wrong with it, and where the reading ended."""
    blocks, end = reread(source_of(text), 0, len(text))
    whole: list[tuple] = []
    for block in blocks:
        if isinstance(block, Entry):
            whole.append((block.entry_type, block.key, {f.key: f.value for f in block.fields}, block.start_line))
        elif isinstance(block, String):
            whole.append((block.key, block.value, block.start_line))
    wrong = [(block.start_line, str(block.error)) for block in blocks if isinstance(block, ParsingFailedBlock)]
    return whole, wrong, end


def braced(text: str) -> list[tuple[str, bool]]:
    return [(text, False)]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("@misc{a, note={x}}", [("misc", "a", {"note": braced("x")}, 0)]),
        ("\n@ Misc (a, note={x})", [("Misc", "a", {"note": braced("x")}, 1)]),
        ("@misc{a, note={x) y}}", [("misc", "a", {"note": braced("x) y")}, 0)]),
        ("@misc{a b, note={x}}", [("misc", "a b", {"note": braced("x")}, 0)]),
        ("@misc{a}", [("misc", "a", {}, 0)]),
        ("@misc(a)", [("misc", "a", {}, 0)]),
        ("@misc{, note={x}}", [("misc", "", {"note": braced("x")}, 0)]),
        ("@misc{note={x}}", [("misc", "", {"note": braced("x")}, 0)]),  # no key at all
        ("@misc{a, note={x} year=2001}", [("misc", "a", {"note": braced("x"), "year": [("2001", True)]}, 0)]),
        ("@misc{a,,, note={x},,}", [("misc", "a", {"note": braced("x")}, 0)]),
        ("@misc{a,\n% note={y},\n year=2001}", [("misc", "a", {"year": [("2001", True)]}, 0)]),
        ("@misc{a, year=2001 % of print\n}", [("misc", "a", {"year": [("2001", True)]}, 0)]),
        ("@misc{a, note={x}} @book{b, note={y}}", [("misc", "a", {"note": braced("x")}, 0), ("book", "b", {"note": braced("y")}, 0)]),
        ("@comment{@misc{a, note={x}}} @misc{b, note={x}}", [("misc", "b", {"note": braced("x")}, 0)]),
        ('@preamble{"@misc{a}"} @misc{b}', [("misc", "b", {}, 0)]),
        ("% @misc{a, note={x}}\n@misc{b}", [("misc", "b", {}, 1)]),
        ("mail me@misc{a, note={x}}\n@misc{b}", [("misc", "b", {}, 1)]),
    ],
)  # fmt: skip
def test_an_entry(text, entries):
    whole, wrong, end = read(text)
    assert (whole, wrong, end) == (entries, [], len(text))


def test_a_string():
    whole, wrong, _ = read('@string{nat = "Nature"}\n@STRING(sci = {Science} # x)')
    assert (whole, wrong) == ([("nat", '"Nature"', 0), ("sci", "{Science} # x", 1)], [])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("@string{nothing}", [(0, "a @string without a name")]),
        ("\n@string{x = }", [(1, "a value should stand here")]),
        ("@string{x = {never closed", [(0, "a brace is never closed")]),
        ("@comment{never closed", [(0, "a brace is never closed")]),
    ],
)
def test_a_block_that_cannot_be_read(text, wrong):
    assert read(text)[:2] == ([], wrong)


def test_an_entry_keeps_what_stands_before_the_broken_place():
    whole, wrong, _ = read("@misc{a,\n note={x},\n title={never closed\n\n@misc{b, note={y}}")
    assert whole == [("misc", "a", {"note": braced("x")}, 0), ("misc", "b", {"note": braced("y")}, 4)]
    assert wrong == [(0, "a brace is never closed (line 3); what stands before it is kept")]


def test_an_entry_without_a_whole_field_is_only_named():
    whole, wrong, _ = read("@misc{a,\n title={never closed\n\n@misc{b, note={y}}")
    assert whole == [("misc", "b", {"note": braced("y")}, 3)]
    assert wrong == [(0, "a brace is never closed (line 2); what stands before it is kept")]


def test_what_is_no_field_is_left_out_and_named():
    whole, wrong, _ = read("@misc{a,\n note={x},\n what a nice,  and very very long line of words\n year=2001}")
    assert whole == [("misc", "a", {"note": braced("x"), "year": [("2001", True)]}, 0)]
    assert wrong == [(2, "“what a nice, and very very lo” is no field; left out")]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("@misc{a, note={x}", "the entry is never closed"),
        ("@misc{a, note={x},\n\n@misc{b, year=1}", "the entry is never closed"),
        ("@misc{a, note={x}, garbage }", "no field where one should be"),
    ],
)
def test_an_entry_that_does_not_end_as_one(text, cause):
    whole, wrong, _ = read(text)
    assert whole[0][1:3] == ("a", {"note": braced("x")})
    assert wrong[0][1].startswith(cause)


def test_only_blocks_that_begin_in_the_stretch_are_read():
    text = "@misc{a}@misc{b}@misc{c}"
    blocks, end = reread(source_of(text), 8, 14)
    assert ([block.key for block in blocks], end) == (["b"], 16)  # to its end, which is behind the stretch
    assert reread(source_of(text), 9, 20) == ([], 20)


def test_places_of_a_text():
    source = source_of("@misc{a,\n note={x}}\n@misc{b\n@misc{c, year=1}")
    assert [source.line(at) for at in (0, 8, 9, 20, 21, 999)] == [0, 0, 1, 2, 2, 3]
    assert [source.next_start(at) for at in (0, 1, 20, 21, 29)] == [0, 20, 20, 28, 44]
    assert [source.limit(at) for at in (0, 1, 28, 29)] == [0, 28, 28, 44]  # b has no field: it is not surely one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{", True),
        ("@ misc {", True),
        ("a @misc(b", True),
        ("@misc", False),
        ("@ 1misc{", False),
        ("a@b.org (me)", True),  # reading it says that it is prose
        ("no at sign {", False),
    ],
)
def test_whether_a_comment_holds_an_entry(text, expected):
    assert holds_entry(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{", False),
        ("x@misc{", True),
        ("x @misc{", False),
        ("1@misc{", True),
        (") @misc{", False),
        (")@misc{", False),
        ("% @misc{", True),
        ("  %@misc{", True),
        ("% x\n@misc{", False),
        ("me\n@misc{", False),
    ],
)
def test_an_at_sign_in_prose(text, expected):
    assert is_prose(text, text.index("@")) is expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Roe2001", True),
        ("Roe:2001/a+b", True),
        ("Roe et al", True),
        ("", True),
        ("a,b", False),
        ("a{b", False),
        ("a}b", False),
        ("a=b", False),
        ("a\nb", False),
    ],
)
def test_keys(key, expected):
    assert is_key(key) is expected


def test_what_is_said():
    block = said(4, "the entry is never closed")
    assert (block.start_line, str(block.error), block.raw) == (4, "the entry is never closed", "")


@given(st.text('@misc{a, note={x}}()%="\n', max_size=60))
def test_any_text_is_read_to_its_end(text):
    _, wrong, end = read(text)
    assert end >= len(text)
    assert all(0 <= line <= text.count("\n") for line, _ in wrong)
