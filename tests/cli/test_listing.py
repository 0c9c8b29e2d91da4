"""The rows of `refdb list` as they are written."""

import os

import pytest
from click import unstyle

from refdb.cli.works import listing

ROWS = [
    {"key": f"w{n}", "title": f"Naps {'and recall ' * (n % 3)}", "state": "retracted" if n == 2 else "clear"}
    for n in range(4)
]


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of forty columns and so many lines."""

    def of(lines):
        monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((40, lines)))

    return of


@pytest.mark.parametrize("together", [1, 3, 500])
def test_a_pipe_gets_whole_lines(monkeypatch, capsys, together):
    monkeypatch.setattr(listing, "TOGETHER", together)
    assert listing._write(iter(ROWS), ["key", "title"], "table") == 4
    assert capsys.readouterr().out == (
        "w0  Naps\nw1  Naps and recall\nw2  Naps and recall and recall  RETRACTED\nw3  Naps\n"
    )
    assert listing._write(iter(ROWS), ["key", "title"], "tsv") == 4
    assert capsys.readouterr().out.splitlines()[:2] == ["key\ttitle", "w0\tNaps"]
    assert listing._write(iter(ROWS[:1]), ["key"], "json") == 1
    assert capsys.readouterr().out == '{"key": "w0", "title": "Naps ", "state": "clear"}\n'


def test_a_list_without_rows_is_empty(capsys):
    assert [listing._write(iter(()), ["key"], form) for form in ("table", "json", "csv")] == [0, 0, 0]
    assert capsys.readouterr().out == "key\n"


def test_a_terminal_has_columns_as_wide_as_the_first_rows_ask_for(monkeypatch, capsys, terminal):
    terminal(24)
    monkeypatch.setattr(listing, "TOGETHER", 2)
    assert listing._table(listing._parts(iter(ROWS)), ["key", "title"]) == 4
    assert capsys.readouterr().out == (
        "key  title\nw0   Naps\nw1   Naps and recall\nw2   Naps and recal…  RETRACTED\nw3   Naps\n"
    )


def test_what_is_longer_than_the_screen_is_paged_as_it_is_read(monkeypatch, terminal):
    terminal(3)
    monkeypatch.setattr(listing, "TOGETHER", 3)
    paged, rows = [], iter(ROWS)
    monkeypatch.setattr("click.echo_via_pager", lambda lines: paged.append([unstyle(next(lines)) for _ in "ab"]))
    listing._table(listing._parts(rows), ["key", "title"])
    assert paged == [["key  title\n", "w0   Naps\n"]]
    assert next(rows)["key"] == "w3"  # which nobody asked for yet
