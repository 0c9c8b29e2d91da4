"""Work items come out of every form a dump has, and what is damaged is told with its place."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.errors import InputError
from refdb.registries.snapshot import dumps
from refdb.registries.snapshot.dumps import Entry, dump_files, dump_parts

A, B = b'{"DOI":"10.1000/a"}', '{"DOI":"10.1000/b","title":["Über Größe"]}'.encode()
LINES = A + b"\n\n  " + B + b" \n"
DOCUMENT = b'{"status":"ok","items": [' + A + b" ,\n" + B + b"]}"


def entries(path: Path) -> list[Entry]:
    return [entry for part in dump_parts(path) for entry in part.entries(0)]


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("d.jsonl", LINES, ["d.jsonl, line 1", "d.jsonl, line 3"]),
        ("d.jsonl", b"\xef\xbb\xbf" + LINES, ["d.jsonl, line 1", "d.jsonl, line 3"]),
        ("d.jsonl.gz", gzip.compress(mtime=0, data=LINES), ["d.jsonl.gz, line 1", "d.jsonl.gz, line 3"]),
        ("d.json", DOCUMENT, ["d.json, item 1", "d.json, item 2"]),
        ("d.json.gz", gzip.compress(mtime=0, data=DOCUMENT), ["d.json.gz, item 1", "d.json.gz, item 2"]),
        (
            "no-name-says-it",
            gzip.compress(mtime=0, data=b"[" + A + b"," + B + b"]"),
            [f"no-name-says-it, item {n}" for n in (1, 2)],
        ),
    ],
    ids=["lines", "lines after a mark", "packed lines", "document", "packed document", "packed list"],
)
def test_every_form_gives_the_same_items(tmp_path, name, content, places):
    (tmp_path / name).write_bytes(content)
    found = entries(tmp_path / name)
    assert [entry.json for entry in found] == [A, B]
    assert [entry.place for entry in found] == places
    assert found[-1].read == len(content)


def test_tar_is_read_member_by_member_and_nothing_is_unpacked(tmp_path):
    with tarfile.open(tmp_path / "all.tar", "w") as archive:
        for name, content in (
            ("1.json.gz", gzip.compress(mtime=0, data=DOCUMENT)),
            ("readme.txt", b"no"),
            ("../2.jsonl", A),
        ):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    parts = [(part.name, [e.json for e in part.entries(0)]) for part in dump_parts(tmp_path / "all.tar")]
    assert parts == [("all.tar:1.json.gz", [A, B]), ("all.tar:../2.jsonl", [A])]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.tar", "home"]
    assert [part.name for part in dump_parts(tmp_path / "all.tar")] == ["all.tar:1.json.gz", "all.tar:../2.jsonl"]


def test_folders_are_searched_in_order(tmp_path):
    for name in ("b/1.json.gz", "a/2.jsonl", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert dump_files([tmp_path]) == [tmp_path / "a/2.jsonl", tmp_path / "b/1.json.gz"]
    with pytest.raises(InputError, match="has no dump in it"):
        dump_files([tmp_path / "home"])
    with pytest.raises(InputError, match=r"none\.jsonl does not exist"):
        dump_files([tmp_path / "none.jsonl"])


def test_cut_off_gzip_gives_what_is_whole_and_says_so(tmp_path):
    lines = b"".join(b'{"DOI":"10.1000/%d","title":["%s"]}\n' % (n, bytes(str(n**40), "ascii")) for n in range(5000))
    whole = gzip.compress(mtime=0, data=lines)
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    found = entries(tmp_path / "cut.jsonl.gz")
    assert 1000 < len(found) < 4000
    assert found[-1].place == "cut.jsonl.gz"
    assert found[-1].problem.startswith("cannot be read further (Compressed file ended")
    assert not any(entry.problem for entry in found[:-1])


def test_damaged_member_does_not_hide_the_next_one(tmp_path):
    damaged = bytearray(gzip.compress(mtime=0, data=LINES))
    damaged[12:20] = b"\xff" * 8
    with tarfile.open(tmp_path / "d.tar", "w") as archive:
        for name, content in (("1.jsonl.gz", bytes(damaged)), ("2.jsonl", A)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    first, second = entries(tmp_path / "d.tar")
    assert (first.place, first.json) == ("d.tar:1.jsonl.gz", b"")
    assert first.problem.startswith("cannot be read further")
    assert (second.json, second.problem) == (A, "")


def test_no_archive_at_all(tmp_path):
    (tmp_path / "d.tar").write_bytes(b"not a tar")
    (only,) = entries(tmp_path / "d.tar")
    assert (only.place, only.problem) == ("d.tar", "cannot be read further (truncated header)")


def test_cut_off_list_gives_what_is_whole(tmp_path):
    (tmp_path / "d.json").write_bytes(DOCUMENT[:-20])
    first, second = entries(tmp_path / "d.json")
    assert first.json == A
    assert second.place == "d.json, item 2"
    assert second.problem.startswith("the rest of the list is not JSON")


def test_line_without_end_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(dumps, "LONGEST_ITEM", 2**20)
    monkeypatch.setattr(dumps._Rejoined.readline, "__defaults__", (2**20,))
    (tmp_path / "d.jsonl").write_bytes(b"x" * (3 * 2**20) + b"\n" + A)
    first, second = entries(tmp_path / "d.jsonl")
    assert (first.place, first.problem) == ("d.jsonl, line 1", "longer than 1 MiB")
    assert (second.place, second.json) == ("d.jsonl, line 2", A)


@given(
    titles=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=8),
    chunk=st.integers(1, 64),
    skip=st.integers(0, 9),
    listed=st.booleans(),
)
def test_items_are_the_same_however_they_are_cut(tmp_path_factory, titles, chunk, skip, listed):
    items = [{"DOI": f"10.1000/{n}", "title": [title]} for n, title in enumerate(titles)]
    texts = [json.dumps(item, ensure_ascii=False) for item in items]
    path = tmp_path_factory.mktemp("dump") / "d.json"
    path.write_text(
        '{"items":[' + ", ".join(texts) + "]}" if listed else "\n".join(texts), encoding="utf-8", newline=""
    )
    before = dumps.CHUNK
    dumps.CHUNK = chunk
    try:
        found = [json.loads(e.json) for part in dump_parts(path) for e in part.entries(skip)]
    finally:
        dumps.CHUNK = before
    assert found == items[skip:]
