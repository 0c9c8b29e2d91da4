"""What stands for a file on the command line, and texts as wide as the terminal."""

import io
import os
import sys
from pathlib import Path

import pytest

from refdb.cli.input import file_or_text, given, is_address
from refdb.cli.output import wrapped
from refdb.errors import InputError

PRINTED = "Roe R. Naps and memory. Sleep. 2001;3:1-9."


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("10.1000/naps", "10.1000/naps"),
        (" doi: 10.1000/naps ", "doi: 10.1000/naps"),
        ("https://doi.org/10.1000/naps", "https://doi.org/10.1000/naps"),
        ("HTTP://dx.doi.org/10.1000/naps", "HTTP://dx.doi.org/10.1000/naps"),
        (PRINTED, PRINTED),
        ("PMID: 123", "PMID: 123"),
        ("arXiv:2001.00001", "arXiv:2001.00001"),
        ("isbn 9783161484100", "isbn 9783161484100"),
        ("PMC 123", "PMC 123"),
    ],
)
def test_an_identifier_or_a_printed_reference_is_a_list_of_one(typed, text):
    assert file_or_text(typed) == (text.encode(), "-")


@pytest.mark.parametrize(
    "typed", ["refs.bib", "my refs.bib", "10.1000", "10.12/naps", "pmids.txt", "x" * 5000, "a\x00b"]
)
def test_anything_else_is_the_name_of_a_file(typed):
    assert file_or_text(typed) == (Path(typed), typed)


def test_a_file_goes_before_what_its_name_may_mean(tmp_path):
    Path(PRINTED).write_text("")
    assert file_or_text(PRINTED) == (Path(PRINTED), PRINTED)


@pytest.mark.parametrize("typed", ["https://a.org/page", "ftp://a.org/x", "http:/a.org"])
def test_an_address_of_a_page_is_to_be_saved_first(typed):
    assert is_address(typed)
    with pytest.raises(InputError, match="save the page first"):
        file_or_text(typed)


@pytest.mark.parametrize("name", ["httpd.conf", "a/http:/b", "C:/x", "doi:10.1/a"])
def test_what_is_no_address(name):
    assert not is_address(name)


def test_a_bar_is_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff naps")))
    assert given("-") == b"\xff naps"
    assert given("a.txt") == Path("a.txt")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        given("-")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_text_is_whole_in_a_pipe_and_folded_in_a_terminal(monkeypatch):
    text = "Naps help the memory of mice.\nTea does not."
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert wrapped(text, indent=2) == text
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((20, 24)))
    assert wrapped(text, indent=2) == "Naps help the\n  memory of mice.\n  Tea does not."
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((500, 24)))
    assert max(map(len, wrapped("naps " * 60, indent=2).split("\n"))) <= 120
