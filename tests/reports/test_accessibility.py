"""The report in a real browser: no barrier that axe-core knows, keys, filter, print, and nothing from elsewhere."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from refdb.reports.html import render

CLAIMS = "[...document.querySelectorAll('.verdict')].filter(e => e.checkVisibility()).map(e => e.id)"
REFERENCES = (
    "[...document.querySelectorAll('#reference-list .reference')].filter(e => e.checkVisibility()).map(e => e.id)"
)
FOCUS = "document.activeElement.id || document.activeElement.textContent.trim()"
SAID = "document.getElementById('shown').textContent"


def follow(browser, act) -> None:
    """Do what leads to another place in the page, and wait until the page has gone there."""
    browser.run("window.gone = new Promise(done => addEventListener('hashchange', () => done(), {once: true})); 0")
    act()
    browser.run("gone")


def click(browser, selector: str) -> None:
    """Follow a link."""
    follow(browser, lambda: browser.run(f"document.querySelector('{selector}').click()"))


def axe() -> str:
    """axe-core's script, out of the package that brings it."""
    spec = find_spec("axe_core_python")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("axe-core-python is not installed (it is in refdb's test extra)")
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def violations(browser) -> list[str]:
    """What axe-core finds wrong in the page that is open, with the first place of each."""
    found = browser.run(
        "axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify(found.violations))"
    )
    return [
        f"{v['id']}: {v['help']}: {v['nodes'][0]['html']} {v['nodes'][0].get('failureSummary')}"
        for v in json.loads(found)
    ]


@pytest.mark.parametrize(("width", "scheme", "unfolded"), [
    (1280, "light", False), (1280, "light", True), (1280, "dark", True), (400, "light", True), (400, "dark", True),
])  # fmt: skip
def test_axe_finds_no_barrier(browser, rich_report, width, scheme, unfolded):
    script = axe()
    browser.open(render(rich_report), width, scheme=scheme, bypass=True)
    browser.run(script)
    if unfolded:
        browser.run("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    dark = browser.run("getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(255, 255, 255)") == (scheme == "light")
    assert violations(browser) == []


def test_axe_would_find_a_barrier(browser, rich_report):
    """The check itself: grey on white is found."""
    script = axe()
    browser.open(render(rich_report).replace("--soft: #556070", "--soft: #aab4c0"), bypass=True)
    browser.run(script)
    assert [found.split(":")[0] for found in violations(browser)] == ["color-contrast"]


def test_landmarks_and_headings_in_order(browser, rich_report, report):
    for one in (rich_report, report):
        browser.open(render(one))
        assert (
            browser.run(
                "['header', 'nav', 'main', 'footer', 'form[role=search]'].filter(tag => !document.querySelector(tag))"
            )
            == []
        )
        levels = browser.run("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        assert levels.count(1) == 1
        assert max(b - a for a, b in zip(levels, levels[1:], strict=False)) == 1


@pytest.mark.parametrize("width", [1280, 400, 320])
@pytest.mark.parametrize("name", ["report", "rich_report"])
def test_nothing_sticks_out_at_the_side(browser, request, width, name):
    browser.open(render(request.getfixturevalue(name)), width)
    browser.run("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_the_filter_by_keyboard_alone(browser, rich_report):
    browser.open(render(rich_report))
    assert browser.run(SAID) == "All: 9 of 9 claims, 9 of 9 references"
    browser.press("/")
    assert browser.run(FOCUS) == "find"
    browser.press(*"coffee")
    assert browser.run(CLAIMS) == ["claim-3"]
    assert browser.run(SAID) == "Showing 1 of 9 claims, 0 of 9 references"
    said = "[...document.querySelectorAll('.none')].filter(e => e.checkVisibility()).map(e => e.textContent)"
    assert browser.run(said) == ["No reference is left by the filter."]
    browser.press("Escape")
    assert browser.run(SAID) == "All: 9 of 9 claims, 9 of 9 references"
    browser.run("document.querySelector('[name=verdict]').focus()")
    browser.press("ArrowRight")  # the gravest verdict is the next one
    assert browser.run(CLAIMS) == ["claim-2", "claim-7"]
    browser.press("a")
    assert browser.run(REFERENCES) == ["reference-3", "reference-4", "reference-2", "reference-6", "reference-5"]
    browser.press("ArrowRight")
    assert browser.run(CLAIMS) == ["claim-3"]
    assert browser.run("document.getElementById('shown').getAttribute('aria-live')") == "polite"


def test_keys_go_from_claim_to_claim_and_can_be_turned_off(browser, rich_report):
    browser.open(render(rich_report))
    browser.press("n")
    assert browser.run(FOCUS) == "claim-2"
    browser.press("j", "j", "k")
    assert browser.run(FOCUS) == "claim-3"
    browser.press("n")
    assert browser.run(FOCUS) == "claim-7"
    browser.run("document.getElementById('keys').click()")
    browser.press("k")
    assert browser.run(FOCUS) == "claim-7"


def test_the_first_tab_skips_to_what_to_do_and_focus_is_seen(browser, rich_report):
    browser.open(render(rich_report))
    browser.press("Tab")
    assert browser.run(FOCUS) == "Skip to what to do first"
    assert browser.run("document.activeElement.getBoundingClientRect().left >= 0")
    follow(browser, lambda: browser.press("Enter"))
    assert browser.run("location.hash") == "#first"
    browser.press("Tab")
    assert browser.run(FOCUS) == "Reference 3"  # the retracted one
    assert browser.run("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


def test_from_claim_to_passage_to_reference_to_claims_and_to_the_text(browser, rich_report):
    browser.open(render(rich_report))
    click(browser, "#claim-2 .whole")
    passage = browser.run("location.hash.slice(1)")
    assert browser.run(f"document.getElementById('{passage}').closest('.reference').id") == "reference-2"
    assert browser.run(f"document.getElementById('{passage}').checkVisibility()")  # what folded it away is open
    marked = "Of the people in study 1, those who slept remembered more than those who did not (P < .05)."
    assert browser.run(f"document.querySelector('#{passage} mark').textContent") == marked
    assert browser.run(f"[...document.querySelectorAll('#{passage} .back')].map(a => a.getAttribute('href'))") == [
        "#claim-2",
        "#claim-3",
    ]
    click(browser, f"#{passage} .back")
    assert browser.run("location.hash") == "#claim-2"
    assert browser.run("document.querySelector('#claim-2 .cites a').getAttribute('href')") == "#reference-2"
    assert browser.run("[...document.querySelectorAll('#reference-2 .chip')].map(a => a.textContent)") == [
        "✗ 2, contradicts", "✓ 3, supports",
    ]  # fmt: skip
    click(browser, "#claim-2 .n")
    assert (
        browser.run("document.querySelector(':target').nextElementSibling.textContent")
        == "Naps do nothing for memory in anybody [2]."
    )


def test_a_link_to_what_the_filter_hides_shows_it(browser, rich_report):
    browser.open(render(rich_report))
    browser.press("a")
    assert "claim-1" not in browser.run(CLAIMS)
    follow(browser, lambda: browser.run("location.hash = '#claim-1'"))
    assert "claim-1" in browser.run(CLAIMS)


def test_every_link_inside_the_page_leads_somewhere_and_no_id_comes_twice(rich_report, report):
    for one in (rich_report, report):
        page = render(one)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_without_scripts_all_is_there_but_filter_and_keys(browser, rich_report):
    browser.open(render(rich_report), scripts=False)
    browser.send("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.run("document.getElementById('filter').checkVisibility()") is False
    assert len(browser.run("[...document.querySelectorAll('.verdict')].map(e => e.id)")) == 9
    assert len(browser.run(CLAIMS)) == 8  # the ninth, on which nothing was found, is folded, and opens without scripts
    assert len(browser.run(REFERENCES)) == 9


def test_print_opens_all_and_leaves_the_filter_out(browser, rich_report):
    for scripts in (False, True):
        browser.open(render(rich_report), media="print", scheme="dark", scripts=scripts)
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
        if scripts:
            browser.press("a")  # what the filter hides is printed too
        folded = "[...document.querySelectorAll('details > :not(summary)')].filter(e => !e.closest('.filter'))"
        assert browser.run(f"{folded}.length") > 5
        assert (
            browser.run(f"{folded}.filter(e => !e.checkVisibility() || !e.getBoundingClientRect().height).length") == 0
        )
        assert (
            browser.run(
                "['#filter', 'nav', '.skip', 'summary'].filter(s => document.querySelector(s).checkVisibility())"
            )
            == []
        )
        assert len(browser.run(CLAIMS)) == 9
        assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert browser.run("getComputedStyle(document.querySelector('mark')).textDecorationLine") == "underline"
        assert browser.run("getComputedStyle(document.querySelector('.pill.bad')).color") == "rgb(0, 0, 0)"


def test_the_page_asks_nobody_and_runs_its_own_script_alone(browser, rich_report):
    """Even markup that came through would not run: the page's policy names its one script by hash."""
    page = render(rich_report).replace(
        "</main>", "<script>document.title = 'run'</script><img src='http://127.0.0.1:9/x'></main>"
    )
    browser.open(page)
    assert browser.run("document.title").startswith("Audit: Sleep <script>")
    asked = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    assert [url[:5] for url in asked if not url.startswith("http:")] == ["file:"]
    blocked = [e["params"] for e in browser.events if e.get("method") == "Network.loadingFailed"]
    assert [b.get("blockedReason") for b in blocked] == ["csp"] * len(blocked)
    assert browser.run("document.getElementById('filter').checkVisibility()")  # its own script ran


def test_five_hundred_claims_stay_small_and_quick(browser, long_report):
    """A passage that sixty claims read is in the page once; the filter answers within a blink or two."""
    page = render(long_report)
    assert page.count(" The effect was seen in all groups." * 8) == 4
    assert len(page) < 1_500_000
    browser.open(page)
    found = browser.run(
        "(() => { const find = document.getElementById('find'), start = performance.now(); find.value = 'coffee';"
        "find.dispatchEvent(new Event('input', {bubbles: true}));"
        "return new Promise(done => setTimeout(() => done(document.querySelectorAll('.verdict:not(.off)').length), 400)); })()"
    )
    assert found == 56


def test_nothing_moves_where_the_reader_wants_no_motion(browser, rich_report):
    browser.open(render(rich_report))
    follow(browser, lambda: browser.run("location.hash = '#claim-2'"))
    moving = "getComputedStyle(document.getElementById('claim-2')).animationName"
    assert browser.run(moving) == "none"
    browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "no-preference"}])
    assert browser.run(moving) == "found"


def test_what_is_jumped_to_is_not_under_the_filter(browser, rich_report):
    browser.open(render(rich_report))
    follow(browser, lambda: browser.run("location.hash = '#claim-7'"))
    top = browser.run("document.getElementById('claim-7').getBoundingClientRect().top")
    assert browser.run("document.getElementById('filter').getBoundingClientRect().bottom") <= top < 450


def test_the_short_print_has_what_needs_a_look_alone(browser, rich_report):
    browser.open(render(rich_report), 1280)
    browser.run(
        "window.print = () => { window.printed = [document.body.className, document.getElementById('only').checked] }; 0"
    )
    browser.run("document.getElementById('print').click(); 0")
    assert browser.run("JSON.stringify(window.printed)") == '["short",true]'
    assert browser.run("dispatchEvent(new Event('afterprint')); document.body.className") == ""
