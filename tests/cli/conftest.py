"""The command line run in this process: starting one takes longer than most commands."""

import io
import subprocess
import sys
from collections.abc import Callable

import pytest

from refdb.cli import main


@pytest.fixture
def refdb(monkeypatch, capsys) -> Callable[..., subprocess.CompletedProcess[str]]:
    """``refdb("search", "naps")``: what a process of its own would print, and its exit status."""

    def run(*args: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["refdb", *map(str, args)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(args, int(str(ended.value.code or 0)), said.out, said.err)

    return run
