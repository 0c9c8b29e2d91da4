"""A damaged library is told in one line with what to do, whatever was asked of it."""

import json
import sqlite3
from contextlib import closing

import pytest

RESTORE = "if it is damaged, put a copy of the library back (`refdb restore BACKUP`), or save what is left with sqlite3's .recover"
LOST = "refdb: lib has indexes and no refdb.sqlite3: the database was lost; put a copy of it back, or remove indexes/ to begin anew\n"


@pytest.fixture
def damaged(refdb, tmp_path):
    """A library of 300 works, and a way to ask something of it."""
    refdb("init", "lib")
    rows = [{"id": f"w{n}", "title": f"Naps {n}", "abstract": "Naps help memory. " * 30} for n in range(300)]
    (tmp_path / "w.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    refdb("--library", "lib", "import", "w.jsonl")
    return lambda *words: refdb("--library", "lib", *words)


def test_a_table_that_is_gone(damaged, tmp_path):
    with closing(sqlite3.connect(tmp_path / "lib" / "refdb.sqlite3")) as connection, connection:
        connection.execute("DROP TABLE passage")
    for words in (["search", "naps"], ["doctor"]):
        done = damaged(*words)
        assert (done.returncode, done.stderr) == (2, f"refdb: lib/refdb.sqlite3: no such table: passage; {RESTORE}\n")


@pytest.mark.parametrize("words", [["list"], ["export"], ["doctor"], ["edit", "w7", "--set", "year=2001"]])
def test_pages_that_are_gone(damaged, tmp_path, words):
    file = tmp_path / "lib" / "refdb.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'work'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(file.read_bytes())
    data[(root - 1) * size : root * size] = b"\x5a" * size
    file.write_bytes(bytes(data))
    done = damaged(*words)
    if words == ["doctor"]:
        assert (
            done.returncode,
            "refdb restore BACKUP NEW-FOLDER" in done.stdout + done.stderr or RESTORE in done.stderr,
        ) in ((1, True), (2, True))
    else:
        assert (done.returncode, done.stderr) == (
            2,
            f"refdb: lib/refdb.sqlite3: database disk image is malformed; {RESTORE}\n",
        )


def test_a_database_that_is_lost_is_not_made_anew(damaged, tmp_path):
    folder = tmp_path / "lib" / "indexes" / "model"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    (tmp_path / "lib" / "refdb.sqlite3").unlink()
    for words in (["list"], ["import", "w.jsonl"], ["doctor"]):
        done = damaged(*words)
        assert (done.returncode, done.stderr) == (2, LOST)
