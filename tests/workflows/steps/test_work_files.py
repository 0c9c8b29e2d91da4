"""Files of works in JSON: what stands where, and what is no work."""

import gzip
import json

import pytest

from refdb.errors import InputError
from refdb.workflows.steps.work_files import items

A, B = {"DOI": "10.1/a"}, {"DOI": "10.1/b", "title": ["Über Schlaf"]}


def read(path):
    warnings = []
    return list(items(path, warnings)), warnings


@pytest.mark.parametrize("name", ["works.jsonl", "works.ndjson", "WORKS.JSONL"])
def test_an_item_a_line(tmp_path, name):
    path = tmp_path / name
    path.write_text(f"{json.dumps(A)}\n\n{json.dumps(B, ensure_ascii=False)}\n", encoding="utf-8")
    assert read(path) == ([("line 1", A), ("line 3", B)], [])


def test_a_line_that_is_no_item_is_named(tmp_path):
    path = tmp_path / "works.jsonl"
    path.write_text(f"{{\n[1]\n{json.dumps(A)}\n" + "[" * 100_000)
    found, warnings = read(path)
    assert found == [("line 3", A)]
    assert warnings[0].startswith("works.jsonl, line 1: not JSON: Expecting property name")
    assert warnings[1] == "works.jsonl, line 2: not a JSON object"
    assert warnings[2].startswith("works.jsonl, line 4: not JSON that can be read: it is nested too deep")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([A, B], [("item 1", A), ("item 2", B)]),
        (A, [("item 1", A)]),
        ({"items": [A]}, [("item 1", A)]),
        ({"status": "ok", "message": {"items": [A, B]}}, [("item 1", A), ("item 2", B)]),
        ({"status": "ok", "message": A}, [("item 1", A)]),
        ({"message": [A]}, [("item 1", A)]),
        ([A, 1, None, B], [("item 1", A), ("item 4", B)]),
        ([], []),
    ],
)
def test_a_document(tmp_path, document, expected):
    path = tmp_path / "works.json"
    path.write_text(json.dumps(document), encoding="utf-8-sig")  # with a byte order mark
    assert read(path) == (expected, [])


def test_compressed_files(tmp_path):
    with gzip.open(tmp_path / "a.json.gz", "wt") as file:
        json.dump([A], file)
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as file:
        file.write(json.dumps(B))
    assert read(tmp_path / "a.json.gz")[0] == [("item 1", A)]
    assert read(tmp_path / "a.jsonl.gz")[0] == [("line 1", B)]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"{", "a.json: not JSON: Expecting property name"),
        ("a.json", b"", "a.json: not JSON: Expecting value"),
        ("a.json", b"[" * 100_000, "a.json: not JSON that can be read: it is nested too deep"),
        ("a.json", b"\xff\xfe\xfa", "a.json cannot be read as JSON"),
        ("a.json", b"3", "a.json: expected a list of works, or an object with 'items'"),
        ("a.json", b'{"items": {"DOI": "x"}}', "a.json: expected a list of works, or an object with 'items'"),
        ("a.json.gz", b"no gzip", "a.json.gz cannot be read as JSON"),
        ("a.json.gz", gzip.compress(b"[]", mtime=0)[:-9], "a.json.gz cannot be read as JSON"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"a\.json: no such file"):
        read(tmp_path / "a.json")
