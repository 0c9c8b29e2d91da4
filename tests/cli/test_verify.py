"""`refdb verify` as a user meets it: what it prints, its exit status, and what it leaves alone."""

import json

import pytest

from tests.records import SLEEP

BIB = """\
@article{right, title={Sleep, coffee and the memory of shift workers}, author={Lindqvist, Anna and Okafor, Chidi},
 journal={Journal of Quiet Nights}, year=2014, volume=12, pages={101--109}, doi={10.1000/sleep}}
@article{broken, title={What follows is never closed
@article{wrong, title={Sleep, coffee and the memory of shift workers}, author={Lindqvist, Anna and Okafor, Chidi},
 journal={Journal of Quiet Nights}, year=2014, volume=30, pages={101--109}, doi={10.1000/sleep}}
@misc{thin, title={Ibid}}
"""


@pytest.fixture
def bib(tmp_path):
    path = tmp_path / "refs.bib"
    path.write_text(BIB, encoding="utf-8")
    return path


@pytest.fixture
def registry(tmp_path):
    from refdb.registries.snapshot.building import build

    (tmp_path / "dump.jsonl").write_text(json.dumps(SLEEP), encoding="utf-8")
    build([tmp_path / "dump.jsonl"], tmp_path / "registry.db")
    return tmp_path / "registry.db"


def test_rows_of_a_bib_file_have_its_keys_and_what_is_broken_is_named(refdb, bib, registry):
    done = refdb("verify", bib, "--registry", registry, "--json")
    rows = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert {row["id"]: row["status"] for row in rows if row["id"] in ("right", "wrong", "thin")} == {
        "right": "verified",
        "wrong": "field_mismatch",
        "thin": "not_checkable",
    }
    assert done.returncode == 1
    assert "line 3" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_last_line_counts_and_the_wrong_field_is_shown(refdb, bib, registry):
    done = refdb("verify", bib, "--registry", registry)
    assert "volume: printed '30', registered '12'" in done.stdout
    assert "1 verified" in done.stdout.strip().split("\n")[-1]


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        ("Lindqvist, Berta and Okafor, Chidi", "authors: given names: Berta Lindqvist for Anna Lindqvist"),
        ("Okafor, Chidi and Lindqvist, Anna", "authors: in another order"),
    ],
)
def test_what_differs_in_authors_is_said_where_their_family_names_are_the_same(
    refdb, tmp_path, registry, authors, said
):
    entry = BIB.partition("@article{broken")[0].replace("Lindqvist, Anna and Okafor, Chidi", authors)
    (tmp_path / "one.bib").write_text(entry, encoding="utf-8")
    done = refdb("verify", tmp_path / "one.bib", "--registry", registry)
    assert said in done.stdout
    assert "authors: printed" not in done.stdout


def test_an_outage_is_no_finding_and_is_told(refdb, bib):
    done = refdb("verify", bib, "--registry", "http://127.0.0.1:9")
    assert done.returncode == 3
    assert "references unchecked (127.0.0.1: connection refused)" in done.stderr
    assert "not_found" not in done.stdout


def test_what_a_library_was_answered_serves_offline(refdb, bib, loopback, answer, tmp_path):
    def respond(path, _count):
        if path.startswith("/works?"):
            return answer(200, json.dumps({"status": "ok", "message": {"items": [SLEEP]}}))
        return answer(200, json.dumps({"status": "ok", "message": SLEEP}))

    server = loopback(respond)
    folder = tmp_path / "library"
    assert refdb("init", folder).returncode == 0
    offline = ["--library", folder, "verify", bib, "--registry", server.url, "--json", "--offline"]
    before = refdb(*offline)
    assert {json.loads(line)["status"] for line in before.stdout.split("\n") if line} == {"unchecked"}
    assert server.asked == []
    online = refdb("--library", folder, "verify", bib, "--registry", server.url, "--json")
    asked = len(server.asked)
    assert asked > 0
    after = refdb(*offline)
    assert after.stdout == online.stdout
    assert len(server.asked) == asked


def test_a_folder_that_is_no_library(refdb, bib, tmp_path):
    done = refdb("--library", tmp_path / "nowhere", "verify", bib, "--registry", "http://127.0.0.1:9", "--offline")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not a library" in done.stderr.rstrip("\n").rpartition("\n")[2]
    assert "Traceback" not in done.stderr


def test_entries_are_linted_and_retractions_told(refdb, tmp_path):
    from refdb.registries.snapshot.building import build

    gone = SLEEP | {"updated-by": [{"DOI": "10.1000/notice", "type": "retraction", "source": "publisher",
                                   "updated": {"date-parts": [[2015, 3, 1]]}}]}  # fmt: skip
    (tmp_path / "dump.jsonl").write_text(json.dumps(gone), encoding="utf-8")
    build([tmp_path / "dump.jsonl"], tmp_path / "registry.db")
    (tmp_path / "refs.bib").write_text(
        "@article{gone, title={Sleep, coffee and the memory of shift workers}, author={Lindqvist, Anna and Okafor, Chidi},"
        " journal={Journal of Quiet Nights}, volume=12, pages={101--109}, doi={10.1000/sleep}}",
        encoding="utf-8",
    )
    done = refdb("verify", "refs.bib", "--registry", "registry.db")
    assert done.returncode == 1
    assert "retracted 2015-03-01 (publisher) 10.1000/notice" in done.stdout
    assert "entry: no year" in done.stdout
    assert done.stdout.strip().endswith("1 verified, 1 retracted")
    row = json.loads(refdb("verify", "refs.bib", "--registry", "registry.db", "--json").stdout)
    assert (row["status"], row["standing"]["state"], row["lint"]) == ("verified", "retracted", ["no year"])
