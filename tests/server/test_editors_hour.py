"""An editor's hour in a real browser: drop the article, watch, decide, note, search, export; after a restart all is there."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="pip install 'refdb[server]'")

from refdb.library import init_library
from tests.reports.test_accessibility import axe, violations

DEMO = Path(__file__).parents[2] / "scripts" / "demo"
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """`refdb serve` of a library, in a process of its own."""

    def __init__(self, folder: Path, registry: Path) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._command = [
            sys.executable, "-m", "refdb.cli", "--library", str(folder), "serve", "--port", str(self.port),
            "--workers", "1", "--registry", str(registry),
        ]  # fmt: skip
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
        )
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/static/site.css", timeout=5).read()
                return
            except OSError:
                assert self._process.poll() is None, "the server ended"
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def stop(self, how: int = signal.SIGTERM) -> None:
        self._process.send_signal(how)
        self._process.wait(120)


@pytest.fixture
def server(tmp_path, made_once):
    from refdb.registries.snapshot.building import build

    registry = (
        made_once("demo-registry", lambda folder: build([DEMO / "works.jsonl"], folder / "registry.db")) / "registry.db"
    )
    init_library(tmp_path / "library")
    server = Server(tmp_path / "library", registry)
    yield server
    server.stop()


def until(browser, script: str, seconds: float = 120):
    for _ in range(int(seconds / 0.1)):
        if value := browser.run(script):
            return value
        time.sleep(0.1)
    raise AssertionError(f"never true: {script}; the page says {browser.run('document.body.innerText')[:2000]}")


def tab_to(browser, selector: str) -> None:
    """Go on with the keyboard until what is meant has the focus."""
    for _ in range(80):
        if browser.run(f"document.activeElement.matches({json.dumps(selector)})"):
            return
        browser.press("Tab")
    raise AssertionError(f"the keyboard does not lead to {selector}")


def drop(browser, file: Path) -> None:
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    node = browser.send("DOM.querySelector", nodeId=root, selector="#drop input[type=file]")["nodeId"]
    browser.send("DOM.setFileInputFiles", files=[str(file)], nodeId=node)


def look(browser, server, path: str, name: str, pictures: Path | None, script: str) -> list[str]:
    """The page at three widths and in both schemes: what axe finds, and what is wider than the screen."""
    found = []
    for width, scheme in ((360, "light"), (768, "dark"), (1600, "light")):
        browser.visit(server.url + path, width, scheme=scheme, bypass=True)
        if pictures:
            browser.picture(pictures / f"{name}-{width}.png", whole=True)
        if browser.run("document.documentElement.scrollWidth") > width:
            found.append(f"{path} is wider than {width}")
        browser.run(script)
        found += [f"{path} at {width}: {one}" for one in violations(browser)]
    return found


PAGES = {
    "first": "/", "library": "/library?q=vitamin", "articles": "/articles", "state": "/state", "duplicates": "/duplicates",
    "users": "/users",
}  # fmt: skip


def test_an_editors_hour(browser, server, slow, tmp_path):
    pictures = Path(os.environ["PICTURES"]) if "PICTURES" in os.environ else None
    browser.visit(server.url + "/")
    drop(browser, DEMO / "article.txt")
    until(browser, "location.pathname.startsWith('/jobs/') || location.pathname.startsWith('/audits/')")
    until(browser, "location.pathname.startsWith('/audits/') && document.readyState === 'complete'", 300)
    audit = browser.run("location.pathname")
    assert browser.run("document.querySelectorAll('.verdict').length") > 10
    refused = [e for e in browser.events if "Content Security Policy" in json.dumps(e)]
    assert refused == []

    # With the keyboard alone: the next open one, overruled with the right verdict and a note.
    browser.press("o")
    place = browser.run("document.activeElement.id")
    assert place.split("-")[0] in ("claim", "reference")
    browser.press("d")
    assert browser.run("document.activeElement.closest('.say-form') !== null")
    label = browser.run("document.querySelectorAll('.say-form input[type=radio]')[1].value")
    browser.press("ArrowRight")
    browser.press("ArrowLeft")
    browser.press("ArrowRight")
    tab_to(browser, "textarea[name=text]")
    browser.press(*"see table 2 <b>")
    tab_to(browser, "button[value=decide]")
    browser.press("Enter")
    said = f"document.querySelector('#{place} .decided')?.textContent || ''"
    until(browser, f"({said}).includes('see table 2 <b>')")
    assert label
    assert browser.run(f"document.querySelector('#{place}').classList.contains('settled')")
    assert browser.run(f"document.querySelectorAll('#{place} .decided b').length") == 0

    # A note, somebody to look at it, done; agreed by one key.
    browser.press("Escape", "o")
    second = browser.run("document.activeElement.id")
    assert second != place
    browser.press("d")
    tab_to(browser, "input[name=to]")
    browser.press(*"Bob", "Enter")
    until(browser, f"document.querySelector('#{second} .remark')?.textContent === 'given to Bob'")
    browser.press("Escape", "y")
    until(browser, f"document.querySelector('#{second} .decided')?.textContent.startsWith('You agreed')")
    open_ = browser.run("document.getElementById('progress').textContent")

    # The library: what the audit brought is found while one types.
    browser.visit(server.url + "/library")
    tab_to(browser, "[name=q]")
    browser.press(*"vitamin")
    until(
        browser, "document.querySelectorAll('#results li').length > 1 && !document.querySelector('#results .warnings')"
    )
    # An answer to what was typed last may take the link away that has the focus: then once more.
    on_a_work = "location.pathname.startsWith('/works/')"
    for _ in range(10):
        tab_to(browser, "#results a")
        browser.press("Enter")
        until(browser, f"{on_a_work} || !document.activeElement.matches('#results a')")
        if browser.run(on_a_work):
            break
    until(browser, f"{on_a_work} && document.readyState === 'complete'")
    work = browser.run("location.pathname")
    tab_to(browser, "[name=tags]")
    browser.press(*"read, urgent", "Enter")
    until(
        browser,
        "document.readyState === 'complete' && document.querySelector('[name=tags]')?.defaultValue === 'read, urgent'",
    )

    # Exported with what was decided.
    rows = browser.run(f"fetch('{audit}/export.csv').then(answer => answer.text())")
    assert "see table 2 <b>" in rows
    assert "Bob" in rows
    page = browser.run(f"fetch('{audit}/export.html').then(answer => answer.text())")
    assert "see table 2 &lt;b&gt;" in page
    assert "/static/" not in page  # whole in itself

    server.stop(signal.SIGKILL)
    server.start()
    browser.visit(server.url + audit)
    assert "see table 2 <b>" in browser.run(said)
    assert browser.run("document.getElementById('progress').textContent") == open_
    browser.visit(server.url + work)
    assert browser.run("document.querySelector('[name=tags]').value") == "read, urgent"

    # On paper there is the audit and nothing to press; what was decided stands in it.
    browser.visit(server.url + audit, 800, media="print")
    pressed = (
        "[...document.querySelectorAll('.site, .kept, .say, button, input, textarea')].filter((e) => e.offsetParent)"
    )
    assert browser.run(f"{pressed}.map((e) => e.outerHTML.slice(0, 80))") == []
    assert "see table 2 <b>" in browser.run("document.body.innerText")

    script = axe()
    pages = PAGES | {"audit": audit, "letter": f"{audit}/letter", "work": work}
    found = [one for name, path in pages.items() for one in look(browser, server, path, name, pictures, script)]
    assert found == []
