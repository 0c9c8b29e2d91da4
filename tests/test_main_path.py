"""The main path stays short: a reader of an audit's code is not sent through the whole house."""

import re

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
