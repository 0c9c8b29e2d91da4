"""What is made of the blocks that bibtexparser cuts, step by step."""

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field, Preamble, String

from refdb.bibliography.bibtex.syntax.middlewares import (
    FieldNames,
    KeepMonths,
    RereadBroken,
    ResolveSums,
    entries_of,
    failures_of,
    middlewares,
)


def entry(**fields) -> Entry:
    return Entry("Misc", "a", [Field(name, value, line) for line, (name, value) in enumerate(fields.items(), 1)], 0)


def after(step, *blocks):
    library = step.transform(Library(list(blocks), fail_on_duplicate_key=False))
    (found,) = entries_of(library)
    return {field.key: field.value for field in found.fields}, list(failures_of(library))


def test_the_steps_in_their_order():
    steps = middlewares("@misc{a}")
    assert [type(step) for step in steps] == [RereadBroken, KeepMonths, ResolveSums, FieldNames]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("month", [("mar", True)], [("mar", False)]),
        ("Month", [("MAR", True)], [("mar", False)]),
        ("month", [("mar", False)], [("mar", False)]),  # {mar} as it is
        ("month", [("Mar", False)], [("Mar", False)]),
        ("month", [("3", True)], [("3", True)]),
        ("month", [("mar", True), ("~5", False)], [("mar", True), ("~5", False)]),
        ("note", [("mar", True)], [("mar", True)]),
    ],
)
def test_months_stay_macros(name, value, expected):
    assert after(KeepMonths(), entry(**{name: value}))[0] == {name: expected}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([("x", False)], "x"),
        ([(" x ", False)], "x"),
        ([("2001", True)], "2001"),
        ([("nat", True)], "Nature"),
        ([("NAT", True)], "Nature"),
        ([("unknown", True)], "unknown"),
        ([("nat", True), (" Medicine", False)], "Nature Medicine"),
        ([("nat", True), (" ", False), (" Medicine", False)], "Nature Medicine"),  # one blank of two
        ([("jan", True)], "January"),
        ([("nat", False)], "nat"),
    ],
)
def test_macros_and_sums(value, expected):
    macro = String("Nat", '"Nature"', 0)
    assert after(ResolveSums(1000), macro, entry(note=value)) == ({"note": expected}, [])


def test_a_macro_keeps_its_own_blanks_and_may_use_others():
    strings = [String("a", '" x "', 0), String("b", "a # {y }", 1)]
    assert after(ResolveSums(1000), *strings, entry(note=[("b", True), ("z", False)]))[0] == {"note": "x y z"}


def test_sums_that_grow_too_long_keep_their_names_and_are_named_once():
    macro = String("a", '"0123456789"', 0)
    fields = {"one": [("a", True), ("a", True)], "two": [("a", True)], "three": [("a", True), ("b", False)]}
    values, failures = after(ResolveSums(25), macro, entry(**fields))
    assert values == {"one": "01234567890123456789", "two": "a", "three": "a # b"}
    assert failures == [(2, "macros grow beyond measure; their names are kept instead")]


def test_text_in_braces_is_never_too_long():
    assert after(ResolveSums(2), entry(note=[("long enough", False)])) == ({"note": "long enough"}, [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"\\newcommand{\\x}{y}"', "\\newcommand{\\x}{y}"),
        ('{a} # "b"', "ab"),
        (" nat ", "nat"),
        ("\\newcommand{\\x}{y}", "\\newcommand{\\x}{y}"),  # without quotes, as JabRef once wrote it
    ],
)
def test_preambles(value, expected):
    library = ResolveSums(1000).transform(Library([Preamble(value, 0)]))
    assert [block.value for block in library.blocks] == [expected]


def test_names_are_small_and_fields_come_once():
    values, failures = after(FieldNames(), entry(Title="x", TITLE="x", note="y", Note="z", Keywords="k", keywords="l"))
    assert values == {"title": "x", "note": "y", "note_2": "z", "keywords": "k, l"}
    assert failures == [(4, "the field note comes twice; the second is kept as note_2")]


def test_types_are_small():
    library = FieldNames().transform(Library([entry()]))
    assert [found.entry_type for found in entries_of(library)] == ["misc"]


def blocks_of(text):
    library = parse_string(text, parse_stack=[RereadBroken(text)])
    entries = [(e.key, [(f.key, f.value) for f in e.fields], e.start_line) for e in entries_of(library)]
    return entries, list(failures_of(library))


def test_whole_entries_have_their_values_cut_into_pieces():
    assert blocks_of("\n@misc{a, note = nat # {x}}") == ([("a", [("note", [("nat", True), ("x", False)])], 1)], [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@misc{a, note={x}}@misc{a, note={y}}", [("a", ["x"]), ("a", ["y"])]),  # two of one key
        ("@misc{a, note={x}, note={y}}", [("a", ["x", "y"])]),  # a field twice: the last step tells them apart
        ("text @ misc {a, note={x}} text", [("a", ["x"])]),
        ("@misc{a, note={x}\n\n@misc{b, note={y}}", [("a", ["x"]), ("b", ["y"])]),
        ("@misc(a, note={x})", [("a", ["x"])]),
        ("% @misc{a, note={x}}\n@misc{b, note={y}}", [("b", ["y"])]),
        ("to me@misc{a, note={x}}\n@misc{b, note={y}}", [("b", ["y"])]),
        ("@misc{a b, note={x}}", [("a b", ["x"])]),
        ("@misc{a, note={C:\\x\\}} @misc{b, note={y}}\n@misc{c}", [("a", ["C:\\x\\"]), ("b", ["y"]), ("c", [])]),
    ],
)
def test_broken_blocks_are_read_again(text, found):
    entries, _ = blocks_of(text)
    assert [(key, [value[0][0] for _, value in fields]) for key, fields, _ in entries] == found


def test_a_string_that_is_none_is_named():
    assert blocks_of("@string{x}\n@misc{a, note={y}}")[1] == [(0, "a @string without a name")]


def test_every_kind_of_block_goes_through_all_steps():
    text = '@string{nat = "Nature"}\n@comment{c}\n@preamble{"p"}\nprose\n@Misc{a, Note = nat}\n@misc{a, note = {x}}'
    library = parse_string(text, parse_stack=middlewares(text))
    assert [type(block).__name__ for block in library.blocks] == [
        "String", "ExplicitComment", "Preamble", "ImplicitComment", "Entry", "DuplicateBlockKeyBlock",
    ]  # fmt: skip
    assert [(e.entry_type, e.key, e.start_line, {f.key: f.value for f in e.fields}) for e in entries_of(library)] == [
        ("misc", "a", 4, {"note": "Nature"}), ("misc", "a", 5, {"note": "x"}),
    ]  # fmt: skip
    assert list(failures_of(library)) == []


def test_months_and_fields_of_a_second_entry_of_one_key():
    text = "@misc{a}\n@misc{a, month = mar, NOTE = {x}, note = {y}}"
    library = parse_string(text, parse_stack=middlewares(text))
    assert [{f.key: f.value for f in e.fields} for e in entries_of(library)] == [
        {}, {"month": "mar", "note": "x", "note_2": "y"},
    ]  # fmt: skip


def test_a_macro_that_comes_twice_means_the_second_from_there_on():
    text = '@string{s = "x"}\n@misc{a, note = s}\n@string{s = "y"}\n@misc{b, note = s}'
    library = parse_string(text, parse_stack=middlewares(text))
    assert [e.fields_dict["note"].value for e in entries_of(library)] == ["x", "y"]


def test_two_entries_that_are_word_for_word_the_same_have_each_their_line():
    assert blocks_of("@misc{a, note={x}}\n@misc{a, note={x}}") == (
        [("a", [("note", [("x", False)])], 0), ("a", [("note", [("x", False)])], 1)],
        [],
    )


def test_a_line_is_counted_behind_a_value_that_ends_in_a_backslash():
    text = "@misc{a, note={C:\\x\\}}\n\n@misc{b,\n note={y}}"
    library = parse_string(text, parse_stack=middlewares(text))
    assert [(e.key, e.start_line, e.fields_dict["note"].start_line) for e in entries_of(library)] == [
        ("a", 0, 0), ("b", 2, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "entries", "failures"),
    [
        (
            '@string{a b = "x"}\n@misc{c, note=a}',
            [("misc", "c", 1, {"note": "a"})],
            [(0, "a @string without a name")],
        ),
        ("@string{a = }\n@misc{c, note=a}", [("misc", "c", 1, {"note": "a"})], [(0, "a value should stand here")]),
        (
            "@misc{a, b c={x}}",
            [],
            [(0, "no field where one should be (line 1); what stands before it is kept")],
        ),
        ("@1misc{a, note={x}}\n@misc{b}", [("misc", "b", 1, {})], []),  # no type begins with a figure: prose
    ],
)
def test_names_that_are_none(text, entries, failures):
    library = parse_string(text, parse_stack=middlewares(text))
    found = [(e.entry_type, e.key, e.start_line, {f.key: f.value for f in e.fields}) for e in entries_of(library)]
    assert (found, list(failures_of(library))) == (entries, failures)


@pytest.mark.parametrize(("signs", "last"), [(50, "a"), (600, "0" * 5000)])  # 21 × 5000 of 100,500 or 106,000 signs
def test_macros_have_room_by_the_length_of_their_file(signs, last):
    sums = next(step for step in middlewares("x" * signs) if isinstance(step, ResolveSums))
    fields = {f"f{n}": [("a", True)] for n in range(21)}
    assert after(sums, String("a", f'"{"0" * 5000}"', 0), entry(**fields))[0]["f20"] == last


def test_lines_of_failures_are_those_of_the_file():
    text = "@misc{a}\n\n@misc{b, note={x},\n garbage\n year=2001}\n@string{}"
    assert [line for line, _ in failures_of(parse_string(text, parse_stack=middlewares(text)))] == [3, 5]
