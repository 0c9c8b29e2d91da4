"""The grammar of .bib files, and what users write beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.bibfile import people_of, read_bib
from refdb.bibliography.bibtex.syntax import BibFailure, read_blocks
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


def test_a_field_that_comes_twice_is_kept_twice():
    blocks = read_blocks("@misc{a, title={x},\n note={one}, note={two}, keywords={k}, keywords={l}}")
    assert blocks.entries[0].fields == {"title": "x", "note": "one", "note_2": "two", "keywords": "k, l"}
    assert blocks.failures == [BibFailure(2, "the field note comes twice; the second is kept as note_2")]


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
    ],
)
def test_names(names, people):
    assert people_of(names) == tuple(people)


@given(st.text(alphabet=st.sampled_from('@misctrngcoe{}()",=# \n%\\ab1'), max_size=300))
def test_any_text_is_split_without_error(text):
    blocks = read_blocks(text)
    assert all(1 <= failure.line <= text.count("\n") + 1 for failure in blocks.failures)
