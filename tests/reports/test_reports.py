"""The report: complete, escaped, self-contained, readable in a browser at any width."""

import html
import json
import re
from dataclasses import replace
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from refdb.model import (
    Article,
    AuditReport,
    CheckedClaim,
    Claim,
    Coverage,
    Judgement,
    Source,
    Span,
    Standing,
    Update,
    Verdict,
    Verification,
)
from refdb.reports.html import doi_url, marked, render
from refdb.reports.json import document, verdict_row, verification_row
from refdb.reports.lists.findings import table
from refdb.reports.lists.tasks import tasks_of
from refdb.reports.page import cut
from refdb.reports.terminal import summary
from refdb.reports.wording import STATUSES, VERDICTS, sureness

EVIL = "<script>alert('x')</script>"


def without_own_script(page: str) -> str:
    """The page without the style and the one script that are its own."""
    page, scripts = re.subn(r"<script>\n\"use strict\";.*?</script>", "", page, flags=re.S)
    assert scripts == 1
    return re.sub(r"<style>.*?</style>", "", page, flags=re.S)


def words(page: str) -> str:
    """What is read on the page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", without_own_script(page).replace("<", " <"))))


def test_the_template_is_read_once_for_all_reports(report, monkeypatch):
    """It takes as long as a tenth of an audit."""
    from jinja2 import Environment

    first = render(report)
    monkeypatch.setattr(Environment, "from_string", None)
    assert render(report) == first


def test_everything_is_on_the_page_in_its_order(report):
    text = words(render(report)).split("About this report", 1)[1]  # behind the header's links
    found = [
        "One thing is odd.", "What to do first", "2 of 2 references should be looked at", "No registry that was asked knows the work",
        "References with wrong details", "year: printed 2009, registered 2001", "If there is time", "References that the text never cites",
        "What this report covers", "2 references found", "The text and its claims", "Sleep helps memory.", "Sleep helped memory.",
        "image description", "To look at: 2", "As registered", "The nearest is far.", "About this report", "ab12",
    ]  # fmt: skip
    places = [text.find(part) for part in found]
    assert -1 not in places
    assert places == sorted(places)


def test_no_text_from_outside_becomes_markup(report):
    page = without_own_script(render(report))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert 'href="https://doi.org/10.1/a%3Cb%3E"' in page
    assert doi_url('javascript:alert(1)"') == "https://doi.org/javascript:alert(1)%22"


def test_nothing_is_fetched_from_elsewhere(rich_report):
    page = render(rich_report)
    assert re.findall(r"<(?:link|img|iframe|object)\b|@import|url\(|\ssrc=|\sstyle=|\son\w+=", page) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert re.sub(r"sha256-[\w+/=]+", "…", html.unescape(policy)) == (
        "default-src 'none'; style-src '…'; script-src '…'; base-uri 'none'; form-action 'none'"
    )


def test_who_wrote_the_article_and_when_stands_under_its_title(report):
    assert 'class="byline"' not in render(report)
    signed = replace(report, article=replace(report.article, authors=("Anna <b>Weber", "Karl Braun"), date="2023-05"))
    assert '<p class="byline">Anna &lt;b&gt;Weber, Karl Braun · 2023-05</p>' in render(signed)
    assert document(signed)["article"]["authors"] == ["Anna <b>Weber", "Karl Braun"]
    assert document(signed)["article"]["date"] == "2023-05"
    assert document(report)["article"]["authors"] == []
    console = Console(file=StringIO(), width=100)
    summary(signed, console)
    assert "Anna <b>Weber, Karl Braun · 2023-05\n" in console.file.getvalue()


def test_a_report_on_nothing_is_a_page_too():
    empty = AuditReport(Article("", "", source=Source("a.txt")), (), (), Coverage(), ("No reference list was found.",))
    page = render(empty)
    assert "No reference was found" in page
    assert "No checkable claim was found" in page


def test_the_json_has_the_shape_of_the_contract(report):
    found = json.loads(json.dumps(document(report)))
    assert set(found) >= {"article", "coverage", "references", "claims", "warnings", "versions"}
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
    fine = replace(
        second,
        verification=Verification("verified", first.verification.work),
        standing=Standing("retracted", (notice,), ("crossref",)),
    )
    clear = replace(first, standing=Standing("clear", (), ("crossref", "europepmc")))
    changed = replace(report, references=(clear, fine))
    page = without_own_script(render(changed))
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


def test_what_to_do_first_is_the_gravest_first(rich_report):
    tasks = [(t.wording.name, t.urgent, [i.name for i in t.items]) for t in tasks_of(rich_report)]
    assert tasks == [
        ("Retracted works are cited", True, ["Reference 3"]),
        ("The cited source seems to say the opposite", True, ["Claim 2"]),
        ("The DOI leads to another work", True, ["Reference 4"]),
        ("No registry that was asked knows the work", True, ["Reference 6"]),
        ("References with wrong details", True, ["Reference 2"]),
        ("Several registered works fit the reference", True, ["Reference 5"]),
        ("Citations that lead to no reference", True, ["Marker [4]"]),
        ("Another source in the library seems to say the opposite", True, ["Claim 7"]),
        ("Sources disagree", True, ["Claim 3"]),
        ("Only a work that was retracted or is under concern says this", True, ["Claim 8"]),
        ("References that the text never cites", False, [f"Reference {n}" for n in (5, 6, 7, 8, 9)]),
        ("The cited source was read; refdb could not tell", False, ["Claim 4", "Claim 9"]),
        ("The cited source could not be read", False, ["Claim 6"]),
    ]


def test_what_is_not_settled_is_no_finding(report):
    claims = tuple(replace(c, verdict=Verdict("not_settled", 0.8, c.verdict.evidence[:1])) for c in report.claims)
    fine = replace(report.references[0], verification=Verification("verified"))
    page = words(
        render(replace(report, claims=claims, references=(fine,), coverage=Coverage(1, {"verified": 1}, 0, 2, 2)))
    )
    assert "Nothing was found that needs correcting." in page
    assert "should be looked at" not in page


def test_a_second_opinion_that_says_the_opposite_is_named_and_one_that_agrees_is_not(report):
    def with_second(relation):
        claim = report.claims[0]
        piece = replace(claim.verdict.evidence[0], second=Judgement(relation, 0.7, Span(0, 14)))
        return replace(report, claims=(replace(claim, verdict=replace(claim.verdict, evidence=(piece,))),))

    differing = [
        t for t in tasks_of(with_second("contradicts")) if t.wording.name == "The second opinion is the opposite"
    ]
    assert [item.target for item in differing[0].items] == ["claim-1"]
    assert all("second" not in t.wording.name for t in tasks_of(with_second("supports")))
    text = words(render(with_second("contradicts")))
    assert "Second opinion: ✗ contradicts rather likely, 70% , for this sentence: “We asked many.”" in text
    assert text.index("✓ Supports") < text.index("Second opinion")  # beside the first, never instead of it
    assert "✓ supported likely, 91%" in text


def test_kind_of_study_year_and_what_was_read_stand_beside_the_evidence(rich_report):
    text = words(render(rich_report))
    assert (
        "✗ Contradicts : Author1 et al. 2001, A trial of sleep number 1 <b> cited here randomised trial full text read"
        in text
    )
    assert "⊘ retracted or under concern cited here abstract read" in text


def test_how_a_pointing_word_was_read_is_said(rich_report):
    assert "Read with It = Sleep: “Coffee in the evening shortens sleep.”" in words(render(rich_report))


def test_claims_that_share_or_overlap_their_stretch_of_text_keep_all_their_places():
    pieces = list(cut("abcdef", 0, 6, [(1, 1, 4), (2, 1, 4), (3, 3, 5)]))
    assert [(p.text, p.claims, p.first, p.last) for p in pieces] == [
        ("a", (), (), ()),
        ("bc", (1, 2), (1, 2), ()),
        ("d", (1, 2, 3), (3,), (1, 2)),
        ("e", (3,), (), (3,)),
        ("f", (), (), ()),
    ]


@given(
    st.text(max_size=30), st.lists(st.tuples(st.integers(1, 9), st.integers(-5, 40), st.integers(-5, 40)), max_size=5)
)
def test_cutting_loses_no_text(text, spans):
    assert "".join(piece.text for piece in cut(text, 0, len(text), spans)) == text


def test_a_claim_whose_reference_is_unknown_is_not_sent_to_attach(report):
    claims = [CheckedClaim(Claim("Naps harm.", references=(n,)), Verdict("source_unavailable", 1.0)) for n in (1, 2)]
    tasks = tasks_of(replace(report, claims=tuple(claims)))
    named = {task.wording.name: [item.name for item in task.items] for task in tasks if not task.urgent}
    assert named["The cited source could not be read"] == ["Claim 1"]
    assert named["The cited reference is no work that is known here"] == ["Claim 2"]


def test_a_table_runs_nothing_in_a_spreadsheet(report):
    evil = replace(report, article=replace(report.article, source=Source('=HYPERLINK("x")')))
    assert table([evil]).splitlines()[1].startswith("\"'=HYPERLINK")


def test_words_that_differ_are_marked():
    assert marked("Crosnoe L, Grober E", "Crosnoe L, Kim E") == [("Crosnoe L,", False), ("Grober", True), ("E", False)]
    assert marked("2009", "2001") == [("2009", False)]  # all of it differs: marking it says nothing
    assert marked("Goldberg", "Goldberg; Schlenker") == [("Goldberg", False)]
    assert marked("Goldberg; Roe", "Goldberg; Schlenker") == [("Goldberg;", False), ("Roe", True)]
    assert marked("", "7") == []


def test_a_passage_is_quoted_around_its_deciding_sentence(rich_report):
    page = words(render(rich_report))
    assert page.count(" The effect was seen in all groups." * 8) == 4  # once for each work that was read
    start = "… of words. We asked two hundred people to learn a list of words."
    assert start in page


def test_what_leans_is_said_everywhere_and_what_leans_against_comes_first(report):
    claim = report.claims[1]
    evidence = replace(report.claims[0].verdict.evidence[0], relation="contradicts", confidence=0.45)
    verdict = Verdict("not_settled", 0.5, (replace(evidence, relation="neither"),), leaning=evidence)
    changed = replace(report, claims=(replace(claim, verdict=verdict),))
    row = document(changed)["claims"][0]["leaning"]
    assert (row["relation"], row["confidence"], row["rationale"]) == ("contradicts", 0.45, evidence.rationale)
    assert document(report)["claims"][0]["leaning"] is None
    said = f"the best source leans against it (unsure, 45%): “{evidence.rationale}”"
    assert said in words(render(changed))
    (task,) = [t for t in tasks_of(changed) if t.wording.name.startswith("Not settled")]
    assert (task.wording.name, task.urgent) == ("Not settled, but a source leans against the claim", False)
    assert task.items[0].matter.endswith("unsure, 45%")


def test_claims_on_which_nothing_was_found_are_folded_away(rich_report):
    page = render(rich_report)
    fold = page[page.index("Nothing was found here on 1 claim</summary>") :]
    assert 'data-verdict="no_source"' in fold[: fold.index("</details>")]
    assert page.count('data-verdict="no_source"') == 1


def test_a_registry_that_knows_few_of_the_references_is_doubted_first(report):
    lost = report.references[1]
    many = tuple(replace(lost, reference=replace(lost.reference, n=n)) for n in range(3, 8))
    doubted = words(render(replace(report, references=(*report.references, *many))))
    assert "It may simply be too small: ask Crossref itself before you doubt them. Ask the author" in doubted
    assert "too small" not in words(render(report))


def test_a_claim_that_another_source_supports_is_told_from_one_that_its_own_source_supports(report):
    claim = report.claims[0]
    own = replace(claim.verdict.evidence[0], relation="neither")
    other = replace(claim.verdict.evidence[0], cited=False, work=replace(own.work, key="else2002", title="Elsewhere"))
    changed = replace(report, claims=(replace(claim, verdict=Verdict("supported", 0.9, (other, own))),))
    (task,) = [t for t in tasks_of(changed) if "another source says it" in t.wording.name]
    assert [(i.name, i.matter, i.quote) for i in task.items] == [
        ("Claim 1", "Smith et al. 2001, Elsewhere", "Sleep helped memory.")
    ]
    said = "What it cites was read, and refdb could not tell; another source settles it."
    assert said in words(render(changed))
    assert said not in words(render(report))
    assert "Also cited and read; refdb could not tell: 1 source" in words(render(changed))
