"""A file of references as rows: a list, JSON Lines, a bibliography, an article."""

import json

import pytest

from refdb.errors import InputError
from refdb.workflows.rows.entries import lines_of, names_a_file, read_rows, reference_rows

NAPS = "Roe A, Poe B. Naps in older adults. J Rest. 2001;3(2):101-109."
TEA = "Doe C. Tea and sleep. Science. 2002;4:11-19."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list.txt", True),
        ("a/b/Library.BIB", True),
        ("x.jsonl", True),
        ("paper.pdf", True),
        ("page.htm", True),
        ("article.nxml", True),
        ("two words.bib", False),  # unless it is there
        ("see list.txt.", False),
        ("list.csv", False),
        (NAPS, False),
        ("x" * 5000, False),  # too long for a name
        ("a\0b", False),
        ("", False),
    ],
)
def test_a_file_s_name_or_a_reference(text, expected):
    assert names_a_file(text) is expected


def test_a_file_that_is_there_is_one_whatever_it_is_called(tmp_path):
    (tmp_path / "my list").write_text(NAPS)
    assert names_a_file("my list")
    assert not names_a_file(str(tmp_path))


def test_json_lines_of_a_file_and_of_bytes(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"id": "ä"}\n\n  \n{"id": 2}\n'.encode("utf-16"))
    assert read_rows("a.jsonl") == read_rows(tmp_path / "a.jsonl") == [{"id": "ä"}, {"id": 2}]
    assert read_rows(b'{"id": 1}') == [{"id": 1}]


@pytest.mark.parametrize(
    ("given", "name", "message"),
    [
        (b"{}\n\n{", "x.jsonl", "x.jsonl, line 3: not JSON: Expecting property name"),
        (b"{", "", "the given bytes, line 1: not JSON"),
        (b"[1]", "", r"the given bytes, line 1: expected an object like \{"),
        ("nowhere.jsonl", "", "nowhere.jsonl: no such file"),
        (b"", "x.jsonl", "x.jsonl is empty: there is nothing to read in it"),
    ],
)
def test_rows_that_cannot_be_read(given, name, message):
    with pytest.raises(InputError, match=message):
        read_rows(given, name)


def test_a_reference_a_line():
    assert lines_of(f"\n {NAPS} \n\n{TEA}".encode()) == [{"id": 1, "raw": NAPS}, {"id": 2, "raw": TEA}]


def test_references_in_json_lines_keep_their_own_id():
    rows = [{"id": "a", "raw": NAPS, "more": 1}, {"raw": TEA}]
    assert lines_of("\n".join(map(json.dumps, rows)).encode()) == [{"id": "a", "raw": NAPS}, {"id": 2, "raw": TEA}]


@pytest.mark.parametrize("row", ['{"id": 1}', '{"raw": 3}', '{"raw": null}'])
def test_a_row_without_its_reference(row):
    with pytest.raises(InputError, match='the given bytes, row 2: a row needs "raw", the printed reference'):
        lines_of(b'{"raw": "x"}\n' + row.encode())


@pytest.mark.parametrize("name", ["list.txt", "LIST.TXT", "-", "rows.jsonl"])
def test_a_list_is_read_line_by_line(name):
    found = reference_rows(f"{NAPS}\n{TEA}".encode(), name)
    assert [(row["id"], row["raw"]) for row in found] == [(1, NAPS), (2, TEA)]
    assert list(found.notes) == []


def test_a_line_that_holds_two_works_is_two_rows():
    (first, second, third) = reference_rows(f"a) {NAPS} b) {TEA}\n{TEA}".encode(), "list.txt")
    assert [row["id"] for row in (first, second, third)] == ["1a", "1b", 2]
    assert (NAPS in first["raw"], TEA in second["raw"]) == (True, True)


def test_a_text_with_a_reference_list_is_an_article():
    text = f"On sleep\n\nNaps help [1]. Tea does not [2].\n\nReferences\n\n[1] {NAPS}\n\n[2] {TEA}\n"
    found = reference_rows(text.encode(), "article.txt")
    assert [(row["id"], row["raw"]) for row in found] == [(1, NAPS), (2, TEA)]
    assert [row["parsed"].year for row in found] == [2001, 2002]


def test_a_bibliography_keeps_its_keys_its_fields_and_what_is_odd():
    text = "@article{roe, author={Roe, A.}, title={Naps}, journal={J Rest}, year={2001}, volume={3}}\n@article{poe, title={Tea}}\n@misc{x"
    found = reference_rows(text.encode(), "whatever it is called")
    assert [row["id"] for row in found] == ["roe", "poe"]
    assert (found[0]["parsed"].title, found[0]["parsed"].volume) == ("Naps", "3")
    assert any("year" in message for message in found[1]["lint"])
    assert any("line 3" in note for note in found.notes)


def test_a_bibliography_in_a_file(tmp_path):
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - Naps\nAU  - Roe, A.\nPY  - 2001\nER  - \n")
    (row,) = reference_rows("a.ris")
    assert (row["parsed"].title, row["parsed"].year) == ("Naps", 2001)


def test_a_file_that_is_not_there():
    with pytest.raises(InputError, match="nowhere"):
        reference_rows("nowhere.txt")
    with pytest.raises(InputError, match="nowhere"):
        reference_rows("nowhere.bib")
