"""What the commands do to files, and what files do to them: odd names, links, pipes, rights, bad records, cut files."""

import gzip
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from refdb import restore_library
from refdb.cli import cli
from refdb.errors import InputError
from refdb.library import init_library, open_library
from refdb.reports.saving import write_whole
from refdb.settings import set_setting

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights and pipes as POSIX has them")


def run(*args):
    return CliRunner().invoke(cli, [str(arg) for arg in args], catch_exceptions=True)


# Commands one after the other in one process of their own, which has what is written and its encoding for itself.
SEVERAL = """
import json, os, subprocess, sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from refdb.cli import main

done = []
for call in json.loads(sys.argv[1]):
    if call[0] == "chmod":
        os.chmod(call[1], call[2])
        continue
    sys.argv[1:], status = call, None
    out, err = (TextIOWrapper(BytesIO(), encoding=std.encoding, errors=std.errors) for std in (sys.stdout, sys.stderr))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            status = ended.code
    said = [std.flush() or std.buffer.getvalue().decode(errors="replace") for std in (out, err)]
    done.append([status or 0, *said])
print(json.dumps(done))
"""


def in_a_process(calls, before=()):
    """(status, output, errors) of each command, in a process that ``before`` starts; ``chmod`` is done between them."""
    call = [*before, sys.executable, "-c", SEVERAL, json.dumps(calls)]
    done = subprocess.run(call, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_library_lies_in_its_folder_whatever_that_is_called(tmp_path):
    for name in ("lib?a", "lib?b", "lib#c", "lib%41", "file:d"):
        init_library(tmp_path / name)
        with open_library(tmp_path / name) as library:
            assert library.stats()["works"] == 0
        assert (tmp_path / name / "refdb.sqlite3").stat().st_size > 0
    assert {path.name for path in tmp_path.glob("lib*")} == {"lib#c", "lib%41", "lib?a", "lib?b"}


@posix_only
def test_outputs_go_through_links_and_pipes_and_keep_their_rights(tmp_path):
    target, link, pipe, closed = tmp_path / "t", tmp_path / "l", tmp_path / "p", tmp_path / "c"
    target.write_text("old")
    link.symlink_to("t")
    write_whole(link, b"through the link")
    assert (link.is_symlink(), target.read_bytes()) == (True, b"through the link")

    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"through the pipe")
    reader.join(10)
    assert (got, stat.S_ISFIFO(pipe.stat().st_mode)) == ([b"through the pipe"], True)

    closed.write_text("old")
    closed.chmod(0o600)
    write_whole(closed, b"mine")
    assert (stat.S_IMODE(closed.stat().st_mode), closed.read_bytes()) == (0o600, b"mine")
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path, b"a folder")
    assert not list(tmp_path.glob(".*"))  # nothing half written stays


def test_export_writes_a_bar_to_standard_output(tmp_path):
    init_library(tmp_path / "lib")
    done = run("--library", tmp_path / "lib", "export", "-o", "-")
    assert (done.exit_code, (tmp_path / "-").exists()) == (0, False)


def test_two_articles_of_one_name_give_two_reports(tmp_path, snapshot_file):
    texts = {"d1": "One. Coffee is good.", "d2": "Two. Tea is bad."}
    for folder, text in texts.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(text)
    again = tmp_path / "d1" / ".." / "d1" / "x.txt"  # the first, said in another way
    done = run(
        "--library",
        tmp_path / "lib",
        "audit",
        tmp_path / "d1/x.txt",
        tmp_path / "d2/x.txt",
        again,
        "--registry",
        snapshot_file,
        "--html",
        tmp_path / "r",
    )
    assert sorted(path.name for path in (tmp_path / "r").glob("*.txt.html")) == ["d1-x.txt.html", "d2-x.txt.html"], (
        done.output
    )


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('{"id":"b","title":"Bad","volume":"\\ud800"}', "cannot be stored"),
        ("[" * 100_000, "not JSON"),
        ('{"id": ', "not JSON"),
        ('{"id":"b","title":{"a":[1]},"author":7}', "neither title nor DOI nor text"),
    ],
)
def test_a_bad_record_costs_no_other(tmp_path, bad, said):
    good = [json.dumps({"id": f"w{n}", "title": f"A work numbered {n}"}) for n in range(4)]
    (tmp_path / "one.jsonl").write_text("\n".join([*good[:2], bad, *good[2:]]))
    (tmp_path / "other.jsonl").write_text(json.dumps({"id": "last", "title": "The last of all"}))
    with open_library(tmp_path / "lib", create=True) as library:
        counts = library.import_files([tmp_path / "one.jsonl", tmp_path / "other.jsonl"])
        assert [work.key for work in library.works()] == ["w0", "w1", "w2", "w3", "last"]
    (warning,) = counts.warnings
    assert warning.startswith("one.jsonl, line 3: ")
    assert said in warning
    assert (counts.works, counts.new) == (5, 5)


def test_a_year_that_no_calendar_has_is_none(tmp_path):
    (tmp_path / "w.jsonl").write_text('{"id":"w","title":"Far off","issued":{"date-parts":[[100000000000000000000]]}}')
    with open_library(tmp_path / "lib", create=True) as library:
        library.import_files(tmp_path / "w.jsonl")
        assert [(work.key, work.year) for work in library.works()] == [("w", None)]


@pytest.mark.parametrize(
    ("name", "said"),
    [("deep.json", "deep.json: not JSON that can be read"), ("torn.jsonl.gz", "torn.jsonl.gz cannot be read as JSON")],
)
def test_a_file_that_is_no_json_is_one_line(tmp_path, name, said):
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "torn.jsonl.gz").write_bytes(bytes.fromhex("1f8b0800000000000003") + b"\xff" * 40)
    done = run("--library", tmp_path / "lib", "import", tmp_path / name)
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)


def test_an_emptied_database_beside_its_indexes_is_said(tmp_path):
    with open_library(tmp_path / "lib", create=True) as library:
        (tmp_path / "w.jsonl").write_text('{"id":"w","title":"Naps and memory"}')
        library.import_files(tmp_path / "w.jsonl")
        library.index()
    (tmp_path / "lib" / "refdb.sqlite3").write_bytes(b"")
    for command in (["list"], ["search", "naps"], ["import", tmp_path / "w.jsonl"]):
        done = run("--library", tmp_path / "lib", *command)
        assert "is empty, but" in str(done.exception)
    assert (tmp_path / "lib" / "refdb.sqlite3").stat().st_size == 0


def test_a_cut_database_comes_with_advice(tmp_path):
    init_library(tmp_path / "lib")
    file = tmp_path / "lib" / "refdb.sqlite3"
    file.write_bytes(b"no database " * 1000)
    assert "put a copy of the library back" in str(run("--library", tmp_path / "lib", "list").exception)


@posix_only
@pytest.mark.parametrize("indexed", [True, False])
def test_a_library_that_may_not_be_written_is_read(tmp_path, indexed):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("the superuser may write everywhere, and there is no setpriv to become less")
    lib = tmp_path / "lib"
    (tmp_path / "w.jsonl").write_text(
        '{"id":"w","title":"Naps and memory","abstract":"Naps help memory. We studied 40 adults who slept at noon."}'
    )
    (tmp_path / "new.jsonl").write_text('{"id":"new","title":"New"}')
    with open_library(lib, create=True) as library:
        library.import_files(tmp_path / "w.jsonl")
        if indexed:
            library.index()
    parts = [*lib.rglob("*"), lib]
    for part in parts:
        part.chmod(0o555 if part.is_dir() else 0o444)
    less = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    calls = {
        "list": ["list"],
        "search": ["search", "naps", "--json"],
        "export": ["export"],
        "check": ["check", "Naps help memory.", "--json"],
        "import": ["import", str(tmp_path / "new.jsonl")],
    }
    try:
        found = in_a_process([["--library", str(lib), *call] for call in calls.values()], less)
    finally:
        for part in reversed(parts):
            part.chmod(0o755 if part.is_dir() else 0o644)
    done = dict(zip(calls, found, strict=True))
    assert {name: (status in (0, 1), "Naps" in out) for name, (status, out, _) in done.items()} == {
        **dict.fromkeys(("list", "search", "export", "check"), (True, True)),
        "import": (False, False),
    }
    assert ("not embedded yet" in done["search"][2]) == (not indexed)
    status, _, said = done["import"]
    assert (status, "Traceback" in said, "may not be written here" in said) == (2, False, True)


@posix_only
def test_what_may_not_be_read_or_written_is_told_in_a_line(tmp_path):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("the superuser may write everywhere, and there is no setpriv to become less")
    lib, shut = tmp_path / "lib", tmp_path / "shut"
    (tmp_path / "w.jsonl").write_text('{"id":"w","title":"Naps and memory","abstract":"Naps help memory of adults."}')
    (tmp_path / "a.txt").write_text(
        "On naps\n\nNaps help memory [1].\n\nReferences\n\n1. Roe A. Naps. Sleep. 2001;1:2.\n"
    )
    with open_library(lib, create=True) as library:
        library.import_files(tmp_path / "w.jsonl")
        library.index()
    shut.mkdir()
    (shut / "x.bib").write_text("old")
    closed = {
        lib / "refdb.sqlite3": [
            ["list"],
            ["search", "naps"],
            ["check", "Naps help"],
            ["import", "w.jsonl"],
            ["doctor"],
        ],
        lib: [["list"], ["search", "naps"], ["index"]],
        shut: [["export", "-o", "shut/x.bib"], ["audit", "a.txt", "--offline", "--html", "shut/a.html"], ["list"]],
        tmp_path / "w.jsonl": [["import", "w.jsonl"]],
        tmp_path / "a.txt": [["audit", "a.txt", "--offline"], ["extract", "a.txt"]],
    }
    less = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    calls, done = [], []
    for path, commands in closed.items():
        calls.append(["chmod", str(path), 0o555 if path == shut else 0])
        for command in commands:
            call = [str(tmp_path / part) if "." in part else part for part in command]
            done.append((path, call))
            calls.append(["--library", str(lib), *call])
        calls.append(["chmod", str(path), path.stat().st_mode])
    for (path, call), (status, _, said) in zip(done, in_a_process(calls, less), strict=True):
        if path == shut and call == ["list"]:
            assert status == 0
            continue
        told = [line for line in said.splitlines() if line.startswith(("refdb: ", "Error: "))]
        assert (status, len(told), "Traceback" in said) == (2, 1, False), (path.name, call, said)
    assert (shut / "x.bib").read_text() == "old"


def test_what_stands_before_a_tear_is_taken(tmp_path):
    rows = "".join(json.dumps({"id": f"w{n}", "title": f"A work numbered {n}"}) + "\n" for n in range(2000))
    (tmp_path / "torn.jsonl.gz").write_bytes(gzip.compress(rows.encode(), 1)[:-2000])
    with open_library(tmp_path / "lib", create=True) as library:
        counts = library.import_files(tmp_path / "torn.jsonl.gz")
    assert 1000 < counts.works < 2000
    assert counts.warnings[-1].startswith(f"torn.jsonl.gz cannot be read as JSON beyond line {counts.works}: ")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_names_that_are_no_utf8_are_names(tmp_path, snapshot_file):
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.txt")
    for path, title in ((odd, "Coffee"), (tmp_path / "c.txt", "Tea")):
        with Path(path).open("w") as file:
            file.write(
                f"{title}\n\n{title} helps [1].\n\nReferences\n\n1. Roe R. {title} and sleep. Sleep. 2001;3:1-9.\n"
            )
    outs = ["--html", str(tmp_path / "r"), "--json", str(tmp_path / "j")]
    library, registry = ["--library", str(tmp_path / "lib")], ["--registry", str(snapshot_file)]
    done = in_a_process(
        [[*library, "audit", odd, str(tmp_path / "c.txt"), *registry, *outs], [*library, "import", odd]]
    )
    assert [(status in (0, 1), "fault" in said) for status, _, said in done] == [(True, False)] * 2, done
    own = [
        sys.executable,
        "-m",
        "refdb.cli",
        *library,
        "verify",
        odd,
        *registry,
    ]  # its name comes as the system gives it
    verified = subprocess.run(own, capture_output=True, check=False)
    assert (verified.returncode in (0, 1), b"fault" in verified.stderr) == (True, False), verified.stderr
    assert (len(list((tmp_path / "r").glob("*.txt.html"))), len(list((tmp_path / "j").iterdir()))) == (2, 2)


def test_a_report_nested_without_end_is_no_report(tmp_path):
    init_library(tmp_path / "lib")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    done = run("--library", tmp_path / "lib", "audit", "--replay", tmp_path / "deep.json")
    assert isinstance(done.exception, InputError)


@posix_only
def test_a_corrected_list_goes_through_a_link_and_a_full_disk_costs_it_nothing(tmp_path, snapshot_file):
    mine, link = tmp_path / "mine.bib", tmp_path / "l.bib"
    mine.write_text("@article{a, title = {A title}, author = {Roe, R.}, year = 2001}\n" * 50)
    mine.chmod(0o600)
    link.symlink_to("mine.bib")
    before = mine.read_bytes()
    call = [sys.executable, "-B", "-m", "refdb.cli", "verify", "--registry", str(snapshot_file), "--fix", str(mine), "-o", str(link)]  # fmt: skip
    # -B: Python would cut what it compiles at the limit, too, and read it so ever after.
    full = subprocess.run(
        ["sh", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$@"', "sh", *call], capture_output=True, text=True
    )
    assert (full.returncode, mine.read_bytes()) == (2, before), full.stderr
    assert "cannot be written" in full.stderr
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode in (0, 1), link.is_symlink(), stat.S_IMODE(mine.stat().st_mode)) == (True, True, 0o600)


@posix_only
def test_backups_and_settings_are_their_owners_alone(tmp_path):
    before = os.umask(0o022)
    try:
        init_library(tmp_path / "lib")
        (tmp_path / "lib" / "library.toml").unlink()
        set_setting(tmp_path / "lib", "openalex_key", "abc")
        (tmp_path / "copy.zip").touch()
        (tmp_path / "link.zip").symlink_to("copy.zip")
        with open_library(tmp_path / "lib") as library:
            library.backup(tmp_path / "link.zip", force=True)
        restore_library(tmp_path / "link.zip", tmp_path / "again")
        os.mkfifo(tmp_path / "pipe")
        with open_library(tmp_path / "lib") as library, pytest.raises(InputError, match="is no file"):
            library.backup(tmp_path / "pipe", force=True)
    finally:
        os.umask(before)
    again = tmp_path / "again"
    closed = (tmp_path / "lib/library.toml", tmp_path / "copy.zip", again / "library.toml", again / "refdb.sqlite3")
    assert [stat.S_IMODE(path.stat().st_mode) for path in closed] == [0o600] * 4
    assert (stat.S_IMODE(again.stat().st_mode), (tmp_path / "link.zip").is_symlink()) == (0o700, True)


@posix_only
def test_a_snapshot_goes_through_a_link_and_replaces_no_device(tmp_path, works_file):
    (tmp_path / "s.db").symlink_to("real.db")
    assert run("snapshot", "build", works_file, "-o", tmp_path / "s.db").exit_code == 0
    assert ((tmp_path / "s.db").is_symlink(), (tmp_path / "real.db").is_file()) == (True, True)
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in str(run("snapshot", "build", works_file, "-o", tmp_path / "pipe").exception)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
