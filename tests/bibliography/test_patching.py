"""Fields put right where they stand in a file; every other byte stays."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.reading import works_of_bib
from refdb.bibliography.patching import bib, csl_json, ris
from refdb.bibliography.patching.patches import Patch
from refdb.model import Person, Work

REGISTERED = Work(
    title="Sleep, DNA and memory",
    authors=(Person("Lindqvist", "Anna"), Person("Müller", "Jörg")),
    container_title="Journal of Quiet Nights",
    year=2014,
    volume="12",
    issue="4",
    pages="101-109",
    doi="10.1000/sleep",
)
BIB = """\
% My list, with {odd} comments
@string{jqn = "Journal of Quiet Nights"}

@article{wrong,
  title   = {Sleep, {DNA} and memory},
  author  = {Lindqvist, Anna},  % says @who = {x}
  journal = jqn,
  year    = 2012,
  volume  = "30",
}
@comment{jabref-meta: groupsversion:3;}
@Article( right, title={Sleep}, year=2014, pages={1--2})
"""


def test_only_the_field_changes_and_what_is_missing_stands_as_the_others_do():
    patches = [Patch(0, name, REGISTERED) for name in ("year", "volume", "issue", "doi")] + [
        Patch(1, "pages", REGISTERED)
    ]
    text, left = bib.patched(BIB, ["wrong", "right"], patches)
    expected = BIB.replace("2012", "2014").replace('"30",\n', '"12",\n  number  = {4},\n  doi     = {10.1000/sleep},\n')
    assert (text, left) == (expected.replace("{1--2}", "{101--109}"), [])


def test_authors_and_titles_are_written_as_tex_in_the_letters_that_the_file_has():
    text, _ = bib.patched(BIB, ["wrong", "right"], [Patch(0, "authors", REGISTERED), Patch(1, "title", REGISTERED)])
    assert r"author  = {Lindqvist, Anna and M{\"u}ller, J{\"o}rg},  % says @who = {x}" in text
    assert "title={Sleep, {DNA} and memory}" in text
    assert "author = {Müller" not in text


def test_an_entry_that_is_never_closed_is_left():
    patches = [Patch(0, "year", REGISTERED)]
    assert bib.patched("@article{a, title={A\n", ["a"], patches) == ("@article{a, title={A\n", patches)


@given(st.sampled_from(["year", "volume", "issue", "pages", "doi", "title", "authors"]), st.booleans(), st.booleans())
def test_a_patched_entry_reads_as_registered_and_no_other_field_does(field, comma, one_line):
    between = ", " if one_line else ",\n\t"
    fields = [
        "title = {T}",
        "author = {Roe, A}",
        "year = 1999",
        "volume = {1}",
        "number = 2",
        "pages = {3--4}",
        "note = {n}",
    ]
    source = f"@article{{k{between}{between.join(fields)}{',' if comma else ''}\n}}\n@misc{{z, title = {{Z}}}}\n"
    text, left = bib.patched(source, ["k", "z"], [Patch(0, field, REGISTERED)])
    (work, other), said = works_of_bib(text)
    (before, same), _ = works_of_bib(source)
    assert (left, said, other) == ([], [], same)
    assert getattr(work, field) == getattr(REGISTERED, field)
    rest = {"title", "authors", "year", "volume", "issue", "pages", "doi"} - {field}
    assert {name: getattr(work, name) for name in rest} == {name: getattr(before, name) for name in rest}


RIS = "TY  - JOUR\r\nAU  - Lindqvist, Anna\r\nTI  - Sleep\r\nJO  - JQN\r\nT2  - JQN\r\nPY  - 2012\r\nDA  - 2012/03/\r\nSP  - 9\r\nER  - \r\n"


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("authors", "AU  - Lindqvist, Anna\r\n", "AU  - Lindqvist, Anna\r\nAU  - Müller, Jörg\r\n"),
        ("year", "PY  - 2012\r\nDA  - 2012/03/", "PY  - 2014\r\nDA  - 2014/03/"),
        ("container_title", "JO  - JQN\r\nT2  - JQN", "JO  - Journal of Quiet Nights\r\nT2  - Journal of Quiet Nights"),
        ("pages", "SP  - 9\r\n", "SP  - 101\r\n"),
        ("doi", "ER  - ", "DO  - 10.1000/sleep\r\nER  - "),
    ],
)
def test_lines_of_ris_are_changed_with_their_ends(field, old, new):
    text, left = ris.patched(RIS, [Patch(0, field, REGISTERED)])
    expected = RIS.replace(old, new)
    assert (text, left) == (expected.replace("ER  - ", "EP  - 109\r\nER  - ") if field == "pages" else expected, [])


def test_members_of_json_are_changed_in_the_files_own_manner():
    source = '[\n  {"id": "a", "title": "Sleep",\n   "issued": {"date-parts": [[2012, 3]]}},\n  {\n    "id": "b",\n    "volume": "1"\n  }\n]\n'
    patches = [Patch(0, "year", REGISTERED), Patch(1, "volume", REGISTERED), Patch(1, "doi", REGISTERED)]
    text, left = csl_json.patched(source, patches)
    assert left == []
    assert [row.get("volume") for row in json.loads(text)] == [None, "12"]
    assert '"title": "Sleep",\n   "issued"' in text
    assert json.loads(text)[0]["issued"] == {"date-parts": [[2014, 3]]}
    assert text.endswith('    "volume": "12",\n    "DOI": "10.1000/sleep"\n  }\n]\n')
