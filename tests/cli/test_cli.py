"""The commands as a user calls them: help, output, one clear line for what is wrong, exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from refdb.cli import COMMANDS, cli, main


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert result.output.splitlines()[2].strip()


def test_help_lists_every_command_with_a_line():
    output = CliRunner().invoke(cli, ["--help"]).output
    for name, (_, line) in COMMANDS.items():
        assert name in output
        assert line.split(";")[0].split(":")[0][:20] in " ".join(output.split())


BAD_CALLS = [
    (["audit", "missing.txt"], "refdb: missing.txt: no such file"),
    (["audit", "."], "refdb: . is a folder; give the article's file"),
    (["audit", "empty.txt"], "refdb: empty.txt is empty: there is nothing to read in it"),
    (["audit", "binary.bin"], "refdb: binary.bin is a binary file, not an article"),
    (["audit", "unknown.txt"], "refdb: unknown.txt is in an unknown encoding (byte 0 is not UTF-8)"),
    (["audit", "good.txt", "--registry", "missing.db"], "missing.db"),
    (["audit", "good.txt", "--registry", "good.txt"], "good.txt"),
    (["audit", "good.txt", "--html", "no/such/folder/a.html"], "does not exist"),
    (["search", "sleep"], "refdb: no library in this folder or above it; make one with `refdb init`"),
    (["--library", "nowhere", "search", "sleep"], "refdb: nowhere is not a library; make one with `refdb init`"),
    (["search"], "refdb: say what to search for"),
    (["check"], "refdb: say what to check"),
    (["verify", "missing.txt"], "refdb: missing.txt: no such file"),
    (["verify", f"{300 * 'a'}.txt"], "a.txt cannot be read: File name too long"),
    (["snapshot", "build", "missing.jsonl", "-o", "x.db"], "missing.jsonl"),
    (["snapshot", "serve", "missing.db"], "missing.db"),
    (["good.txt"], "refdb audit good.txt"),
    (["nonsense"], "No such command 'nonsense'"),
]


@pytest.mark.parametrize(("args", "message"), BAD_CALLS)
def test_what_is_wrong_is_one_line_and_status_2(tmp_path, monkeypatch, capsys, args, message):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.bin").write_bytes(bytes(range(32)) * 50)
    (tmp_path / "unknown.txt").write_bytes(bytes(range(128, 256)) * 20)
    (tmp_path / "good.txt").write_text("A title\n\nSome text that says something about sleep.\n")
    monkeypatch.setattr(sys, "argv", ["refdb", *args])
    with pytest.raises(SystemExit) as ended:  # and nothing else: that would be a traceback
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert message in said
    assert len([line for line in said.splitlines() if line.startswith("refdb:")]) <= 1


def test_a_process_of_its_own_ends_without_a_traceback():
    command = [sys.executable, "-m", "refdb.cli", "audit", "missing.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "refdb: missing.txt: no such file\n")


def test_a_process_of_its_own_reads_and_prints(snapshot_file):
    line = (
        "Manson JE, Cook NR, Lee IM. Vitamin D supplements. N Engl J Med. 2019;380(1):33-44. doi:10.1056/NEJMoa1809944"
    )
    command = [sys.executable, "-m", "refdb.cli", "verify", "-", "--registry", str(snapshot_file), "--json"]
    done = subprocess.run(command, input=line, capture_output=True, text=True, check=False)
    assert (json.loads(done.stdout)["doi"], done.stderr) == ("10.1056/nejmoa1809944", "")


def test_a_session(refdb, tmp_path, works_file, article_file, snapshot_file):
    assert refdb("init", "lib").stdout.startswith("made a library in")
    assert refdb("init", "lib").stdout.startswith("there is a library already in")
    imported = refdb("--library", "lib", "import", works_file, "--json")
    assert json.loads(imported.stdout) == {
        "articles": 0, "references": 0, "works": 5, "new": 5, "duplicates": 0, "merged": [], "warnings": [],
    }  # fmt: skip
    indexed = refdb("--library", "lib", "index", "--json")
    assert json.loads(indexed.stdout)["embedded"] == 5
    found = refdb("--library", "lib", "search", "fish oil and the heart", "-k", "1", "--json")
    row = json.loads(found.stdout)
    assert (row["query_id"], row["doi"]) == (1, "10.1056/nejmoa1811403")
    assert set(row) == {"query_id", "key", "doi", "title", "passage", "page", "score", "parts"}
    enriched = refdb("--library", "lib", "import", article_file)
    assert "1 articles with 4 references" in enriched.stdout
    counts = refdb("--library", "lib", "enrich", "--registry", snapshot_file, "--json")
    assert json.loads(counts.stdout) == {"verified": 2, "field_mismatch": 1, "not_found": 1}
    exported = refdb("--library", "lib", "export", "-o", "refs.bib")
    assert exported.stdout == "5 entries written to refs.bib\n"
    assert (tmp_path / "refs.bib").read_text().count("@article{") == 4
    assert len(refdb("--library", "lib", "list", "works").stdout.splitlines()) == 5


def test_audit_writes_both_reports_and_says_what_it_found(refdb, tmp_path, article_file, snapshot_file):
    done = refdb(
        "--library", "lib", "audit", article_file, "--registry", snapshot_file, "--html", "a.html", "--json", "a.json"
    )
    assert done.returncode == 1, done.stderr
    report = json.loads((tmp_path / "a.json").read_text())
    assert [r["status"] for r in report["references"]] == ["verified", "field_mismatch", "verified", "not_found"]
    assert report["coverage"]["references"] == 4
    assert {"sentence", "start", "end", "references", "verdict", "confidence", "evidence"} <= set(report["claims"][0])
    assert set(report["versions"]) == {"refdb", "embedder", "judge", "registry"}
    page = (tmp_path / "a.html").read_text()
    assert "Pills, coffee and prevention" in page
    assert page.count("<script") == 1  # its own
    assert "wrong details" in done.stdout
    again = refdb("--library", "lib", "audit", article_file, "--registry", snapshot_file, "--json", "-")
    second = json.loads(again.stdout)
    assert [(r["status"], r["doi"], r["diffs"]) for r in second["references"]] == [
        (r["status"], r["doi"], r["diffs"]) for r in report["references"]
    ]
    assert second["claims"] == report["claims"]


def test_a_registry_that_does_not_answer_gives_unchecked_rows(refdb, tmp_path, article_file):
    done = refdb("verify", article_file, "--registry", "http://127.0.0.1:9", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["unchecked"] * 4
    assert done.returncode == 3
    assert done.stderr.startswith("no network: 4 references unchecked (127.0.0.1: connection refused)")


def test_verify_reads_lines_rows_and_standard_input(refdb, tmp_path, snapshot_file):
    line = (
        "Manson JE, Cook NR, Lee IM. Vitamin D supplements and prevention of cancer and cardiovascular disease. "
        "N Engl J Med. 2019;380(1):33-44."
    )
    (tmp_path / "refs.txt").write_text(f"{line}\n\n{line.replace('380', '381')}\n")
    done = refdb("verify", "refs.txt", "--registry", snapshot_file, "--json")
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert [(row["id"], row["status"], row["doi"]) for row in rows] == [
        (1, "verified", "10.1056/nejmoa1809944"),
        (2, "field_mismatch", "10.1056/nejmoa1809944"),
    ]
    assert done.returncode == 1
    piped = refdb("verify", "-", "--registry", snapshot_file, "--json", stdin=json.dumps({"id": "x", "raw": line}))
    assert (json.loads(piped.stdout)["id"], piped.returncode) == ("x", 0)


def test_verify_takes_the_fields_of_bibliographic_files(refdb, tmp_path, snapshot_file):
    (tmp_path / "refs.bib").write_text(
        "@article{m, author={Manson, JoAnn E. and Cook, Nancy R. and Lee, I-Min}, title={Vitamin D Supplements and Prevention of Cancer and "
        "Cardiovascular Disease}, journal={N Engl J Med}, year=2019, volume=381, number=1, pages={33--44}}"
    )
    done = refdb("verify", tmp_path / "refs.bib", "--registry", snapshot_file, "--json")
    row = json.loads(done.stdout)
    assert (row["status"], row["doi"]) == ("field_mismatch", "10.1056/nejmoa1809944")
    assert [d["field"] for d in row["diffs"] if d["outcome"] == "mismatch"] == ["volume"]


def test_parse_prints_rows(refdb, tmp_path):
    done = refdb("parse", "-", "--json", stdin="Poole R, Kennedy OJ. Coffee and health. BMJ. 2017;359:j5024.\n")
    row = json.loads(done.stdout)
    assert (row["id"], row["year"], row["volume"]) == (1, 2017, "359")
    assert [a["family"] for a in row["authors"]] == ["Poole", "Kennedy"]


def test_extract_warns_where_there_is_no_reference_list(refdb, tmp_path):
    (tmp_path / "a.txt").write_text("A title\n\nSleep helps memory, as was shown before [1].\n")
    done = refdb("extract", "a.txt", "--json")
    assert done.stderr.startswith("warning: No reference list was found")
    assert json.loads(done.stdout)["citations"][0]["undefined"] == ["1"]


def test_check_judges_a_row_against_its_own_text_without_a_library(refdb, tmp_path):
    row = {
        "id": "a",
        "claim": "Vitamin D lowered the incidence of cancer.",
        "evidence_text": ["It rained.", "Cats slept."],
    }
    (tmp_path / "claims.jsonl").write_text(json.dumps(row) + "\n")
    done = refdb("check", "--claims", "claims.jsonl", "--json")
    answer = json.loads(done.stdout)
    assert (answer["id"], answer["label"]) == ("a", "NEI")
    assert (Path(tmp_path) / "home" / "data").exists() is False


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from refdb.cli import cli; cli.main(['--help'], standalone_mode=False); "
        "print(sorted({'torch', 'faiss', 'onnxruntime', 'numpy', 'sqlalchemy', 'lxml', 'habanero', 'jinja2', 'rich', "
        "'ray', 'psycopg', 'pgvector'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_library_in_a_folder_brings_nothing_of_clusters_and_servers(tmp_path):
    """Ray, psycopg and pgvector are extras."""
    code = (
        "import sys, refdb; refdb.init_library('lib'); library = refdb.open_library('lib').__enter__(); library.works(); "
        "import refdb.workflows.many.processes, refdb.workflows.auditing; library.close(); "
        "print(sorted({'ray', 'psycopg', 'pgvector'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"


def test_bibliographic_files_become_works(refdb, tmp_path):
    (tmp_path / "refs.bib").write_text(
        "@article{a, title={Editorial}, author={Roe, R.}, journal={Rest}, year=2001, volume=1, number=1, pages={2--3}}\n"
        "@article{b, title={Editorial}, author={Roe, R.}, journal={Rest}, year=2001, volume=1, number=2, pages={2--3}}\n"
        "@article{c, title={Editorial}, author={Roe, R.}, journal={Rest}, year=2001, volume=1, number=2, pages={2--3}}\n"
        "@misc{d, note={nothing}}\n"
    )
    done = refdb("--library", tmp_path / "lib", "import", tmp_path / "refs.bib", "--json")
    counts = json.loads(done.stdout)
    assert (counts["works"], counts["new"], counts["duplicates"]) == (4, 3, 1)
    assert counts["warnings"] == []
