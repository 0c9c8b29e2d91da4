"""The demo's article through the installed `refdb` command: what scripts/demo/README.md promises is what comes out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parent.parent / "scripts" / "demo"
REFDB = Path(sys.executable).with_name("refdb")

# A loaded machine may be slow; the audit itself takes seconds.
TIMEOUT = 300


def refdb(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder`, as a user would."""
    return subprocess.run(
        [REFDB, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False, timeout=TIMEOUT
    )


@pytest.fixture(scope="module")
def audited(made_once):
    """A folder in which the demo's steps were done."""
    return made_once("demo", steps)


def steps(folder: Path) -> None:
    built = refdb(folder, "snapshot", "build", DEMO / "works.jsonl", "-o", "registry.db")
    assert built.returncode == 0, built.stderr
    audit = refdb(
        folder,
        "--library",
        ".",
        "audit",
        DEMO / "article.txt",
        "--registry",
        "registry.db",
        "--html",
        "report.html",
        "--json",
        "report.json",
    )
    assert audit.returncode == 1, audit.stderr  # 1: there are findings, as there should be


@pytest.fixture(scope="module")
def report(audited):
    return json.loads((audited / "report.json").read_text(encoding="utf-8"))


def wrong_fields(reference):
    return [diff["field"] for diff in reference["diffs"] if diff["outcome"] == "mismatch"]


def test_every_reference_has_the_status_the_readme_says(report):
    assert [(r["n"], r["status"], r["doi"]) for r in report["references"]] == [
        (1, "verified", "10.1056/nejmoa1809944"),
        (2, "verified", "10.1056/nejmoa1811403"),
        (3, "identifier_points_elsewhere", "10.1056/nejmoa1812792"),
        (4, "verified", "10.1001/jama.2020.22258"),
        (5, "field_mismatch", "10.1056/nejmoa1900906"),
        (6, "verified", "10.1136/bmj.i6583"),
        (7, "verified", "10.1056/nejmoa2202106"),
        (8, "field_mismatch", "10.1056/nejm199605023341802"),
        (9, "verified", "10.1001/jama.2011.1437"),
        (10, "verified", "10.1016/0140-6736(91)90133-a"),
        (11, "not_found", ""),
        (12, "not_checkable", ""),
    ]


def test_the_wrong_fields_are_named_and_no_others(report):
    assert {r["n"]: wrong_fields(r) for r in report["references"] if wrong_fields(r)} == {
        3: ["doi"],
        5: ["year", "volume"],
        8: ["authors"],
    }


@pytest.mark.parametrize(
    ("beginning", "denial"),
    [
        ("Indeed, daily vitamin D3 significantly lowered the risk of hip fractures",
         "Vitamin D3 did not significantly lower the risk of total, nonvertebral or hip fractures"),
        ("Omega-3 fatty acids significantly reduced the incidence of major cardiovascular events",
         "After a median of 5.3 years, omega-3 fatty acids did not lower the incidence of major"),
    ],
)  # fmt: skip
def test_a_claim_its_source_denies_is_called_contradicted(report, beginning, denial):
    (claim,) = [c for c in report["claims"] if c["sentence"].startswith(beginning)]
    assert claim["verdict"] == "contradicted"
    assert claim["evidence"][0]["rationale"].startswith(denial)


@pytest.mark.parametrize(
    "beginning",
    [
        "Vitamin E also slows the loss of memory",
        "Magnesium citrate halved the number of migraine attacks",
    ],
)
def test_a_claim_its_source_does_not_treat_is_not_called_supported(report, beginning):
    verdicts = [c["verdict"] for c in report["claims"] if c["sentence"].startswith(beginning)]
    assert len(verdicts) == 1
    assert verdicts[0] != "supported"


@pytest.mark.parametrize(
    ("beginning", "references"),
    [
        ("In more than 25,000 American adults", [1]),
        ("Vitamin D3 did not significantly lower the risk of type 2 diabetes", [5]),
        ("Pooled data from 25 randomised trials", [6]),
        ("In patients with raised triglycerides", [3]),
        ("There was no significant difference between omega-3", [4]),
        ("Lung cancer was more frequent", [8]),
        ("Instead, vitamin E supplementation", [9]),
        ("Folic acid around the time of conception", [10]),
        ("Exercise and weight loss prevent type 2 diabetes", []),
    ],
)
def test_a_claim_its_source_shares_is_not_called_contradicted(report, beginning, references):
    claims = [c for c in report["claims"] if c["sentence"].startswith(beginning)]
    assert len(claims) == 1
    assert claims[0]["references"] == references
    assert claims[0]["verdict"] != "contradicted"


@pytest.mark.parametrize("advice", ["Talk to your doctor", "Keep the receipt", "Before you buy", "Was the product"])
def test_advice_and_questions_are_not_claims(report, advice):
    assert [c["sentence"] for c in report["claims"] if c["sentence"].startswith(advice)] == []


def test_the_report_for_people_names_the_work_behind_the_wrong_doi(audited):
    html = (audited / "report.html").read_text(encoding="utf-8")
    assert "Multivitamins in the Prevention of Cancer in Men" in html
    assert "Magnesium citrate halved" in html


def test_the_bibliography_has_the_ten_works_that_exist(audited):
    exported = refdb(audited, "--library", ".", "export", "-o", "refs.bib")
    assert exported.returncode == 0, exported.stderr
    text = (audited / "refs.bib").read_text(encoding="utf-8")
    assert sum(line.startswith("@") for line in text.splitlines()) == 10
    assert "NEJMoa1809944".lower() in text.lower()


def test_a_second_audit_of_the_same_article_gives_the_same_answers(slow, audited, report):
    again = refdb(
        audited, "--library", ".", "audit", DEMO / "article.txt", "--registry", "registry.db", "--json", "again.json"
    )
    assert again.returncode == 1, again.stderr
    second = json.loads((audited / "again.json").read_text(encoding="utf-8"))
    assert [r["status"] for r in second["references"]] == [r["status"] for r in report["references"]]
    assert [c["verdict"] for c in second["claims"]] == [c["verdict"] for c in report["claims"]]


def test_every_abstract_of_the_snapshot_is_marked_as_a_summary_of_ours():
    items = [json.loads(line) for line in (DEMO / "works.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(items) == 23
    assert {item["_abstract_kind"] for item in items if "abstract" in item} == {"summary written for refdb's demo"}
    assert len({item["DOI"] for item in items}) == 23


def test_claims_that_repeat_their_source_are_supported_by_it(report):
    """A judge that always abstains passes every other test of verdicts."""
    for beginning in ("Vitamin D3 did not significantly lower", "There was no significant difference between omega-3"):
        (claim,) = [c for c in report["claims"] if c["sentence"].startswith(beginning)]
        assert claim["verdict"] == "supported"
        assert claim["evidence"][0]["cited"] is True
        assert claim["evidence"][0]["rationale"]
