"""What build servers read: annotations, SARIF, JUnit; the script of the action; the hooks."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from refdb.reports.lists.ci import Entry, github, junit, line_of, sarif

ROOT = Path(__file__).parent.parent.parent
WRONG = Entry("a,b", "Roe R. On sleep.", 7, {"year": "year: printed '2001',\nregistered '2002' 100%"}, True)
UNCHECKED = Entry("2", "Poe P. On tea.", 0, {"unchecked": "The registry could not be asked."}, False)
FINE = Entry("c", "Doe D. On rest.", 9, {}, False)


def test_annotations_stand_beside_lines_and_are_one_line_each():
    assert github("my, refs.bib", [WRONG, UNCHECKED, FINE]) == (
        "::error file=my%2C refs.bib,line=7,title=year::a,b: year: printed '2001',%0Aregistered '2002' 100%25\n"
        "::warning file=my%2C refs.bib,line=1,title=unchecked::2: The registry could not be asked.\n"
    )


def test_sarif_names_rules_and_places():
    (run,) = json.loads(sarif("paper/refs.bib", [WRONG, UNCHECKED, FINE]))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["unchecked", "year"]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [("year", "error"), ("unchecked", "warning")]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "paper/refs.bib"}, "region": {"startLine": 7}}


def test_junit_counts_what_fails():
    suite = etree.fromstring(junit("refs.bib", [WRONG, UNCHECKED, FINE]).encode())[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    assert [[child.tag for child in case] for case in suite] == [["failure"], ["skipped"], []]


@given(st.text(), st.text(), st.text())
def test_any_text_is_told_whole(name, raw, message):
    entry = Entry(name, raw, 1, {"not_found": message}, True)
    assert github(name, [entry]).count("\n") == 1
    assert json.loads(sarif(name, [entry]))["runs"][0]["results"][0]["message"]["text"] == f"{name}: {message}"
    etree.fromstring(junit(name, [entry]).encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("key", "raw", "line"),
    [("roe2001", "", 2), ("Poe", "", 4), ("none", "", 0), ("", "Doe D. On rest.", 5), ("", "nowhere", 0)],
)
def test_the_line_of_an_entry(key, raw, line):
    text = "% roe2001\n@article{roe2001,\n year = 2001}\n  @book ( Poe , x=1)\nDoe D. On rest. 2001.\n"
    assert line_of(text, key, raw) == line


@pytest.fixture
def bibliography(tmp_path):
    file = tmp_path / "refs.bib"
    file.write_text(
        "% a paper's\n@article{manson, author={Manson, JoAnn E. and Cook, Nancy R. and Lee, I-Min}, title={Vitamin D "
        "Supplements and Prevention of Cancer and Cardiovascular Disease}, journal={New England Journal of Medicine}, "
        "year=2019, volume=381, number=1, pages={33--44}, doi={10.1056/nejmoa1809944}}\n"
    )
    return file


@pytest.mark.parametrize(
    ("form", "told"),
    [("github", "::error file=refs.bib,line=2,title=volume::manson: volume: printed '381', registered '380'"),
     ("sarif", '"startLine": 2'), ("junit", '<testcase classname="references" name="manson"><failure message="volume">')],
)  # fmt: skip
def test_verify_writes_them(refdb, bibliography, snapshot_file, form, told):
    done = refdb("verify", "refs.bib", "--registry", snapshot_file, "--format", form)
    assert done.returncode == 1
    assert told in done.stdout


def test_several_files_at_once(refdb, bibliography, snapshot_file, tmp_path):
    (tmp_path / "other.bib").write_text(bibliography.read_text().replace("381", "380"))
    done = refdb("verify", "other.bib", "refs.bib", "--registry", snapshot_file)
    assert done.returncode == 1
    assert done.stdout.count("manson  ") == 2
    refused = refdb("verify", "other.bib", "refs.bib", "--format", "sarif")
    assert (refused.returncode, "are for one file" in refused.stderr) == (2, True)


@pytest.mark.parametrize(("fail_on", "status"), [("findings", 1), ("nothing", 0), ("unchecked", 1)])
def test_the_script_of_the_action(bibliography, snapshot_file, tmp_path, fail_on, status):
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
        "REFDB_FILES": "*.bib", "REFDB_REGISTRY": str(snapshot_file), "REFDB_FAIL_ON": fail_on, "REFDB_MAILTO": "",
        "REFDB_SARIF": "found.sarif",
    }  # fmt: skip
    call = ["bash", str(ROOT / "scripts" / "action" / "verify.sh")]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    assert (done.returncode, "::error file=refs.bib,line=2" in done.stdout) == (status, True), done.stderr
    assert json.loads((tmp_path / "found.sarif").read_text())["version"] == "2.1.0"


def test_the_action_and_the_hooks_call_what_there_is():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    script = (ROOT / "scripts" / "action" / "verify.sh").read_text()
    environment = action["runs"]["steps"][1]["env"]
    assert set(re.findall(r"REFDB_[A-Z_]+", script)) <= environment.keys()
    assert {name for value in environment.values() for name in re.findall(r"inputs\.([\w-]+)", value)} == set(
        action["inputs"]
    )
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()):
        assert shlex.split(hook["entry"])[:2] == ["refdb", "verify"]
        assert re.search(hook["files"], "paper/refs.bib")
        assert not re.search(hook["files"], "notes.bibx")
