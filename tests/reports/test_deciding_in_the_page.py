"""A reader decides in the report's page, in a real browser: kept, counted, saved, taken in, without anything sent."""

import json
import time
from dataclasses import replace

import pytest

from refdb.model import Decision
from refdb.reports.decisions import decisions_of
from refdb.reports.html import render

KEY = f"refdb-decisions-{'ab12' * 16}"
BAR = "document.querySelector('#kept [role=status]').textContent"
KEPT = f"JSON.parse(localStorage.getItem('{KEY}') || '[]')"
FOCUS = (
    "document.activeElement.closest('[id]').id + ' ' + (document.activeElement.value ?? document.activeElement.tagName)"
)


def line(place: str) -> str:
    return f"document.querySelector('#{place} > .decided')?.textContent || ''"


@pytest.fixture
def browser(browser):
    """The browser, which afterwards remembers nothing."""
    yield browser
    browser.send("Emulation.setScriptExecutionDisabled", value=False)
    browser.run("localStorage.clear()")


def decide(browser, place: str, value: str, note: str = "") -> None:
    """As a reader does it: unfold, choose, type."""
    browser.run(f"document.querySelector('#{place}').dispatchEvent(new Event('decide'))")
    browser.run(f"document.querySelector('#{place} .say-form [value=\"{value}\"]').click()")
    if note:
        browser.run(f"document.querySelector('#{place} .say-form textarea').focus()")
        browser.press(*note)


def test_with_the_keyboard_alone(browser, rich_report):
    browser.open(render(rich_report))
    assert browser.run("document.getElementById('kept').checkVisibility()") is False
    browser.press("n")
    browser.press("d")
    assert browser.run(FOCUS) == "claim-2 "  # the first choice, that refdb is right, and nothing chosen yet
    assert browser.run(f"{KEPT}.length") == 0
    browser.press(" ")
    assert browser.run(line("claim-2")) == "You agreed: contradicted"
    browser.press("ArrowRight")
    assert browser.run(line("claim-2")) == "You decided: supported"
    browser.press("Tab", *"jn/ see page 4")  # letters that are keys elsewhere
    assert browser.run(line("claim-2")) == "You decided: supported — jn/ see page 4"
    assert browser.run(BAR) == "1 decision, kept in this browser."
    browser.press("Escape")
    assert browser.run("document.querySelector('#claim-2 .say').open") is False
    assert browser.run("document.activeElement.textContent") == "Change it (claim 2)"
    browser.press("n")
    assert browser.run("document.activeElement.id") == "claim-3"


def test_it_is_there_again_after_a_reload_and_in_no_other_report(browser, rich_report):
    browser.open(render(rich_report))
    decide(browser, "claim-2", "mixed", "why")
    decide(browser, "reference-6", "not_checkable")
    browser.open(render(rich_report))
    assert browser.run(BAR) == "2 decisions, kept in this browser."
    assert browser.run(line("claim-2")) == "You decided: sources disagree — why"
    assert browser.run(line("reference-6")) == "You decided: not checkable"
    assert browser.run("[...document.querySelectorAll('.task li.done > a')].map(a => a.hash)") == [
        "#claim-2",
        "#reference-6",
        "#reference-6",  # it is never cited, besides
    ]
    source = replace(rich_report.article.source, sha256="cd34" * 16)
    browser.open(render(replace(rich_report, article=replace(rich_report.article, source=source))))
    assert browser.run("document.getElementById('kept').checkVisibility()") is False
    assert browser.run(line("claim-2")) == ""


def test_what_is_decided_is_left_out_where_only_what_needs_a_look_is_shown(browser, rich_report):
    browser.open(render(rich_report))
    decide(browser, "claim-2", "")
    browser.run("document.getElementById('only').click()")
    shown = "[...document.querySelectorAll('.verdict')].filter(e => e.checkVisibility()).map(e => e.id)"
    assert browser.run(shown) == ["claim-3", "claim-7", "claim-8"]


def test_it_is_taken_back(browser, rich_report):
    browser.open(render(rich_report))
    decide(browser, "claim-2", "supported", "x")
    browser.run("document.querySelector('#claim-2 .say-form button').click()")
    assert browser.run(line("claim-2")) == ""
    assert browser.run(f"localStorage.getItem('{KEY}')") is None
    assert browser.run("document.getElementById('kept').checkVisibility()") is False
    assert browser.run("document.querySelector('#claim-2').dataset.look") == "1"


def test_a_note_alone_is_not_kept_and_it_is_said(browser, rich_report):
    browser.open(render(rich_report))
    browser.run("document.querySelector('#claim-2').dispatchEvent(new Event('decide'))")
    browser.run("document.querySelector('#claim-2 textarea').focus()")
    browser.press(*"why")
    assert browser.run("document.querySelector('#claim-2 output').textContent") == "Choose what is right, too."
    assert browser.run(f"{KEPT}.length") == 0


def test_the_saved_file_is_what_the_library_takes_in(browser, rich_report, tmp_path):
    browser.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.open(render(rich_report))
    decide(browser, "claim-2", "supported", "a note <b>")
    decide(browser, "reference-2", "")
    browser.run("document.querySelector('#kept input').focus()")
    browser.press(*"Ann")
    browser.run("document.querySelector('#kept button').click()")
    file = tmp_path / "sleep.txt-decisions.json"
    for _ in range(1200):
        if file.is_file() and file.stat().st_size:
            break
        time.sleep(0.05)
    on_claim, on_reference = decisions_of(file.read_bytes(), file.name)
    claim, reference = rich_report.claims[1].claim, rich_report.references[1].reference
    assert on_claim == Decision(
        "claim", claim.text, "contradicted", "overruled", "supported", 'a note <b>', "Ann", on_claim.at, "sleep.txt",
        "ab12" * 16,
    )  # fmt: skip
    assert (on_reference.text, on_reference.stance, on_reference.machine) == (reference.raw, "agreed", "field_mismatch")
    # The next audit knows them: the page shows what the library has, and the browser lets go of it.
    claims = (rich_report.claims[0], replace(rich_report.claims[1], decision=on_claim), *rich_report.claims[2:])
    browser.open(render(replace(rich_report, claims=claims)))
    assert browser.run(BAR) == "1 decision, kept in this browser."
    assert browser.run(line("claim-2")) == f"You decided: supported — a note <b> (Ann, {on_claim.at[:10]})"
    assert browser.run(f"{KEPT}.map(row => row.kind)") == ["reference"]


@pytest.mark.parametrize("at", ["2026-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"])
def test_a_decision_of_the_library_is_changed_in_the_page_and_comes_back(browser, rich_report, at):
    old = Decision("claim", rich_report.claims[1].claim.text, "contradicted", "agreed", at=at)
    claims = (rich_report.claims[0], replace(rich_report.claims[1], decision=old), *rich_report.claims[2:])
    browser.open(render(replace(rich_report, claims=claims)))
    assert browser.run(line("claim-2")) == f"You agreed: contradicted ({at[:10]})"
    decide(browser, "claim-2", "supported")
    assert browser.run(line("claim-2")) == "You decided: supported"
    browser.run("document.querySelector('#claim-2 .say-form button').click()")
    assert browser.run(line("claim-2")) == f"You agreed: contradicted ({at[:10]})"


def test_where_the_browser_stores_nothing_it_says_so(browser, rich_report):
    blocked = "Object.defineProperty(window, 'localStorage', {configurable: true, get() { throw new Error('no'); }});"
    script = browser.send("Page.addScriptToEvaluateOnNewDocument", source=blocked)["identifier"]
    try:
        browser.open(render(rich_report))
        decide(browser, "claim-2", "supported")
        assert browser.run(BAR) == "1 decision, which this browser does not keep."
        assert browser.run(line("claim-2")) == "You decided: supported"
        decide(browser, "claim-3", "supported")
        assert browser.run(BAR) == "2 decisions, which this browser does not keep."
    finally:
        browser.send("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        browser.open("<p>")


@pytest.mark.parametrize("stored", ["{", "7", '[7, {"kind": "claim"}]', '[{"kind": 1}]', "null"])
def test_what_another_page_left_in_the_browser_does_no_harm(browser, rich_report, stored):
    browser.open("<p>")
    browser.run(f"localStorage.setItem('{KEY}', {json.dumps(stored)})")
    browser.open(render(rich_report))
    decide(browser, "claim-2", "supported")
    assert browser.run(f"{KEPT}.map(row => row.verdict)") == ["supported"]


def test_without_scripts_the_report_lacks_only_this(browser, rich_report):
    old = Decision("claim", "x", "contradicted", "agreed", at="2026-01-01T00:00:00+00:00")
    claims = tuple(replace(c, decision=old) if c.verdict.label == "contradicted" else c for c in rich_report.claims)
    browser.open(render(replace(rich_report, claims=claims)), scripts=False)
    browser.send("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.run("document.querySelectorAll('.say').length") == 0
    assert browser.run("document.getElementById('kept').checkVisibility()") is False
    assert browser.run(line("claim-2")) == "You agreed: contradicted (2026-01-01)"


def test_print_shows_decisions_and_no_forms(browser, rich_report):
    browser.open(render(rich_report))
    decide(browser, "claim-2", "supported")
    browser.send("Emulation.setEmulatedMedia", media="print")
    visible = "[...document.querySelectorAll('.say, .say-form, .kept, .decided')].filter(e => e.checkVisibility())"
    assert browser.run(f"{visible}.map(e => e.textContent)") == ["You decided: supported"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_forms_are_no_barrier_and_fit(browser, rich_report, width, scheme):
    from tests.reports.test_accessibility import axe, violations

    script = axe()
    browser.open(render(rich_report), width, scheme=scheme, bypass=True)
    browser.run(script)
    decide(browser, "claim-2", "supported", "why")
    decide(browser, "reference-6", "")
    # What a closed fold hides lies, for axe, behind what comes after it.
    browser.run("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    browser.run("new Promise(done => setTimeout(done, 50))")  # folds are filled once they are open
    assert browser.run("document.querySelectorAll('.say-form').length") == 14
    assert violations(browser) == []
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_nothing_is_sent(browser, rich_report):
    browser.open(render(rich_report))
    decide(browser, "claim-2", "supported", "why")
    browser.run("document.querySelector('#claim-2 form').requestSubmit()")
    asked = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    assert [url[:5] for url in asked] == ["file:"]
    assert browser.run("location.search") == ""
