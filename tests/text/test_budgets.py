"""What grows beyond measure is refused in one line, and before it has grown."""

import gzip
import io
import tarfile
import tracemalloc
import zipfile

import pytest

from refdb.articles.reading import read_bytes
from refdb.bibliography.importing import read
from refdb.errors import InputError
from refdb.text import budgets
from refdb.text.budgets import json_of, unpacked, within_tags, within_text
from refdb.workflows.steps.work_files import items

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def small(monkeypatch):
    """Budgets of a hundredth, so that the test is fast; every reader must take them from this one place."""

    def least(**sizes):
        for name, size in sizes.items():
            monkeypatch.setattr(budgets, name, size)

    return least


def test_a_stream_is_unpacked_no_further_than_its_budget():
    packed = gzip.compress(b"[]," * 40_000_000, 1)
    tracemalloc.start()
    with gzip.open(io.BytesIO(packed)) as stream, pytest.raises(InputError, match=r"b\.json unpacks to more than 1 MB"):
        unpacked(stream, 1_000_000, "b.json")
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "nested too deep"),
        ("[" + "[]," * 3_000_001 + "1]", "more than 6,000,000 values"),
        ('{"a": ', r"not JSON: Expecting value \(line 1, column 7\)"),
        ("[" + "1" * 5000 + "]", "not JSON that can be read"),
    ],
)
def test_json_that_memory_should_not_hold(text, said):
    with pytest.raises(InputError, match=f"x: .*{said}"):
        json_of(text, "x")


def test_limits_are_as_said():
    within_text(4_000_000, "a")
    within_tags(b"<" * 1_500_000, "a")
    for call in (lambda: within_text(4_000_001, "a"), lambda: within_tags("<" * 1_500_001, "a")):
        with pytest.raises(InputError, match="a has more than"):
            call()


def docx(body):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def tar(text):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as file:
        member = tarfile.TarInfo("main.tex")
        member.size = len(text)
        file.addfile(member, io.BytesIO(text))
    return packed.getvalue()


TEX = rb"\documentclass{a}\begin{document}" + b"A word. " * 4_000 + rb"\end{document}"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", docx("<w:p/>" * 5_000), "tags"),
        ("a.docx", docx(f"<w:p><w:r><w:t>{'Some words. ' * 3_000}</w:t></w:r></w:p>"), "characters"),
        ("a.html", b"<html><body>" + b"<p>a" * 5_000, "tags"),
        ("a.html", b"<html><body><p>" + b"Some words. " * 3_000, "characters"),
        ("a.xml", b"<?xml version='1.0'?><article><body>" + b"<p>a</p>" * 3_000 + b"</body></article>", "tags"),
        ("a.txt", b"Some words. " * 3_000, "characters"),
        ("a.md", b"# A title\n\n" + b"Some words. \n\n" * 3_000, "characters"),
        ("a.tex", TEX, "characters"),
        ("a.tar.gz", tar(TEX), "characters"),
    ],
)
def test_no_reader_goes_beyond_the_budget(small, name, data, said):
    small(MOST_TAGS=4_000, MOST_CHARACTERS=20_000, MOST_SOURCE=30_000)
    with pytest.raises(InputError, match=f"a.* has more than .*{said}"):
        read_bytes(data, name)


@pytest.mark.parametrize("kind", ["endnote", "zotero-rdf"])
def test_no_importer_goes_beyond_the_budget(small, kind):
    small(MOST_TAGS=4_000)
    with pytest.raises(InputError, match="more than 4,000 tags"):
        read("<xml><records>" + "<record/>" * 5_000 + "</records></xml>", kind)


def test_a_line_without_end_costs_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr("refdb.workflows.steps.work_files.LONGEST_LINE", 1000)
    monkeypatch.setattr("refdb.workflows.steps.work_files.MOST_LOST", 9000)
    path = tmp_path / "w.jsonl"
    path.write_bytes(b'{"id": "a"}\n{"t": "' + b"x" * 5000 + b'"}\n\n{"id": "b"}\n{"t": "' + b"x" * 20_000)
    warnings = []
    assert [(where, item["id"]) for where, item in items(path, warnings)] == [("line 1", "a"), ("line 4", "b")]
    assert [said.partition(": ")[0] for said in warnings] == ["w.jsonl, line 2", "w.jsonl, line 5", "w.jsonl"]


def test_a_file_that_blows_up_is_refused_before_a_work_of_it_is_stored(tmp_path):
    for name, text in (
        ("t.json.gz", b"[" + b'{"title":"x"},' * 400_000 + b"{}]"),
        ("t.jsonl.gz", b'{"title":"x"}\n' * 400_000),
    ):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text))
        with pytest.raises(InputError, match=rf"{name} unpacks to more than 100 times its size"):
            next(items(path, []))


def test_a_part_of_a_package_that_blows_up_is_refused():
    body = f"<w:p><w:r><w:t>{'Some words about sleep. ' * 20_000}</w:t></w:r></w:p>"
    with pytest.raises(InputError, match=r"a\.docx unpacks to more than 100 times its size"):
        read_bytes(docx(body), "a.docx")
    assert read_bytes(docx(body[:200_000] + "</w:t></w:r></w:p>"), "a.docx").text  # what is small may be packed well


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("bibtex", "@misc{a, title={x}}\n" * 30),
        ("ris", "TY  - JOUR\nTI  - x\nER  - \n" * 30),
        ("nbib", "PMID- 1\nTI  - x\n\n" * 30),
        ("endnote", f"<xml><records>{'<record></record>' * 30}</records></xml>"),
        ("zotero-json", '{"items":[' + ",".join(['{"itemType":"book"}'] * 30) + "]}"),
        ("csv", "Title\n" + "x\n" * 30),
        ("identifiers", "10.1000/a\n" * 30),
    ],
)
def test_no_file_that_is_read_whole_has_entries_without_end(small, kind, text):
    assert read(text, kind)
    small(MOST_ENTRIES=20)
    with pytest.raises(InputError, match="more than 20 entries"):
        read(text, kind)


def test_a_list_of_works_has_an_end_and_lines_of_works_need_none(small, tmp_path):
    small(MOST_ENTRIES=20)
    (tmp_path / "a.json").write_text("[" + ",".join(['{"title":"x"}'] * 30) + "]")
    (tmp_path / "a.jsonl").write_text('{"title":"x"}\n' * 30)
    with pytest.raises(InputError, match=r"a\.json has more than 20 entries"):
        list(items(tmp_path / "a.json", []))
    assert len(list(items(tmp_path / "a.jsonl", []))) == 30


@pytest.mark.parametrize(
    ("kind", "entry", "begin"),
    [
        ("bibtex", "@article{{a, title = {{{}}}}}\n", 3),
        ("ris", "TY  - JOUR\nTI  - {}\nER  - \n", 7),
        ("nbib", "PMID- 1\nTI  - {}\n\n", 7),
        ("csv", "Title,Year\n{},2001\n", 6),
    ],
)
def test_no_entry_is_longer_than_an_entry_can_be(small, kind, entry, begin):
    small(LONGEST_ENTRY=1000)
    text = entry.format("Naps") * 2 + entry.format("a" * 1000)
    with pytest.raises(InputError, match=rf"the entry in line {begin} of the file has more than 1,000 characters"):
        read(text, kind)
    assert read(entry.format("a" * 900), kind).works[0].title == "a" * 900


def test_a_bibliography_that_is_read_whole_has_so_many_bytes(small, refdb, tmp_path):
    small(MOST_LISTED=20_000_000)
    with (tmp_path / "a.bib").open("wb") as file:
        file.write(b"@article{a, title = {Naps}}\n")
        file.truncate(20_000_001)
    done = refdb("--library", "lib", "import", "a.bib")
    assert (done.returncode, done.stderr) == (
        2,
        "refdb: a.bib has more than 20 MB, too much to be read at once; split it\n",
    )


def test_what_is_piped_in_without_end_is_refused(refdb, monkeypatch):
    from refdb.cli import input as given

    monkeypatch.setattr(given, "MOST_PIPED", 1_000_000)
    done = refdb("parse", "-", stdin="Roe A. Naps. Sleep. 2001;3:1-9.\n" * 40_000)
    assert (done.returncode, done.stderr) == (2, "refdb: more than 1 MB came in: give them in parts, or as a file\n")
