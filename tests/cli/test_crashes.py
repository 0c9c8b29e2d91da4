"""A fault of refdb's own is one line and a log; Ctrl-C is quiet; letters that an output lacks stop nothing."""

import hashlib
import os
import stat
import subprocess
import sys

import pytest

from refdb import cli
from refdb.cli.crashes import told, write_log

SMALL = "Naps help memory in adults [1].\n\nReferences\n\n1. Łukasz Đorđević. Naps and recall. Sleep. 2001;3:1-9.\n"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def fault():
    try:
        raise KeyError("no such thing")
    except KeyError as error:
        return error


def test_the_log_says_what_happened_and_keeps_secrets(tmp_path):
    (tmp_path / "in.txt").write_text("private words")
    call = ["verify", str(tmp_path / "in.txt"), "--openalex-key", "abc123", "https://h/?api_key=s3cret"]
    path = write_log(fault(), call)
    log = path.read_text(encoding="utf-8")
    assert hashlib.sha256(b"private words").hexdigest() in log
    assert "KeyError: 'no such thing'" in log
    assert "Traceback" in log
    for secret in ("private words", "abc123", "s3cret"):
        assert secret not in log
    if os.name == "posix":
        assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_the_line_names_the_log():
    line = told(fault(), ["list"])
    assert "\n" not in line
    assert "KeyError" in line
    assert "crash-" in line
    assert told(MemoryError(), []) == "there is not enough memory for this input; give it in parts"


def test_no_traceback_reaches_a_person(monkeypatch, capsys):
    def broken(**_):
        raise fault()

    monkeypatch.setattr(cli.cli, "main", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("refdb: a fault of refdb's own stopped it (KeyError")
    assert "Traceback" not in said


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
def test_letters_that_the_output_lacks_are_replaced(tmp_path, encoding):
    (tmp_path / "a.txt").write_text(SMALL, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "refdb.cli", "extract", str(tmp_path / "a.txt")],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ukasz" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that can close standard input")
def test_a_closed_standard_input_is_said():
    call = f"{sys.executable} -m refdb.cli parse - <&-"
    done = subprocess.run(["sh", "-c", call], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "refdb: standard input is closed: give a file, or pipe something in\n")


BEFORE_CLICK = """
import sys

class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
from refdb.cli import main
"""


def test_ctrl_c_is_quiet_while_refdb_is_still_loading():
    done = subprocess.run([sys.executable, "-c", BEFORE_CLICK], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_ctrl_c_says_that_what_was_done_is_kept(monkeypatch, capsys):
    def interrupted(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.cli, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, capsys.readouterr().err) == (130, "refdb: stopped; what was done so far is kept\n")
