"""refdb enrich, retractions, attach and list, as a user calls them, with sources on loopback."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from refdb.cli import main
from refdb.registries.snapshot.building import build

LONG = "Coffee and tea were given to many, and nobody could tell the difference between them in the end."


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def refdb(monkeypatch, capsys) -> Callable[..., Done]:
    """The command, run in this process."""

    def run(*args: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["refdb", "--library", "lib", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


def rows(done: Done) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    works = [
        {"DOI": "10.1000/tea", "title": ["Tea and what it does to snails"], "author": [{"family": "Ahorn", "given": "B"}],
         "issued": {"date-parts": [[1998]]}, "container-title": ["The Snail"], "volume": "3", "page": "1-9"},
        {"DOI": "10.1000/salt", "title": ["Salt and the resting of slugs"], "author": [{"family": "Buche"}],
         "updated-by": [{"type": "retraction", "DOI": "10.1000/n", "updated": {"date-parts": [[2020, 1, 2]]}}]},
    ]  # fmt: skip
    (tmp_path / "works.jsonl").write_text("\n".join(map(json.dumps, works)))
    build([tmp_path / "works.jsonl"], tmp_path / "local.db")
    return tmp_path / "local.db"


@pytest.fixture
def library(refdb, registry: Path, tmp_path: Path) -> Path:
    refdb("init", "lib")
    (tmp_path / "article.txt").write_text(
        "On snails\n\nTea matters [1].\n\nReferences\n\n1. Ahorn B. Tea and what it does to snails. The Snail. 1998;3:1-9. doi:10.1000/tea\n"
    )
    assert refdb("import", "article.txt").returncode == 0
    return tmp_path / "lib"


def test_sources_named_in_library_toml_fill_abstracts(refdb, library, registry, loopback, answer):
    def respond(path, count):
        result = {"id": "7", "source": "MED", "doi": "10.1000/tea", "pmid": "7", "abstractText": LONG}
        return answer(200, json.dumps({"hitCount": 1, "resultList": {"result": [result]}}))

    server = loopback(respond)
    done = refdb("enrich", "--registry", registry, "--json")
    assert json.loads(done.stdout) == {"verified": 1}
    (library / "library.toml").write_text(f'europepmc = "{server.url}"\n')
    done = refdb("enrich", "--registry", registry, "--json")
    assert json.loads(done.stdout) == {"verified": 1, "abstracts": {"europepmc": 1}}
    asked = len(server.asked)
    again = refdb("enrich", "--registry", registry)
    assert again.stdout == "     1 verified\n"
    assert len(server.asked) == asked
    (row,) = rows(refdb("list", "--json"))
    assert row["state"] == "clear"
    assert row["texts"] == [{"field": "abstract", "source": "europepmc", "name": "MED:7", "sha256": ""}]


def test_retractions_are_findings(refdb, library, registry, tmp_path):
    refdb("import", "works.jsonl")
    done = refdb("retractions", "--registry", registry, "--json")
    assert done.returncode == 1
    by_doi = {row["doi"]: row for row in rows(done)}
    salt = by_doi["10.1000/salt"]
    assert (salt["state"], salt["title"], salt["sources"]) == (
        "retracted",
        "Salt and the resting of slugs",
        ["snapshot local.db"],
    )
    assert salt["notices"] == [{"type": "retraction", "doi": "10.1000/n", "date": "2020-01-02", "source": ""}]
    assert (by_doi["10.1000/tea"]["state"], by_doi["10.1000/tea"]["notices"]) == ("clear", [])
    shown = refdb("retractions", "--offline").stdout
    assert "retraction 2020-01-02 10.1000/n" in shown
    assert shown.endswith("2 works: 1 retracted, 1 clear\n")
    assert "RETRACTED" in refdb("list").stdout


def test_a_dead_registry_and_a_csv_file(refdb, library, tmp_path):
    refdb("import", "works.jsonl")
    (tmp_path / "plain.jsonl").write_text('{"DOI": "10.1000/rain", "title": "Rain on leaves"}\n')
    refdb("import", "plain.jsonl")
    dead = refdb("retractions", "--registry", "http://127.0.0.1:9")
    assert dead.returncode == 1  # the imported file itself tells of a retraction
    assert dead.stdout.endswith("3 works: 1 retracted, 2 unchecked\n")
    assert dead.stderr == "no network: 2 works unchecked (127.0.0.1: connection refused)\n"
    (tmp_path / "rw.csv").write_text(
        "RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n5/2/2019 0:00,,10.1000/rain,0,Retraction\n"
    )
    done = refdb("retractions", "--offline", "--retraction-watch", "rw.csv", "--json")
    assert {row["doi"]: (row["state"], row["sources"]) for row in rows(done)} == {
        "10.1000/tea": ("clear", ["retraction-watch"]),
        "10.1000/salt": ("retracted", ["retraction-watch"]),
        "10.1000/rain": ("retracted", ["retraction-watch"]),
    }
    bad = refdb("retractions", "--offline", "--retraction-watch", "article.txt")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.startswith("refdb: article.txt is not Retraction Watch's CSV file")


def test_files_are_attached_by_name_and_by_folder(refdb, library, registry, tmp_path):
    refdb("import", "works.jsonl")
    body = "We gave salt to forty slugs and none to forty others, and we watched how they rested in the garden. " * 5
    (tmp_path / "pdfs").mkdir()
    (tmp_path / "pdfs" / "salt.txt").write_text(
        f"Salt and the resting of slugs\n\nC. Buche\n\ndoi:10.1000/salt\n\n{body}\n"
    )
    done = refdb("attach", "10.1000/salt", "pdfs/salt.txt")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("attached   pdfs/salt.txt to ")
    (row,) = rows(refdb("attach", "pdfs", "--json"))
    assert (row["outcome"], row["doi"]) == ("unchanged", "10.1000/salt")
    (tmp_path / "pdfs" / "other.txt").write_text(f"Stones that nobody climbs at all\n\n{body}\n")
    mixed = refdb("attach", "pdfs")
    assert mixed.returncode == 1
    assert "unmatched  pdfs/other.txt: which work?" in mixed.stdout
    assert mixed.stdout.endswith("2 files: 1 unmatched, 1 unchanged\n")
    listed = {row["doi"]: row["texts"] for row in rows(refdb("list", "--json"))}
    assert [(t["field"], t["source"], t["name"]) for t in listed["10.1000/salt"]] == [("full_text", "file", "salt.txt")]
    for args, message in (
        (("attach", "nobody", "pdfs/salt.txt"), "refdb: the library has no work 'nobody'"),
        (("attach", "nobody"), "refdb: nobody: no such file or folder"),
        (("attach", "10.1000/salt", "none.pdf"), "refdb: none.pdf: no such file"),
    ):
        wrong = refdb(*args)
        assert wrong.returncode == 2
        assert wrong.stderr.startswith(message)


def test_an_audit_says_what_was_retracted(refdb, registry, tmp_path):
    (tmp_path / "article.txt").write_text(
        "On slugs\n\nSalt makes slugs rest [1].\n\nReferences\n\n1. Buche. Salt and the resting of slugs. doi:10.1000/salt\n"
        "2. Ahorn B. Tea and what it does to snails. The Snail. 1998;3:1-9.\n"
    )
    done = refdb("audit", "article.txt", "--registry", registry, "--html", "a.html", "--json", "a.json")
    assert done.returncode == 1, done.stderr
    references = json.loads((tmp_path / "a.json").read_text())["references"]
    assert references[0]["standing"] == {
        "state": "retracted",
        "notices": [{"type": "retraction", "doi": "10.1000/n", "date": "2020-01-02", "source": ""}],
        "sources": ["snapshot local.db"],
    }
    assert references[1]["standing"]["state"] == "clear"
    page = (tmp_path / "a.html").read_text()
    assert "retracted 2020-01-02" in page
    assert "no retraction known (snapshot local.db)" in page
    assert "retracted: retracted 2020-01-02 10.1000/n" in " ".join(done.stdout.split())
