"""What is seen while something takes long."""

import time

from refdb.cli import output


def test_a_step_that_tells_nothing_more_is_shown_by_itself(monkeypatch, capsys):
    """Several workers are at their first articles for a minute."""
    monkeypatch.setattr(output, "SLOW", 0.01)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    bar, seen = output._Bar(), ""
    bar.show("auditing articles", 3, 200)
    try:
        for _ in range(200):
            seen += capsys.readouterr().err
            if "auditing articles" in seen:
                break
            time.sleep(0.05)
    finally:
        bar.close()
    assert "auditing articles" in seen


def test_a_step_that_is_done_soon_is_not_shown(monkeypatch, capsys):
    monkeypatch.setattr(output, "SLOW", 0.05)
    monkeypatch.setenv("FORCE_COLOR", "1")
    bar = output._Bar()
    bar.show("auditing articles", 3, 200)
    bar.close()
    time.sleep(0.1)
    assert capsys.readouterr().err == ""
