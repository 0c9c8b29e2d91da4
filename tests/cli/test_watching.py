"""`refdb watch` keeps a bibliography current, and ends on Ctrl-C; `refdb export --to-zotero` as a command."""

import signal
import subprocess
import sys
import time

import pytest

from refdb.library import open_library

PATIENCE = 120  # seconds; a busy machine may be slow


def until(holds, watching):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert watching.poll() is None, watching.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent another way there")
def test_a_file_is_kept_current_until_ctrl_c(refdb, tmp_path, works_file):
    refdb("init", "lib")
    refdb("import", works_file, "--library", "lib")
    bib = tmp_path / "refs.bib"
    call = [sys.executable, "-m", "refdb.cli", "--library", "lib", "watch", "refs.bib", "--export", "--interval", "0.1"]
    watching = subprocess.Popen(
        call,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.default_int_handler
        ),  # a suite in the background ignores it
    )
    try:
        until(lambda: bib.is_file() and bib.read_text().count("@") >= 5, watching)
        said = [watching.stdout.readline()]
        with open_library(tmp_path / "lib") as library:
            library.edit("house2001", {"title": "A house book of dreams"})
        until(lambda: "dreams" in bib.read_text(), watching)
        said.append(watching.stdout.readline())
        written = bib.stat().st_mtime_ns
        with open_library(tmp_path / "lib") as library:
            library.label(["house2001"], "tags", [])  # nothing
        watching.send_signal(signal.SIGINT)
        said.append(watching.communicate(timeout=PATIENCE)[0])
    finally:
        watching.kill()
        watching.wait()
    assert watching.returncode == 0
    assert said == ["5 entries written to refs.bib\n"] * 2 + [""]
    assert bib.stat().st_mtime_ns == written


def test_what_cannot_be_watched_is_told_at_once(refdb):
    done = refdb("watch", "refs.bib")
    assert (done.returncode, "refdb watch refs.bib --export" in done.stderr) == (2, True)
    done = refdb("watch", "refs.xlsx", "--export")
    assert (done.returncode, "no format is written as .xlsx" in done.stderr) == (2, True)


def test_zotero_that_does_not_answer_is_one_line(refdb, works_file, monkeypatch):
    monkeypatch.setenv("REFDB_ZOTERO", "http://127.0.0.1:9")
    refdb("init")
    refdb("import", works_file)
    done = refdb("export", "--to-zotero")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "127.0.0.1:9" in done.stderr
