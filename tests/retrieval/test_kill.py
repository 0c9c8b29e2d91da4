"""A process that indexes is killed at random moments: nothing lost, nothing twice, no vector without its passage."""

import json
import random
import subprocess
import sys

import pytest

# The modules are imported once; each child is a process of its own that opens library and model itself. The moment is
# one of the child's own processor time, at which the system ends it as `kill -9` would: how fast the machine is, and
# what else it does, says nothing about how many are killed.
KILLED_WHILE_INDEXING = """
import os, random, signal, sqlite3, sys
from pathlib import Path

import faiss, numpy, onnxruntime, tokenizers
from refdb.library import open_library
from refdb.retrieval.faiss import index as vectors, storage as files
from refdb.workflows import indexing

folder, seed, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
indexing.BATCH = 4


def child(rebuild=False, most=0.0):
    # (exit code, processor seconds) of a process that indexes, ended after `most` of them if that is not 0
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, most)
        with open_library(folder) as library:
            library.index(rebuild=rebuild)
        os._exit(0)
    _, status, used = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime


def check():
    connection = sqlite3.connect(folder / "refdb.sqlite3")
    orphans = connection.execute(
        "SELECT count(*) FROM vector WHERE passage_id NOT IN (SELECT id FROM passage)"
    ).fetchone()
    passages = [row[0] for row in connection.execute("SELECT id FROM passage ORDER BY id")]
    (vectors,) = connection.execute("SELECT count(*) FROM vector").fetchone()
    twice = connection.execute("SELECT count(*) - count(DISTINCT passage_id) FROM vector").fetchone()
    connection.close()
    assert (orphans, twice) == ((0,), (0,)), (orphans, twice)
    return passages, vectors


code, whole = child()
assert code == 0
passages, _ = check()
killed = n = 0
while killed < kills and n < 4 * kills:
    n += 1
    connection = sqlite3.connect(folder / "refdb.sqlite3")
    connection.execute("PRAGMA foreign_keys = ON")
    if n % 2 == 0:  # as if the vectors had never been made; the index is behind the database either way
        connection.execute("DELETE FROM vector WHERE passage_id % 3 != ?", (n % 3,))
    connection.commit()
    connection.close()
    _, before = check()
    code, _ = child(rebuild=n % 4 == 3, most=0.001 + chance.random() * 0.7 * whole)
    assert code in (0, -signal.SIGPROF)
    killed += code != 0
    now, vectors_now = check()
    assert now == passages
    assert vectors_now >= before  # what was embedded stays
assert child()[0] == 0
with open_library(folder) as library:
    found = library.check_index()
    assert found.faults == (), found
    assert found.passages == found.embedded == found.indexed == len(passages), found
    index = vectors.open_index(library.indexes, library.embedder.fingerprint, 384)
    assert (index.ids() // 16).tolist() == passages
    left = sorted(path.name.partition("-")[0] for path in vectors.folder_of(
        library.indexes, library.embedder.fingerprint).iterdir())
print("killed", killed, "left", *left)
"""


def test_a_kill_at_any_moment_of_indexing_loses_and_doubles_nothing(tmp_path, slow):
    if sys.platform == "win32":
        pytest.skip("no fork here")
    from refdb.library import open_library

    chance = random.Random(5)
    words = "sleep mice recall naps light dose serum trial blood growth".split()
    rows = [
        {"id": f"w{n}", "title": f"Work {n}", "text": f"{' '.join(chance.choices(words, k=12))}. It was {n}."}
        for n in range(40)
    ]
    works = tmp_path / "works.jsonl"
    works.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_library(tmp_path / "library", create=True) as library:
        library.import_files([works])
    command = [sys.executable, "-c", KILLED_WHILE_INDEXING, str(tmp_path / "library"), "20", "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    killed, _, left = done.stdout.strip().removeprefix("killed ").partition(" left ")
    assert int(killed) == 20
    assert left.split() == ["base", "ids", "lock", "manifest.json", "tail"]
