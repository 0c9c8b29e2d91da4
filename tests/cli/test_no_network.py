"""What says that it asks nobody opens no socket: every one that Python makes is seen by an audit hook."""

import json
import subprocess
import sys

WATCHED = """
import json, sys

opened = []


def watch(event, arguments):
    if event in ("socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo"):
        opened.append(event)


sys.addaudithook(watch)
from refdb.cli import main

found = []
for call in json.loads(sys.argv[1]):
    sys.argv[1:], status = call, None
    try:
        main()
    except SystemExit as ended:
        status = ended.code
    found.append([status, opened[:]])
    opened.clear()
sys.stderr.write("found" + json.dumps(found))
"""
ARTICLE = """Naps help memory in healthy adults [1].

References

1. Smith J, Miller A. Coffee and sleep in adults. Sleep. 2001;3:1-9.
"""


def sockets_of(folder, *calls):
    """The status of each call of refdb, one after the other in one process, and the sockets that it made."""
    (folder / "a.txt").write_text(ARTICLE)
    call = [sys.executable, "-c", WATCHED, json.dumps([[str(word) for word in words] for words in calls])]
    done = subprocess.run(call, capture_output=True, text=True, check=False, cwd=folder)
    return json.loads(done.stderr.rpartition("found")[2])


def test_what_is_offline_or_asks_a_file_opens_no_socket(tmp_path, snapshot_file):
    found = sockets_of(
        tmp_path,
        ("verify", "a.txt", "--offline"),
        ("--library", "lib", "audit", "a.txt", "--offline"),
        ("extract", "a.txt"),
        ("--library", "lib", "audit", "a.txt", "--registry", snapshot_file),
    )
    assert [opened for _, opened in found] == [[], [], [], []]
    assert {status for status, _ in found} <= {0, 1}


def test_a_socket_would_be_seen(tmp_path):
    ((_, opened),) = sockets_of(tmp_path, ("verify", "a.txt", "--registry", "http://127.0.0.1:9"))
    assert "socket.connect" in opened
