"""Mistakes that a person makes in the first hour, and what comes of them: a line that says what to do."""

import json
import re
import subprocess
import sys
import time

import click
import pytest

from refdb.cli import cli

MANSON = "10.1056/nejmoa1809944"
NOWHERE = "http://127.0.0.1:9"  # nobody answers there


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["audit", "https://example.org/a.html", "--offline"], "save the page first, and give the file"),
        (["audit", "http://192.168.1.1/a.html"], "is not on the public web"),
        (["verify", "https://example.org/a.html"], "save the page first, and give the file"),
        (["audit", "article.txt", "--html", "."], "refdb: . is a folder; give the report's file, such as report.html"),
        (["audit", "missing.txt"], "refdb: missing.txt: no such file"),
        (["export", "-o", "x.docx"], "no format is written as .docx; there are .bib (bibtex), .ris (ris)"),
        (["export", "-o", "x.xlsx"], "no format is written as .xlsx"),
        (["parse", "refs.bib"], "refs.bib is a bibliography"),
        (["audit", "png_named.pdf"], "it reads text, Markdown, HTML, PDF, Word (.docx), JATS XML and LaTeX"),
        (["search", "--tag", "x"], "refdb list --tag TAG"),
        (["serach", "x"], "Did you mean `refdb search`?"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_once_with_what_to_do(refdb, tmp_path, args, message):
    (tmp_path / "article.txt").write_text("On sleep\n\nNaps help memory.\n")
    (tmp_path / "refs.bib").write_text("@article{a, title = {Vitamin D}, year = 2001}\n")
    (tmp_path / "png_named.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    done = refdb(*args)
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    if not re.search("png|192", args[1]) and args[0] in ("audit", "export"):
        assert not (tmp_path / "home" / "data" / "refdb").exists()  # nothing was opened or made


def test_a_list_of_mistakes_costs_no_time(refdb):
    began = time.process_time()
    refdb("audit", "missing.txt")
    assert time.process_time() - began < 2  # a model takes longer to load, in whatever company


def test_verify_takes_a_doi_or_a_printed_reference(refdb, snapshot_file):
    done = refdb("verify", MANSON, "--registry", snapshot_file)
    assert (done.returncode, done.stdout.startswith("verified")) == (0, True)
    printed = (
        "Manson JE, Cook NR, Lee IM. Vitamin D supplements and prevention of cancer and cardiovascular disease. "
        "N Engl J Med. 2019;381(1):33-44."
    )
    done = refdb("verify", printed, "--registry", snapshot_file)
    assert (done.returncode, "volume: printed '381', registered '380'" in done.stdout) == (1, True)
    assert refdb("verify", "missing.txt", "--registry", snapshot_file).stderr == "refdb: missing.txt: no such file\n"


def test_verify_names_entries_by_their_keys_and_each_has_its_own_findings(refdb, tmp_path, snapshot_file):
    (tmp_path / "refs.bib").write_text(
        "@article{a1, author={Manson, JoAnn E.}, title={Vitamin D Supplements and Prevention of Cancer and Cardiovascular "
        "Disease}, journal={N Engl J Med}, year=2019, volume=380}\n"
        "@article{a1, author={Roe, R.}, title={On otters}, year=2001}\n"
    )
    lines = refdb("verify", "refs.bib", "--registry", snapshot_file).stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("a1  "))
    second = next(n for n, line in enumerate(lines) if line.startswith("a1  ") and n > first)
    assert not any("journal or book" in line for line in lines[first:second])
    assert any("journal or book" in line for line in lines[second:])


def test_a_doi_that_does_not_exist_is_told(refdb, tmp_path, snapshot_file):
    (tmp_path / "dois.txt").write_text(f"{MANSON}\n10.1234/doesnotexist\n")
    refdb("init")
    assert refdb("import", "dois.txt").stdout.endswith(
        "2 works have an identifier and nothing else yet; `refdb enrich` looks them up\n"
    )
    done = refdb("enrich", "--registry", snapshot_file)
    assert "not found: no registry that was asked knows 10.1234/doesnotexist" in done.stdout
    assert MANSON not in done.stdout


def test_a_wrong_file_is_attached_by_force_alone_and_taken_back(refdb, tmp_path, works_file):
    (tmp_path / "wrong.txt").write_text("A wholly different thing\n\n" + "Stones were counted in forty brooks. " * 60)
    refdb("init")
    refdb("import", works_file)
    refused = refdb("attach", MANSON, "wrong.txt")
    assert (refused.returncode, "is it the right file? --force" in refused.stderr) == (2, True)
    assert refdb("attach", MANSON, "wrong.txt", "--force").returncode == 0
    assert "attach wrong.txt" in refdb("undo").stdout
    assert "full text" not in refdb("show", MANSON).stdout.replace("full text of", "")


def test_the_registry_of_an_audit_is_remembered(refdb, article_file, snapshot_file):
    first = refdb("--library", "lib", "audit", article_file, "--registry", snapshot_file, "--json", "-")
    assert "is the registry of this library from now on" in first.stderr
    second = refdb("--library", "lib", "audit", article_file, "--json", "-")
    statuses = [[r["status"] for r in json.loads(one.stdout)["references"]] for one in (first, second)]
    assert statuses[0] == statuses[1]
    assert refdb("config", "get", "registry", "--library", "lib").stdout == f"{snapshot_file}\n"


def test_without_network_nothing_is_green(refdb, tmp_path, article_file):
    done = refdb(
        "--library", "lib", "audit", article_file, "--registry", NOWHERE, "--html", "a.html", "--json", "a.json"
    )
    assert done.returncode == 3
    assert "no network: 4 references unchecked (127.0.0.1: connection refused)" in done.stderr
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["warnings"][0] == (
        "No network: 4 of 4 references are unchecked (127.0.0.1: connection refused). Run the audit again when there is one."
    )
    page = (tmp_path / "a.html").read_text()
    assert "Nothing was checked" in page
    assert "Nothing was found that needs correcting" not in page
    for command in ("enrich", "retractions"):
        done = refdb("--library", "lib", command)
        assert (done.returncode, done.stderr.count("no network:")) == (
            3 if command == "enrich" else 0,
            1 if command == "enrich" else 0,
        )


def test_no_duplicates_and_a_library_within_another_are_said(refdb, works_file):
    refdb("init")
    refdb("import", works_file)
    assert refdb("dedupe").stdout == "no duplicates\n"
    assert "it lies within the library" in refdb("init", "my").stderr
    assert refdb("init", "my").stderr == ""


def test_hits_are_few_and_numbered(refdb, works_file):
    refdb("init")
    refdb("import", works_file)
    found = refdb("search", "vitamin coffee sleep heart").stdout
    assert found.startswith("1. ")
    assert "6. " not in found


def commands(group=cli, path=()):
    """Each command by its words, groups themselves among them."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_each_command_has_help_examples_and_a_manual_page(refdb):
    for words in commands():
        done = refdb("help", *words)
        assert (done.returncode, words if len(words) > 1 or "Examples:" in done.stdout else ()) == (0, words)
        page = refdb("help", *words, "--man").stdout
        title = "-".join(("refdb", *words)).upper().replace("-", "\\-")
        assert page.startswith(f'.TH "{title}" 1'), page[:80]
        assert ".SH OPTIONS" in page


STARTED = """
import sys
from refdb.cli import main
try:
    main()
finally:
    print("|".join(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "call", [("init", "x"), ("list",), ("show", MANSON), ("config", "list"), ("help", "audit")], ids=" ".join
)
def test_the_small_commands_import_nothing_slow(refdb, tmp_path, works_file, call):
    refdb("init")
    refdb("import", works_file)
    done = subprocess.run(
        [sys.executable, "-c", STARTED, *call], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    slow = {"sqlalchemy", "alembic", "numpy", "faiss", "onnxruntime", "lxml", "httpx2", "rich", "jinja2"}
    assert done.returncode == 0, done.stderr
    assert slow & set(done.stderr.split("|")) == set()
