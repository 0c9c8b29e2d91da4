"""refdb import, export, dedupe and undo as a user calls them."""

import io
import json
import shutil
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

import pytest

from refdb.cli import main

BIB = (
    "@article{roe01, title={Naps at noon in older adults}, author={Roe, R.}, journal={Annals of Rest}, year=2001, volume=3}\n"
    "@article{roe02, title={Naps at noon in older adult}, author={Roe, Rita}, journal={Annals of Rest}, year=2001, keywords={k}}\n"
    "@misc{broken, title={never\n"
)


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def call(folder: Path, *args: object) -> Done:
    """The command's own entry point, in this process: a new one each time would take a minute in all."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["refdb", "--library", "lib", *map(str, args)]
    with chdir(folder), redirect_stdout(out), redirect_stderr(err), mock.patch.object(sys, "argv", argv):
        try:
            main()
            status = 0
        except SystemExit as stop:
            status = int(stop.code or 0)
    return Done(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> Path:
    """A folder with bibliographies and the library that has them."""
    folder = tmp_path_factory.mktemp("bibliographies")
    (folder / "refs.bib").write_text(BIB)
    (folder / "ids.txt").write_text("10.1000/ABC\n")
    (folder / "table.csv").write_text("Titel;Jahr\nBeds;2003\n")
    (folder / "m.md").write_text("As said [@roe02].")
    done = call(
        folder, "import", "refs.bib", "ids.txt", "table.csv", "--column", "Titel=title", "--column", "Jahr=year"
    )
    assert done.returncode == 0, done.stderr
    assert "4 works; 4 new" in done.stdout
    assert "warning: refs.bib, line 3: a brace is never closed" in done.stderr
    return folder


@pytest.fixture
def refdb(imported: Path, tmp_path: Path):
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return partial(call, tmp_path)


def test_every_format_is_written(refdb, tmp_path):
    begins = {"bib": "@article{roe01,", "ris": "TY  - JOUR", "nbib": "PMID- 0", "json": "[\n {", "txt": "[1] Roe R."}
    for suffix, begin in begins.items():
        assert refdb("export", "-o", f"out.{suffix}").stdout == f"4 entries written to out.{suffix}\n"
        assert (tmp_path / f"out.{suffix}").read_text().startswith(begin)
    assert "date = {2001}" in refdb("export", "--format", "biblatex").stdout
    assert "Ann. Rest" in refdb("export", "--journals", "abbreviated").stdout
    assert refdb("export", "--style", "apa", "--only-cited", "m.md").stdout.startswith("Roe, R. (2001). Naps at noon")


def test_check_names_what_is_odd(refdb):
    done = refdb("export", "--check", "--json")
    assert done.returncode == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"key": "abc", "severity": "error", "field": "title", "message": "no title"} in rows
    assert refdb("export", "--check", "--tag", "nothing").returncode == 0


def test_duplicates_are_shown_merged_and_undone(refdb):
    shown = refdb("dedupe")
    assert "keep roe01" in shown.stdout
    assert shown.stdout.endswith("1 group\n")
    assert "merged" in refdb("dedupe", "--merge").stdout
    assert len(refdb("list").stdout.splitlines()) == 3
    assert "ids = {roe02}" in refdb("export", "--format", "biblatex").stdout
    assert "@article{roe02," in refdb("export", "--only-cited", "m.md").stdout
    assert "merged roe02 into roe01" in refdb("undo", "--list").stdout
    assert refdb("undo").stdout.endswith("merged roe02 into roe01 (undone)\n")
    assert len(refdb("list").stdout.splitlines()) == 4
    assert "import refs.bib, ids.txt, table.csv: 4 works added" in refdb("undo").stdout
    assert refdb("list").stdout == ""
    assert refdb("undo").stderr == "refdb: nothing to undo\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["export", "--style", "nope"], "refdb: no style 'nope'"),
        (["export", "--style", "apa", "--format", "ris"], "refdb: --style is for formatted text, not for ris"),
        (["export", "--only-cited", "missing.tex"], "refdb: missing.tex cannot be read: No such file or directory"),
        (["export", "--article", "9"], "refdb: no article 9 in this library"),
        (["import", "ids.txt", "--column", "x"], "refdb: --column x: expected NAME=FIELD"),
        (["import", "table.csv", "--column", "No=title"], "refdb: table.csv: no column 'No' in the table"),
        (["import", "ids.txt", "--format", "endnote"], "refdb: ids.txt: "),
        (["import", "x.csv", "--key-pattern", "nope"], "refdb: "),
        (["undo", "7"], "refdb: no change 7 to undo"),
    ],
)
def test_what_is_wrong_is_one_line_and_status_2(refdb, args, message):
    done = refdb(*args)
    assert done.returncode == 2, done
    assert done.stderr.startswith(message), done.stderr
    assert done.stderr.count("\n") == 1
