"""What says that it asks nobody opens no socket: every one that Python makes is seen by an audit hook."""

import subprocess
import sys

import pytest

WATCHED = """
import sys

opened = []


def watch(event, arguments):
    if event in ("socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo"):
        opened.append(event)


sys.addaudithook(watch)
from refdb.cli import main

try:
    main()
except SystemExit as ended:
    sys.stderr.write(f"status {ended.code}, opened {opened}")
"""
ARTICLE = """Naps help memory in healthy adults [1].

References

1. Smith J, Miller A. Coffee and sleep in adults. Sleep. 2001;3:1-9.
"""


def sockets_of(folder, *arguments):
    """What a call of refdb says at its end: its status, and the sockets that were made."""
    (folder / "a.txt").write_text(ARTICLE)
    call = [sys.executable, "-c", WATCHED, *map(str, arguments)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, cwd=folder)
    return done.stderr.rpartition("status ")[2]


@pytest.mark.parametrize(
    "call",
    [("verify", "a.txt", "--offline"), ("--library", "lib", "audit", "a.txt", "--offline"), ("extract", "a.txt")],
    ids=" ".join,
)
def test_offline_opens_no_socket(tmp_path, call):
    assert sockets_of(tmp_path, *call) in ("0, opened []", "1, opened []")


def test_a_registry_in_a_file_opens_no_socket(tmp_path, snapshot_file):
    assert sockets_of(tmp_path, "--library", "lib", "audit", "a.txt", "--registry", snapshot_file) in (
        "0, opened []",
        "1, opened []",
    )


def test_a_socket_would_be_seen(tmp_path):
    said = sockets_of(tmp_path, "verify", "a.txt", "--registry", "http://127.0.0.1:9")
    assert "socket.connect" in said
