"""The grammar of .bib files, and what users write beside it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.bibfile import read_bib
from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.bibtex.syntax.blocks import BibFailure, read_blocks
from refdb.model import Person


def test_every_form_of_a_value():
    (entry,) = read_blocks(
        '@string(j = "Journal of " # {Rest})\n'
        '@Article(Roe:01,\n title = {On {Sleep} "now"}, journal = j # " and Naps",\n'
        ' note = "in {"}quotes{"}", year = 2001, month = mar, day = undefined\n)'
    ).entries
    assert (entry.type, entry.key, entry.line) == ("article", "Roe:01", 2)
    assert entry.fields == {
        "title": 'On {Sleep} "now"', "journal": "Journal of Rest and Naps", "note": 'in {"}quotes{"}', "year": "2001",
        "month": "mar", "day": "undefined",
    }  # fmt: skip


def test_a_month_in_a_sum_is_its_name():
    (entry,) = read_blocks("@misc{a, month = jun # {~} # 5}").entries
    assert entry.fields["month"] == "June~5"


@pytest.mark.parametrize(
    ("text", "keys", "lines"),
    [
        ("@misc{a, title={x}\n@misc{b, title={y}}", ["a", "b"], [1]),  # never closed
        ("@misc{a, title={never closed,\n year=2001}\n\n@misc{b, title={y}}", ["a", "b"], [1]),
        ('@misc{a, title="{x"}, year=1}\n@misc{b, title={y}}', ["b"], [1]),
        ("@misc{a, title={x},\n garbage\n year={2001}}", ["a"], [2]),
        ("@misc{a, title={x} year={2001}}", ["a"], []),  # a forgotten comma harms nobody
        ("@misc{a, % title={x},\n year={2001}}", ["a"], []),
        ("write to me@misc{a or\n% @misc{b, title={x}}\n@misc{c, title={x}}", ["c"], []),
        ("@string{nothing}\n@misc{a, title={x}}", ["a"], [1]),
        ("@misc{a, title={x}, title={y}}", ["a"], [1]),
        ("@comment{@misc{a, title={x}}}@misc{b, title={x}}", ["b"], []),
        ("@misc{\n", [], [1]),
        ("@", [], []),
    ],
)
def test_what_is_broken_is_named_and_the_rest_goes_on(text, keys, lines):
    blocks = read_blocks(text)
    assert [entry.key for entry in blocks.entries] == keys
    assert [failure.line for failure in blocks.failures] == lines


def test_a_macro_keeps_its_blanks():
    """bibtex, pybtex and bibtexparser agree on this; refdb once took the leading blank away."""
    (entry,) = read_blocks('@string{s = " Symposium"}\n@misc{a, title = "ACM" # s, note = s}').entries
    assert entry.fields == {"title": "ACM Symposium", "note": "Symposium"}


def test_a_macro_stands_for_what_it_meant_where_it_is_used():
    entries = read_blocks(
        "@string{s={x}} @misc{a, note=s} @STRING{S={y}} @misc{a, note=s # late} @string{late={z}}"
    ).entries
    assert [entry.fields["note"] for entry in entries] == ["x", "ylate"]


def test_macros_that_double_each_other_take_no_memory():
    doublings = "".join(f"@string{{{a} = {b} # {b}}}\n" for a, b in itertools.pairwise("zyxwvutsrqponmlkji"))
    text = '@string{i = "ten signs."}\n' + "\n".join(reversed(doublings.splitlines())) + "\n@misc{a, note = z}"
    assert len(text) < 458
    blocks = read_blocks(text)
    assert sum(len(value) for value in blocks.entries[0].fields.values()) < 110_000
    assert [failure.cause for failure in blocks.failures] == [
        "macros grow beyond measure; their names are kept instead"
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("@ misc {a, note={x}}", {"note": "x"}),
        ("@misc\n{a, note={x}}", {"note": "x"}),
        ('@misc(a, note={x) y}, title="(z)")', {"note": "x) y", "title": "(z)"}),
        ("@misc{a, note={At\n@Home (sweet),\n}, title={x}}", {"note": "At @Home (sweet), ", "title": "x"}),
        ("@misc{a, file={C:\\dir\\}, title={x}}", {"file": "C:\\dir\\", "title": "x"}),
        ("@misc{a, note={a \\{ b}, title={x}}", {"note": "a \\{ b", "title": "x"}),
        ('@misc{a, note="M\\"uller", title={x}}', {"note": 'M\\"uller', "title": "x"}),
        ('@misc{a, note="a {"b, c"} d"}', {"note": 'a {"b, c"} d'}),
        ("@misc{a,\n% title={y},\n title={x}}", {"title": "x"}),
        ("@misc{a, title={x}, TITLE={x}, Note={y}}", {"title": "x", "note": "y"}),
    ],
)
def test_what_users_write_beside_the_grammar(text, fields):
    (entry,) = read_blocks(text).entries
    assert {name: value.strip() for name, value in entry.fields.items()} == {n: v.strip() for n, v in fields.items()}


def test_lines_are_counted_behind_a_backslash_at_the_end_of_one():
    """bibtexparser 2.1 does not count such a line."""
    blocks = read_blocks("@misc{a, title={\\TeX\\\n output}}\n@misc{b, note={x},\n note={y}}")
    assert [entry.line for entry in blocks.entries] == [1, 3]
    assert blocks.failures[0].line == 4


def test_entries_behind_a_broken_one_are_read_where_bibtexparser_swallowed_them():
    text = "@misc{a, file={C:\\x\\}} @misc{b, note={y}}\n@misc{c, note={z}}"
    assert [(entry.key, *entry.fields.values()) for entry in read_blocks(text).entries] == [
        ("a", "C:\\x\\"), ("b", "y"), ("c", "z"),
    ]  # fmt: skip


def test_broken_blocks_are_not_told_to_standard_error(capfd):
    read_blocks("@misc{a, title={never closed")
    assert capfd.readouterr() == ("", "")


def test_a_field_that_comes_twice_is_kept_twice():
    blocks = read_blocks("@misc{a, title={x},\n note={one}, note={two}, keywords={k}, keywords={l}}")
    assert blocks.entries[0].fields == {"title": "x", "note": "one", "note_2": "two", "keywords": "k, l"}
    assert blocks.failures == (BibFailure(2, "the field note comes twice; the second is kept as note_2"),)


def test_inheritance_of_crossref_and_xdata():
    bib = read_bib(
        "@inproceedings{a, title={Naps}, crossref={P}, xdata={x}}\n"
        "@proceedings{p, title={Sleep 01}, year=2001, keywords={k}, doi={10.1/p}}\n"
        "@xdata{x, publisher={Ox}, xdata={y}}\n@xdata{y, location={Ulm}}\n"
    )
    entry = bib.entries[0]
    assert entry.inherited == {"booktitle", "year", "publisher", "location"}
    assert (entry.fields["booktitle"], entry.fields["location"]) == ("Sleep 01", "Ulm")


def test_xdata_that_names_itself_ends():
    assert read_bib("@misc{a, xdata={b}}@xdata{b, xdata={a}, note={n}}").entries[0].fields["note"] == "n"


def test_groups_of_jabref_with_their_paths():
    tree = (
        r"@comment{jabref-meta: groupstree: 0 AllEntriesGroup:; 1 ExplicitGroup:Rest\;0\;a\;b\;; 2 ExplicitGroup:Na"
        "\n"
    )
    tree += r"ps\;0\;b\;; 1 StaticGroup:Own\;0\;1\;\;;}"
    assert read_bib(tree).groups == {"Rest": ["a", "b"], "Rest/Naps": ["b"]}


@pytest.mark.parametrize(
    ("names", "people"),
    [
        ("family=Hakim, given=Tawfiq, prefix=al-, useprefix=true", [Person("Hakim", "Tawfiq", "al-")]),
        ("A. Roe, B. Poe, and C. Low", [Person("Roe", "A."), Person("Poe", "B."), Person("Low", "C.")]),
        ("Roe, A. AND {Rest and Co}", [Person("Roe", "A."), Person(literal="Rest and Co")]),
        ("{Mota de Freitas}, Duarte", [Person("Mota de Freitas", "Duarte")]),
        ("de la Fontaine, Jean and others", [Person("Fontaine", "Jean", "de la")]),
        (r"{\'E}mile Zola", [Person("Zola", "Émile")]),
        (r"A. Roe and \'Emile Zola", [Person("Roe", "A."), Person("Zola", "Émile")]),
        (r"Roe, A. and \rlap{Rita Poe}", [Person("Roe", "A."), Person(literal="Rita Poe")]),
        (r"Pe\~na, M.", [Person("Peña", "M.")]),
        ("Garcia y Perez, Juan", [Person("Garcia y Perez", "Juan")]),
        ("Juan Garcia y Perez", [Person("Perez", "Juan Garcia", "y")]),
        ("World Health Organization,", [Person("World Health Organization")]),
        ("Roe, Jr., Rita, PhD", [Person("Roe", "Rita PhD", suffix="Jr.")]),
        ("王 小 明", [Person("明", "王 小")]),
        ("A. Roe and and B. Poe", [Person("Roe", "A."), Person("Poe", "B.")]),
        ("the {Arts Endowment}, {}", [Person("Arts Endowment", particle="the")]),
        ("", []),
    ],
)
def test_names(names, people):
    assert people_of(names) == tuple(people)


@given(st.text(alphabet=st.sampled_from('@misctrngcoe{}()",=# \n%\\ab1'), max_size=300))
def test_any_text_is_split_without_error(text):
    blocks = read_blocks(text)
    assert all(1 <= entry.line <= text.count("\n") + 1 for entry in blocks.entries)
    assert all(1 <= failure.line <= text.count("\n") + 1 for failure in blocks.failures)


VALUES = st.text(alphabet=st.sampled_from("abc XY,=@%#'é\n-"), max_size=30)


@given(
    st.dictionaries(st.sampled_from(["title", "note", "x-y", "a_b"]), VALUES, min_size=1), st.booleans(), st.booleans()
)
def test_every_value_is_read_as_it_stands(fields, quoted, in_parentheses):
    opening, closing = "()" if in_parentheses else "{}"
    sides = '""' if quoted else "{}"
    inside = ", ".join(f"{name} = {sides[0]}{value}{sides[1]}" for name, value in fields.items())
    (entry,) = read_blocks(f"prose\n@Misc{opening}Key:1, {inside}{closing}\n").entries
    assert (entry.type, entry.key) == ("misc", "Key:1")
    assert {name: " ".join(value.split()) for name, value in entry.fields.items()} == {
        name: " ".join(value.split()) for name, value in fields.items()
    }
