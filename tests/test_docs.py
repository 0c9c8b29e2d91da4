"""The docs say what is true: paths, names, links, commands and options in them exist, and their examples run."""

import ast
import json
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest

import refdb
from refdb.bibliography import kinds
from refdb.cli import COMMANDS, cli, main
from refdb.model import Judgement, Passage, Person, Source, Span
from refdb.settings import Settings
from refdb.workflows import exporting

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/*.md", "bib/*.md", "indexes/*.md", "scripts/**/*.md", "refdb/weights/**/*.md")
    for page in ROOT.glob(pattern)
    if page.name != "CHANGELOG.md"
)
MADE = ("bib/refs.bib",)  # by `make demo`
FILES = (".md", ".onnx", ".py", ".safetensors", ".toml", ".xz")  # `model.onnx` is no name in refdb/model
ROOMS = [folder.name for folder in (ROOT / "refdb").iterdir() if (folder / "__init__.py").is_file()]
TEXTS = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}
CODE = {name: re.findall(r"```(\w*)\n(.*?)```", text, re.S) for name, text in TEXTS.items()}
INLINE = {name: re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S)) for name, text in TEXTS.items()}


def test_there_are_pages():
    assert {"README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/api.md"} <= TEXTS.keys()


@pytest.mark.parametrize("page", TEXTS)
def test_every_path_exists(page):
    new = set(re.findall(r"^# (refdb/\S+\.py)$", TEXTS[page], re.M))  # of an example that adds a file
    named = re.findall(r"(?<![\w/.-])(?:(?:refdb|scripts|tests|docs|indexes|bib)/[\w./-]*[\w/]|\.ci/run)", TEXTS[page])
    missing = [path for path in named if path not in (*MADE, *new) and not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("page", TEXTS)
def test_every_name_exists(page):
    """``room.module.function``, ``refdb.name`` and ``Class.attribute`` of what refdb exports."""
    dotted = [name for name in INLINE[page] if re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)+(?:\(\))?", name)]
    dotted += re.findall(r"^::: (\S+)$", TEXTS[page], re.M)
    missing = []
    for name in (name.removesuffix("()") for name in dotted):
        first = name.partition(".")[0]
        whole = name if first == "refdb" else f"refdb.{name}"
        ours = first in ("refdb", "library", "settings", *ROOMS) or first in refdb.__all__
        if ours and Path(name).suffix not in FILES and not resolves(whole):
            missing.append(name)
    assert missing == []


def resolves(name: str) -> bool:
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        first, _, rest = name.removeprefix("refdb.").partition(".")
        return rest in getattr(getattr(refdb, first, None), "__dataclass_fields__", ())
    return True


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_leads_somewhere(page):
    folder = (ROOT / page).parent
    text = re.sub(r"```.*?```|`[^`\n]*`", "", TEXTS[page], flags=re.S)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = folder / path if path else ROOT / page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> list[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("page", TEXTS)
def test_every_script_and_target_exists(page):
    modules = re.findall(r"python3? -m (scripts[\w.]+)|`(scripts\.[\w.]+)`", TEXTS[page])
    missing = [name for name in map("".join, modules) if not (ROOT / f"{name.replace('.', '/')}.py").is_file()]
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    missing += [name for name in re.findall(r"(?:^|`|=1 )make ([\w-]+)", TEXTS[page], re.M) if name not in targets]
    extras = re.findall(r"^(\w+) = \[$", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    missing += [name for name in re.findall(r"(?:refdb|\.)\[(\w+)\]", TEXTS[page]) if name not in extras]
    assert missing == []


def command_lines(page: str) -> list[str]:
    """All calls of ``refdb`` on a page."""
    blocks = "\n".join(body for language, body in CODE[page] if not language)
    lines = [line.strip().removeprefix("$ ") for line in blocks.replace("\\\n", " ").split("\n")]
    return [line for line in [*lines, *INLINE[page]] if re.match(r"refdb [a-z-]", line)]


def unknown_in(line: str) -> list[str]:
    """Commands and options of a call that refdb does not have."""
    words = shlex.split(line.replace("…", ""), comments=True)[1:]
    command: click.Command = cli
    unknown = []
    for word in words:
        known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
        if word.startswith("-") and len(word) > 1:
            unknown += [] if word.partition("=")[0] in {*known, "--help", "--version"} else [word]
        elif isinstance(command, click.Group) and word.islower() and word.isalpha():
            found = command.get_command(click.Context(command), word)
            unknown += [] if found else [word]
            command = found or command
    return unknown


def test_what_is_unknown_is_noticed():
    assert unknown_in('refdb search "a b" --year 2015 --nonsense') == ["--nonsense"]
    assert unknown_in("refdb --library DIR snapshot bild FILE") == ["bild"]
    assert unknown_in("refdb snapshot serve FILE --rate 3") == []


@pytest.mark.parametrize("page", [page for page in TEXTS if command_lines(page)])
def test_every_command_has_the_options_that_are_shown(page):
    assert [(line, unknown) for line in command_lines(page) if (unknown := unknown_in(line))] == []


def test_every_command_is_told_of():
    told = TEXTS["docs/commands.md"]
    assert [name for name in COMMANDS if f"refdb {name}" not in told] == []


def test_every_setting_is_told_of():
    told = TEXTS["docs/settings.md"]
    names = [field.name for field in fields(Settings)]
    assert [n for n in names if f"`{n}`" not in told or f"`REFDB_{n.upper()}`" not in told] == []


def test_every_format_is_told_of():
    told = TEXTS["docs/formats.md"]
    assert [name for name in (*kinds.FORMATS, *exporting.FORMATS) if f"`{name}`" not in told] == []


def test_every_exported_name_is_told_of():
    told = TEXTS["docs/api.md"]
    assert [n for n in refdb.__all__ if not re.search(rf"refdb\.{n}\b", told) and n != "__version__"] == []


def test_every_benchmark_is_told_of():
    benches = [file.relative_to(ROOT).with_suffix("") for file in (ROOT / "scripts/benchmarks").rglob("bench_*.py")]
    names = [".".join(bench.parts) for bench in benches]
    assert [name for name in names if f"{name}`" not in TEXTS["docs/benchmarks.md"]] == []


def test_every_page_is_in_the_contents():
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:")[2]
    assert sorted(re.findall(r"\S+\.md", contents)) == sorted(page.name for page in PAGES if page.parent.name == "docs")


# --- the examples run ------------------------------------------------------------------------


def example(page: str, beginning: str) -> dict[str, object]:
    """What the example with this first line defines."""
    (code,) = [body for _, body in CODE[page] if body.startswith(beginning)]
    names: dict[str, object] = {}
    exec(compile(code, page, "exec"), names)
    return names


def test_the_example_of_a_reader():
    org = example("docs/architecture.md", "# refdb/articles/org.py")
    text = "#+title: On sleep\n\n* Results\nNaps help\nmemory.\n\nCoffee does not."
    assert org["looks_like_org"](text)
    assert not org["looks_like_org"]("On sleep")
    article = org["read_org"](text, Source("a.org", "org"))
    assert article.title == "On sleep"
    assert [(s.text, article.blocks[s.block].section) for s in article.sentences] == [
        ("Naps help memory.", "Results"), ("Coffee does not.", "Results"),
    ]  # fmt: skip


def test_the_example_of_a_format():
    enw = example("docs/architecture.md", "# refdb/bibliography/tagged/enw.py")
    works, said = enw["works_of"]("%0 Book\n%A Roe, Rita\n%A Poe, P.\n%T On sleep\n%D 2001\n\n%0 Book\n%D 2002")
    (work,) = works
    assert (work.type, work.title, work.year) == ("book", "On sleep", 2001)
    assert work.authors == (Person("Roe", "Rita"), Person("Poe", "P."))
    assert said == ["record 2: no title; left out"]


def test_the_example_of_a_registry(loopback, answer):
    hal = example("docs/architecture.md", "# refdb/registries/supplements/hal.py")
    body = '{"response": {"docs": [{"halId_s": "hal-1", "doiId_s": "10.1000/a", "title_s": ["On sleep"]}]}}'
    server = loopback(lambda path, count: answer(200, body))
    source = hal["Hal"](server.url)
    record = source.work("10.1000/A")
    assert (record.registry, record.key, record.item["title"]) == ("hal", "hal-1", ["On sleep"])
    assert source.work("10.1000/b") is None
    source.close()


def test_the_example_of_a_judge():
    class Fixed:
        def __init__(self, relation: str, confidence: float) -> None:
            self.fingerprint, self._said = relation, Judgement(relation, confidence, Span(0, 1))

        def judge(self, pairs):
            return [self._said for _ in pairs]

    agreement = example("docs/architecture.md", "# refdb/claims/judging/agreement.py")["Agreement"]
    pairs = [("Naps help.", Passage("a", "Naps help."))]
    assert agreement(Fixed("supports", 0.9), Fixed("supports", 0.7)).judge(pairs)[0].confidence == 0.7
    differing = agreement(Fixed("supports", 0.9), Fixed("contradicts", 0.7))
    assert differing.judge(pairs)[0].relation == "neither"
    assert differing.fingerprint == "agreement-supports-contradicts"


def test_the_examples_of_style():
    good = [body for _, body in CODE["CONTRIBUTING.md"] if body.startswith("# good")]
    table, test = ({}, {})
    exec(compile(good[0], "good", "exec"), table)
    assert table["agency_by_prefix"]("10.5281/zenodo.7") == "datacite"
    assert table["agency_by_prefix"]("10.52810/a") == ""
    exec(compile(good[1], "good", "exec"), test)
    test["test_a_marker_of_two_numbers_cites_both"]()


TUTORIALS = {
    "README.md": ("## A first session", "And further:"),
    "docs/getting-started.md": ("## A first session", "### References without an article"),
    "docs/guides.md": ("# Four ways", "## Questions"),
}


@pytest.mark.parametrize("page", TUTORIALS)
def test_each_line_of_a_tutorial_prints_what_is_shown(page, tmp_path, monkeypatch, capsys):
    """In an empty folder, one after the other, as a new user would; findings (1) are no fault."""
    begin, end = TUTORIALS[page]
    text = TEXTS[page][TEXTS[page].index(begin) : TEXTS[page].index(end)]
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.S))
    calls = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n?)*)", blocks, re.M)
    assert len(calls) >= 6
    for line, shown in calls:
        words = shlex.split(line, comments=True)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
            continue
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code in (0, 1), (line, said.err)
        printed = " ".join((said.out + said.err).replace(str(tmp_path), "/home/ann").split())
        parts = [part for part in shown.split("…") if part.strip()]
        assert [part for part in parts if " ".join(part.split()) not in printed] == [], (line, printed)


def test_the_notebook_runs_and_its_page_shows_the_same(tmp_path, monkeypatch):
    """Its cells as plain Python, one after the other; what a cell ends with shows itself."""
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((ROOT / "docs" / "session.ipynb").read_text(encoding="utf-8"))
    cells = [("".join(cell["source"]), cell["cell_type"]) for cell in notebook["cells"]]
    page = TEXTS["docs/session.md"]
    assert [source for source, _ in cells if source not in page] == []
    names: dict[str, object] = {"__name__": "notebook"}
    shown = []
    for source in (source for source, kind in cells if kind == "code"):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "session.ipynb", "exec"), names)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), "session.ipynb", "eval"), names))
    report, hits, verdict, works = shown[-4:]
    assert "<table" in report._repr_html_()
    assert "fracture" in hits[0].work.title.lower()
    assert (verdict.label, works) == ("contradicted", 10)
    assert (tmp_path / "try" / "report.html").is_file()


def test_the_figures_of_verdicts_are_the_cards_own():
    taken = '--8<-- "refdb/weights/judge/MODEL_CARD.md:figures"'
    card = TEXTS["refdb/weights/judge/MODEL_CARD.md"]
    figures = card.partition("[start:figures]")[2].partition("[end:figures]")[0]
    assert taken in TEXTS["docs/verdicts.md"]
    assert "macro-F1" in figures
    assert "settled" in figures


def test_the_readme_is_short_and_has_a_picture():
    assert TEXTS["README.md"].count("\n") <= 150
    assert (ROOT / "docs" / "report.png").read_bytes()[1:4] == b"PNG"
    assert "](docs/report.png)" in TEXTS["README.md"]


# --- the pages -------------------------------------------------------------------------------


def test_the_pages_are_built_and_fetch_nothing(tmp_path):
    pytest.importorskip("mkdocs", reason="pip install 'refdb[docs]'")
    pytest.importorskip("mkdocstrings_handlers.python", reason="pip install 'refdb[docs]'")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    fetched = re.compile(r"<(?:script|img|iframe|source)[^>]*\ssrc=\"?https?:|<link[^>]*\shref=\"?https?:|url\(https?:")
    pages = {page.name: page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")}
    assert {"index.html", "api.html", "architecture.html"} <= pages.keys()
    assert [name for name, text in pages.items() if fetched.search(text)] == []
    assert 'id="refdb.library.Library.audit"' in pages["api.html"] or 'id="refdb.Library.audit"' in pages["api.html"]
