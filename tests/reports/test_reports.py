"""The report: complete, escaped, self-contained, readable in a browser at any width."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from refdb.model import Article, AuditReport, Coverage, Source, Standing, Update, Verdict, Verification
from refdb.reports.html import doi_url, render
from refdb.reports.json import document, verdict_row, verification_row
from refdb.reports.terminal import summary
from refdb.reports.wording import STATUSES, VERDICTS, sureness

EVIL = "<script>alert('x')</script>"


def test_everything_is_on_the_page_in_its_order(report):
    text = html.unescape(re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", render(report), flags=re.S)))
    found = [
        "One thing is odd.", "What this report covers", "2 references found", "wrong details", "To look at: 2", "2009", "2001",
        "The nearest is far.", "The text and its claims", "Sleep helps memory.", "Sleep helped memory.", "image description",
        "ab12",
    ]  # fmt: skip
    places = [text.find(part) for part in found]
    assert -1 not in places
    assert places == sorted(places)


def test_no_text_from_outside_becomes_markup(report):
    page = render(report)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert 'href="https://doi.org/10.1/a%3Cb%3E"' in page
    assert doi_url('javascript:alert(1)"') == "https://doi.org/javascript:alert(1)%22"


def test_nothing_is_fetched_from_elsewhere(report):
    page = render(report)
    assert re.findall(r"<(?:link|img|script|iframe|object)\b|@import|url\(", page) == []
    assert "default-src 'none'" in page


def test_a_report_on_nothing_is_a_page_too():
    empty = AuditReport(Article("", "", source=Source("a.txt")), (), (), Coverage(), ("No reference list was found.",))
    page = render(empty)
    assert "No reference was found" in page
    assert "No checkable claim was found" in page


def test_the_json_has_the_shape_of_the_contract(report):
    found = json.loads(json.dumps(document(report)))
    assert set(found) == {"article", "coverage", "references", "claims", "warnings", "versions"}
    first = found["references"][0]
    assert (first["n"], first["status"], first["key"], first["doi"]) == (1, "field_mismatch", "smith2001", "10.1/a<b>")
    assert first["diffs"][0] == {
        "field": "year", "printed": "2009", "registered": "2001", "outcome": "mismatch", "severity": "major",
    }  # fmt: skip
    claim = found["claims"][0]
    assert (claim["sentence"], claim["start"], claim["end"], claim["references"]) == (
        "Sleep helps memory.",
        35,
        54,
        [1],
    )
    assert (claim["verdict"], claim["evidence"][0]["rationale"]) == ("supported", "Sleep helped memory.")


def test_a_retracted_work_comes_first_and_is_linked_to_its_notice(report):
    first, second = report.references
    notice = Update("partial_retraction", "10.1/n<b>", f"watch {EVIL}", "2020-01-02")
    fine = replace(second, verification=Verification("verified", first.verification.work), standing=Standing("retracted", (notice,), ("crossref",)))  # fmt: skip
    clear = replace(first, standing=Standing("clear", (), ("crossref", "europepmc")))
    changed = replace(report, references=(clear, fine))
    page = render(changed)
    assert "<script" not in page
    assert 'href="https://doi.org/10.1/n%3Cb%3E"' in page
    assert "retracted in part 2020-01-02" in page
    assert "no retraction known (crossref, europepmc)" in page
    assert "To look at: 2" in page
    assert page.index('id="reference-2"') < page.index('id="reference-1"')
    rows = document(changed)["references"]
    assert rows[0]["standing"] == {"state": "clear", "notices": [], "sources": ["crossref", "europepmc"]}
    assert rows[1]["standing"]["notices"][0]["type"] == "partial_retraction"
    assert "standing" not in document(report)["references"][0]
    out = StringIO()
    summary(changed, Console(file=out, width=200, color_system=None))
    assert "⊘ retracted: retracted in part 2020-01-02" in out.getvalue()


def test_rows_of_check_and_verify(report):
    verdict = report.claims[0].verdict
    row = verdict_row("c1", "Sleep helps memory.", verdict)
    assert (row["id"], row["verdict"], row["label"], row["evidence"][0]["relation"]) == (
        "c1",
        "supported",
        "SUPPORT",
        "supports",
    )
    assert verdict_row(1, "x", Verdict("mixed"))["label"] == "NEI"
    assert verification_row("r1", "raw", Verification("unchecked"))["doi"] == ""


def test_the_terminal_names_what_needs_a_look(report):
    out = StringIO()
    summary(report, Console(file=out, width=200, color_system=None))
    text = out.getvalue()
    assert "! One thing is odd." in text
    assert "1 ≠ wrong details   1 ? not found" in text
    assert "year: printed '2009', registered '2001'" in text


def test_every_status_and_verdict_has_words():
    from typing import get_args

    from refdb.model import Status, VerdictLabel

    assert set(STATUSES) == set(get_args(Status))
    assert set(VERDICTS) == set(get_args(VerdictLabel))
    assert sureness(0.91) == "likely, 91%"


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_sticks_out_at_the_side(report, tmp_path: Path, width: int):
    (tmp_path / "report.html").write_text(render(report).replace("default-src", "x-src"))
    (tmp_path / "frame.html").write_text(
        f'<iframe id="f" src="report.html" style="width:{width}px;height:900px;border:0"></iframe><p id="w"></p>'
        "<script>onload = () => { const page = document.getElementById('f').contentDocument.documentElement;"
        "document.getElementById('w').textContent = 'width ' + page.scrollWidth; }</script>"
    )
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
               f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=3000", "--dump-dom",
               f"file://{tmp_path / 'frame.html'}"]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert int(re.search(r"width (\d+)", shown).group(1)) <= width
