"""`refdb audit`: its reports, many articles, offline, replay."""

import json
import zipfile

import pytest

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture
def word_file(tmp_path, article_file):
    """The article as a Word file."""
    lines = [line for line in article_file.read_text(encoding="utf-8").split("\n") if line.strip()]
    escape = {ord("&"): "&amp;", ord("<"): "&lt;"}
    body = "".join(f"<w:p><w:r><w:t>{line.translate(escape)}</w:t></w:r></w:p>" for line in lines)
    path = tmp_path / "article.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return path


def test_one_article_is_no_work_for_a_cluster(refdb, tmp_path):
    (tmp_path / "a.txt").write_text("Sleep\n\nSleep helps memory.\n", encoding="utf-8")
    done = refdb("--library", tmp_path / "lib", "audit", "a.txt", "--offline", "--ray", "auto")
    assert (done.returncode, done.stderr) == (
        0, "warning: one article is audited by this machine; --ray is for several\n"
    )  # fmt: skip


def test_every_report_and_a_replay(refdb, tmp_path, word_file, snapshot_file, works_file):
    library = ["--library", tmp_path / "lib"]
    done = refdb(
        *library,
        "audit",
        word_file,
        "--registry",
        snapshot_file,
        "--html",
        "r.html",
        "--markdown",
        "r.md",
        "--json",
        "r.json",
        "--docx",
        "noted.docx",
    )
    assert done.returncode == 1, done.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {row["status"] for row in report["references"]} >= {"verified", "field_mismatch", "not_found"}
    assert "## Claims" in (tmp_path / "r.md").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "noted.docx") as package:
        assert package.read("word/comments.xml").count(b"<w:comment ") >= 2
    same = refdb(*library, "audit", "--replay", "r.json", "--registry", snapshot_file)
    assert (same.returncode, same.stdout.split(":")[0]) == (0, "the same")
    report["references"][0]["status"] = "not_found"
    (tmp_path / "r.json").write_text(json.dumps(report), encoding="utf-8")
    other = refdb(*library, "audit", "--replay", "r.json", "--registry", snapshot_file)
    assert other.returncode == 1
    assert "reference 1: not_found" in other.stdout


def test_many_articles_one_of_them_broken(refdb, tmp_path, article_file, snapshot_file):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 cut")
    (tmp_path / "a.txt").write_bytes(article_file.read_bytes())
    (tmp_path / "b.txt").write_bytes(article_file.read_bytes() + b"\n")
    command = [
        "--library",
        tmp_path / "lib",
        "audit",
        "a.txt",
        "broken.pdf",
        "b.txt",
        "--json",
        "out",
        "--registry",
        snapshot_file,
    ]
    done = refdb(*command)
    assert done.returncode == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.txt.json", "b.txt.json"]
    assert "1 of 3 articles could not be audited" in done.stderr
    again = refdb(*command)
    assert again.stdout.count("its reports are there already") == 2


def test_many_articles_by_two_workers(refdb, tmp_path, article_file, snapshot_file):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 cut")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(article_file.read_bytes() + name.encode())
    library = ["--library", "lib"]
    command = ["audit", "a.txt", "broken.pdf", "b.txt", "--json", "out", "--html", "out", "--registry", snapshot_file]
    done = refdb(*library, *command, "--workers", "2")
    assert done.returncode == 1, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "a.txt.html", "a.txt.json", "b.txt.html", "b.txt.json", "index.html"
    ]  # fmt: skip
    assert [f"{n} of 3: " in done.stdout for n in (1, 2, 3)] == [True] * 3
    assert "broken.pdf" in (tmp_path / "out" / "index.html").read_text()
    assert "1 of 3 articles could not be audited" in done.stderr
    again = refdb(*library, *command, "--workers", "2")
    assert again.stdout.count("its reports are there already") == 2
    enriched = refdb(*library, "enrich", "--workers", "2", "--json")
    assert json.loads(enriched.stdout)["not_found"] == 2
    indexed = refdb(*library, "index", "--workers", "2", "--json")
    assert json.loads(indexed.stdout)["embedded"] == 0
    nowhere = refdb(*library, *command[:2], "b.txt", "--ray", "auto")
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (2, 1)
    assert "--ray needs a library in PostgreSQL" in nowhere.stderr
    for wrong in ("0", "-1", "two"):
        refused = refdb(*library, *command[:2], "b.txt", "--workers", wrong)
        assert (refused.returncode, "Invalid value for '--workers'" in refused.stderr) == (2, True)


def test_several_reports_have_a_page_and_tables(refdb, tmp_path, article_file, snapshot_file):
    (tmp_path / "a&b.txt").write_text(article_file.read_text())
    done = refdb(
        "--library",
        "lib",
        "audit",
        "a&b.txt",
        "missing.txt",
        "--registry",
        snapshot_file,
        "--html",
        "out",
        "--csv",
        "out",
    )
    assert done.returncode == 1
    page = (tmp_path / "out" / "index.html").read_text()
    assert "<li>References with wrong details: 1</li>" in page
    assert 'href="a%26b.txt.html"' in page
    assert "missing.txt: no such file" in page
    found = (tmp_path / "out" / "a&b.txt.csv").read_text().splitlines()
    assert found[0] == "article,where,finding,text,details,source says,what to do"
    assert any(line.startswith("a&b.txt,Reference") and "year: printed" in line for line in found)
    report = (tmp_path / "out" / "a&b.txt.html").read_text()
    assert "<dt>library</dt><dd>lib, before this audit 0 works" in report
    assert "<dt>registry</dt><dd>registry.db (" in report


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["audit"], "give one or more articles"),
        (["audit", "a.txt", "--replay", "r.json"], "give one or more articles"),
        (["audit", "a.txt", "--docx", "b.docx"], "is no Word file"),
        (["audit", "a.txt", "--html", "-"], "- is for the JSON"),
        (["audit", "a.txt", "b.txt", "--html", "file.html"], "is a file; 2 reports need a folder"),
        (["audit", "a.txt", "--html", "nowhere/r.html"], "does not exist"),
        (["--library", ".", "audit", "--replay", "missing.json"], "is not a library"),
    ],
)
def test_wrong_calls_are_one_line(refdb, args, said, tmp_path):
    (tmp_path / "file.html").write_text("")
    done = refdb(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


STUDY = """Coffee on the night ward

Introduction

Coffee was not linked to a higher risk of death [1]. Sleep loss raises blood pressure in adults.

Results

The mean time asleep rose from 5.1 to 6.3 hours in our nurses (p = 0.02).

References

1. Poole R, Kennedy OJ. Coffee consumption and health: umbrella review of meta-analyses of multiple health outcomes. BMJ. 2017;359:j5024. doi:10.1136/bmj.j5024
"""
CITED = "Coffee was not linked to a higher risk of death."
UNCITED = "Sleep loss raises blood pressure in adults."
OWN = "The mean time asleep rose from 5.1 to 6.3 hours in our nurses (p = 0.02)."


@pytest.mark.parametrize(
    ("option", "checked", "apart"),
    [
        ([], [CITED, UNCITED], [OWN]),
        (["--claims", "cited"], [CITED], [OWN]),
        (["--claims", "literature"], [CITED, UNCITED], [OWN]),
        (["--claims", "all"], [CITED, UNCITED, OWN], []),
    ],
)
def test_which_claims_are_checked_is_an_option(refdb, option, checked, apart, tmp_path, snapshot_file):
    (tmp_path / "study.txt").write_text(STUDY, encoding="utf-8")
    done = refdb(
        "--library",
        "lib",
        "audit",
        "study.txt",
        "--registry",
        snapshot_file,
        *option,
        "--json",
        "r.json",
        "--markdown",
        "r.md",
        "--html",
        "r.html",
    )
    assert done.returncode in (0, 1), done.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [row["sentence"] for row in report["claims"]] == checked
    assert [row["sentence"] for row in report["own_results"]] == apart
    assert report["coverage"]["claims"] == len(checked)
    for name, head in (("r.md", "own results"), ("r.html", "What the article itself found")):
        assert (head in (tmp_path / name).read_text(encoding="utf-8")) is bool(apart), name


def test_a_replay_checks_the_claims_that_its_report_checked(refdb, tmp_path, snapshot_file):
    (tmp_path / "study.txt").write_text(STUDY, encoding="utf-8")
    made = ["audit", "study.txt", "--registry", snapshot_file, "--claims", "cited", "--json", "r.json"]
    assert refdb("--library", "lib", *made).returncode in (0, 1)
    same = refdb("--library", "lib", "audit", "--replay", "r.json", "--registry", snapshot_file)
    assert (same.returncode, same.stdout.split(":")[0]) == (0, "the same"), same.stdout + same.stderr
    other = refdb("--library", "lib", "audit", "--replay", "r.json", "--claims", "all")
    assert other.returncode == 2
    assert "--claims from the report" in other.stderr


def test_a_choice_of_claims_that_is_none_is_refused(refdb, tmp_path):
    (tmp_path / "study.txt").write_text(STUDY, encoding="utf-8")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "library.toml").write_text('claims = "some"\n', encoding="utf-8")
    done = refdb("--library", "lib", "audit", "study.txt")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "cited, literature, all" in done.stderr


def test_an_article_is_audited_by_its_address(
    refdb, tmp_path, article_file, snapshot_file, loopback, answer, monkeypatch
):
    page = answer(200, article_file.read_text(), {"content-type": "text/plain"})
    server = loopback(lambda path, count: answer(404) if path == "/robots.txt" else page)
    call = ["--library", "lib", "audit", f"{server.url}/article.txt", "--registry", snapshot_file, "--json", "-"]
    refused = refdb(*call)
    assert (refused.returncode, "is not on the public web" in refused.stderr) == (2, True)
    monkeypatch.setattr("refdb.network.fetching.permitted", lambda address, port: address.is_loopback)
    done = refdb(*call)
    assert done.returncode == 1
    assert json.loads(done.stdout)["article"]["name"] == "article.txt"
    assert "save the page first" in refdb(*call, "--offline").stderr
