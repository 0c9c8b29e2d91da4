"""A ZIP package in memory: a part, no such part, a damaged one, one with too many; and text recognised in pictures."""

import io
import zipfile

import pytest

from refdb.articles import packages, recognising
from refdb.articles.packages import Package
from refdb.errors import InputError


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def test_a_part_is_read_and_what_is_not_there_is_none():
    package = Package(packed(one=b"Naps help.", two=b""), "a.docx")
    assert package.names == ["one", "two"]
    assert (package.read("one"), package.read("two"), package.read("three")) == (b"Naps help.", b"", None)


def test_what_is_no_zip_file_is_damaged():
    with pytest.raises(InputError, match=r"^a.docx is damaged: it cannot be unpacked \(.+\); get the file again$"):
        Package(b"PK\x03\x04 and no more", "a.docx")


def test_a_part_with_another_sum_is_damaged():
    data = packed(one=b"Naps help the memory of shift workers.")
    at = data.index(b"one") + 6
    broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
    with pytest.raises(InputError, match=r"^a.docx is damaged: one cannot be unpacked; get the file again$"):
        Package(broken, "a.docx").read("one")


def test_more_parts_than_an_article_has(monkeypatch):
    monkeypatch.setattr(packages, "MOST_PARTS", 2)
    assert len(Package(packed(a=b"", b=b""), "a.docx").names) == 2
    with pytest.raises(InputError, match=r"^a.docx holds more than 2 parts: that is no article$"):
        Package(packed(a=b"", b=b"", c=b""), "a.docx")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a program in ocrmypdf's place: a shell script that is given."""

    def put(script: str) -> None:
        (tmp_path / "ocrmypdf").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "ocrmypdf").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    return put


def test_where_the_program_is_not_nothing_is_recognised(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert recognising.with_text(b"%PDF-1.7") is None


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('echo "$@"; cat', b"--quiet --skip-text --output-type pdf - -\n%PDF-1.7 pages"),
        ("cat; exit 4", None),
        ("echo no pages", None),
        ("head -c 2000 /dev/zero; cat", None),
    ],
)
def test_what_the_program_gives_is_taken_where_it_is_a_pdf(program, script, found):
    program(script)
    assert recognising.with_text(b"%PDF-1.7 pages") == found


def test_a_program_that_hangs_is_given_up(program, monkeypatch):
    monkeypatch.setattr(recognising, "PATIENCE", 0.05)
    program("exec sleep 5")
    assert recognising.with_text(b"%PDF-1.7") is None
