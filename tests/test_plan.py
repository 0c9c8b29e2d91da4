"""The house keeps its plan: a short main path, modules that fit one idea, rooms that can be looked over."""

import re
from collections import Counter
from pathlib import Path

import pytest

from scripts.main_path import Step, main, returns


@pytest.mark.usefixtures("slow")
def test_an_audit_is_told_in_fifteen_modules(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["main_path"])
    main()
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.match(r"1[0-5] modules, [0-8] times back;", last), last


def test_a_module_called_again_behind_another_one_is_a_return():
    here = [Step("a", "f", "b", "one"), Step("b", "one", "c", "two"), Step("a", "f", "b", "three")]
    assert returns(here, "a") == [Step("a", "f", "b", "three")]
    assert returns([Step("a", "f", "b", "one"), Step("a", "f", "b", "two")], "a") == []
    assert returns([Step("a", "f", "b", "one"), Step("b", "one", "a", "g")], "a") == [Step("b", "one", "a", "g")]


ROOT = Path(__file__).parents[1]
SOURCES = [path for room in ("refdb", "scripts") for path in (ROOT / room).rglob("*.py")]
TESTS = list((ROOT / "tests").rglob("*.py"))


def test_no_module_is_two_ideas():
    long = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in (*SOURCES, *TESTS)
    }
    assert {path: lines for path, lines in long.items() if lines > 400} == {}


def test_no_room_is_two():
    modules = Counter(path.parent for path in SOURCES if path.name != "__init__.py")
    crowded = {str(folder.relative_to(ROOT)): n for folder, n in modules.items() if n > 12}
    crowded.pop("refdb/database/migrations/versions", None)  # a module for each change of the tables
    assert crowded == {}


def test_the_linters_are_seldom_silenced():
    texts = [path.read_text(encoding="utf-8") for path in (*SOURCES, *TESTS)]
    assert sum(text.count("# " + "noqa") for text in texts) < 40
