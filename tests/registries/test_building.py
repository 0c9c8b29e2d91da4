"""A build survives a kill, knows the newer record, tells what it could not read, and never leaves half a file."""

import gzip
import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from refdb.errors import InputError
from refdb.registries.snapshot import building, indexing
from refdb.registries.snapshot.building import build
from refdb.registries.snapshot.layout import stamp
from refdb.registries.snapshot.local import Snapshot


def work(number: int, title: str = "", when: int = 0) -> dict[str, object]:
    item: dict[str, object] = {
        "DOI": f"10.1000/{number}",
        "title": [title or f"Sleep and memory {number}"],
        "author": [{"family": f"Name{number % 17}"}],
        "reference": [{"key": "1", "unstructured": f"Other {number}"}],
    }
    return item | ({"indexed": {"timestamp": when}} if when else {})


def write(path: Path, *items: object) -> Path:
    text = "".join((item if isinstance(item, str) else json.dumps(item)) + "\n" for item in items).encode()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(text, 1) if path.suffix == ".gz" else text)
    return path


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def title_of(path: Path, doi: str) -> str:
    snapshot = Snapshot(path)
    record = snapshot.work(doi)
    snapshot.close()
    assert record is not None
    return str(record.item["title"][0])


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name != "home")


# Small batches, each committed. It kills itself, as kill -9 would, or stops when a step has been told for the n-th time.
CHILD = """
import os, signal, sys
from pathlib import Path
from refdb.registries.snapshot import building, indexing
building.BATCH, building.COMMIT_EVERY = 50, 1
indexing.PAIRS, indexing.ROWS = 5_000, 100
if __name__ == "__main__":
    workers, update, how, end, times, output, *dumps = sys.argv[1:]
    times = int(times)
    def report(step, done, total):
        global times
        print(step, done, total, flush=True)
        times -= step.startswith(end)
        if times == 0:
            os.kill(os.getpid(), signal.Signals[how])
    building.build([Path(d) for d in dumps], Path(output), update=bool(int(update)), workers=int(workers), report=report)
    print("built")
"""


def start(
    dumps: list[Path],
    output: Path,
    workers: int = 1,
    update: bool = False,
    end: str = "never",
    times: int = 1,
    how: str = "SIGKILL",
) -> subprocess.Popen[str]:
    child = output.with_name("child.py")
    child.write_text(CHILD)
    command = [sys.executable, child, workers, int(update), how, end, times, output, *dumps]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("update", [False, True])
def test_killed_build_goes_on_and_gives_the_same_rows(tmp_path, update):
    dumps = [
        write(tmp_path / f"dumps/{n}.jsonl.gz", *(work(n * 700 + i) for i in range(800)), "{bad") for n in range(3)
    ]
    output = tmp_path / "s.db"
    old = write(tmp_path / "old.jsonl", *(work(n, "Older") for n in range(0, 4000, 7)))
    before = b""
    if update:
        build([old], output)
        before = output.read_bytes()
    reading = []
    kills = [("reading", 1), ("reading", 9), ("sorting", 3), ("indexing", 30)]
    if not update:
        kills[2:2] = [("reading", 20), ("sorting", 1)]
    for step, times in kills:
        process = start(dumps, output, update=update, end=step, times=times)
        told = process.communicate()[0].splitlines()
        assert process.returncode == -signal.SIGKILL
        assert (output.read_bytes() if update else output.exists()) == (before if update else False)
        reading += [int(line.split()[2]) for line in told[:1] if line.startswith("reading")]
    assert reading == sorted(reading)
    assert reading[-1] > reading[0]  # it went on, and did not begin again
    assert start(dumps, output, update=update).communicate()[0].endswith("built\n")
    killed = tables(output)
    undisturbed = tmp_path / "u.db"
    if update:
        undisturbed.write_bytes(before)
    start(dumps, undisturbed, update=update).communicate()
    expected = tables(undisturbed)
    for rows in (killed, expected):
        rows["meta"] = [row for row in rows["meta"] if row[0] != "recipe"]  # that of the update names its base
    assert killed == expected
    works, _, _, bad, files, problems = json.loads(str(dict(killed["meta"])["counts"]))
    assert (works, bad, files) == (2457 if update else 2200, 3, 3)
    assert problems[1].startswith("1.jsonl.gz, line 801: not JSON")
    assert [name for name in left(tmp_path) if "partial" in name] == []


@pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")
def test_killed_build_leaves_no_process_behind(tmp_path):
    dump = write(tmp_path / "d.jsonl", *(work(n) for n in range(3000)))
    process = start([dump], tmp_path / "s.db", workers=2, end="reading", how="SIGSTOP")
    assert process.stdout
    process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.communicate()
    assert len(children) >= 2
    deadline = time.monotonic() + 60
    while alive := [child for child in children if running(child)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.02)


def running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_several_processes_give_the_same_file_as_one(tmp_path):
    dump = write(tmp_path / "d.jsonl", *(work(n) for n in range(2500)), "{bad", *(work(n) for n in range(50)))
    counts = [build([dump], tmp_path / f"{n}.db", workers=n) for n in (1, 3)]
    assert counts[0] == counts[1]
    assert (counts[0].works, counts[0].replaced) == (2500, 50)
    assert (tmp_path / "1.db").read_bytes() == (tmp_path / "3.db").read_bytes()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_newest_record_wins_in_whatever_order(tmp_path, order):
    records = [work(1, "First", 1000), work(1, "Second", 2000), work(1, "Third", 3000)]
    dumps = [write(tmp_path / f"{n}.jsonl", records[i]) for n, i in enumerate(order)]
    counts = build(dumps, tmp_path / "s.db")
    assert (counts.works, counts.replaced) == (1, 2)
    assert title_of(tmp_path / "s.db", "10.1000/1") == "Third"


def test_of_records_without_dates_the_last_wins_and_a_dated_one_before_them(tmp_path):
    dump = write(tmp_path / "d.jsonl", work(1, "A"), work(1, "B"), work(2, "C", 5), work(2, "D"))
    build([dump], tmp_path / "s.db")
    assert title_of(tmp_path / "s.db", "10.1000/1") == "B"
    assert title_of(tmp_path / "s.db", "10.1000/2") == "C"


@pytest.mark.parametrize(
    ("item", "milliseconds"),
    [
        ({"indexed": {"timestamp": 1743138066836}}, 1743138066836),
        ({"deposited": {"date-time": "2024-01-10T18:28:10Z"}}, 1704911290000),
        ({"deposited": {"date-time": "2024-01-10T18:28:10"}}, 1704911290000),
        ({"indexed": {"timestamp": 5}, "deposited": {"timestamp": 9}}, 9),
        ({"indexed": {"date-time": "yesterday"}, "deposited": "x"}, 0),
        ({"indexed": {"timestamp": 10**30}}, 0),
        ({}, 0),
    ],
)
def test_stamp(item, milliseconds):
    assert stamp(item) == milliseconds


def test_update_adds_and_replaces_while_readers_go_on(tmp_path):
    output = tmp_path / "s.db"
    build([write(tmp_path / "old.jsonl", work(1, "Old one", 10), work(2, "Kept", 20), work(3, "Later", 99))], output)
    reader = Snapshot(output)
    with reader._connection() as (opened, connection):  # a question that is being answered
        new = write(tmp_path / "new.jsonl", work(1, "New one", 30), work(3, "Earlier", 5), work(4, "Added", 40))
        counts = build([new], output, update=True)
        still = connection.execute("SELECT count(*) FROM works").fetchone()
        assert (still, opened.works) == ((3,), 3)
    assert (counts.works, counts.replaced) == (4, 2)
    found = {doi: record.item["title"][0] for doi, record in reader.works([f"10.1000/{n}" for n in range(5)]).items()}
    assert found == {"10.1000/1": "New one", "10.1000/2": "Kept", "10.1000/3": "Later", "10.1000/4": "Added"}
    assert reader.works_count == 4
    assert [record.key for record in reader.search("Added")] == ["10.1000/4"]
    assert reader.search("Old") == []
    reader.close()
    assert left(tmp_path) == ["new.jsonl", "old.jsonl", "s.db"]


def test_update_equals_a_build_of_all_dumps(tmp_path):
    old = write(tmp_path / "old.jsonl", *(work(n, when=n + 1) for n in range(300)))
    new = write(tmp_path / "new.jsonl", *(work(n, f"Other {n}", 9 if n % 2 else 9000) for n in range(200, 400)))
    build([old, new], tmp_path / "all.db")
    build([old], tmp_path / "s.db")
    build([new], tmp_path / "s.db", update=True)
    for name in ("works", "words", "postings"):
        assert tables(tmp_path / "s.db")[name] == tables(tmp_path / "all.db")[name]


def test_update_needs_a_snapshot_of_this_format(tmp_path):
    dump = write(tmp_path / "d.jsonl", work(1))
    with pytest.raises(InputError, match=r"s\.db does not exist"):
        build([dump], tmp_path / "s.db", update=True)
    (tmp_path / "s.db").write_bytes(b"text")
    with pytest.raises(InputError, match="is no snapshot"):
        build([dump], tmp_path / "s.db", update=True)
    build([dump], tmp_path / "s.db")
    with closing(sqlite3.connect(tmp_path / "s.db")) as connection:
        connection.execute("UPDATE meta SET value = 1 WHERE name = 'format'")
        connection.commit()
    with pytest.raises(InputError, match="another format: build it anew, without --update"):
        build([dump], tmp_path / "s.db", update=True)
    assert left(tmp_path) == ["d.jsonl", "s.db"]


def test_bad_entries_are_told_with_their_place_and_the_rest_goes_on(tmp_path):
    half = '{"DOI":"10.1000/\\ud800","title":["\\ud800"]}'
    write(tmp_path / "dumps/a.jsonl", work(1), "{broken", "[1, 2]", '{"DOI":"10.1000/nan","n":NaN}', half, {"DOI": " "})
    (tmp_path / "dumps/b.jsonl").write_bytes(b'{"DOI":"10.1000/\xff"}\n' + json.dumps(work(2)).encode())
    (tmp_path / "dumps/c.jsonl.gz").write_bytes(b"\x1f\x8b\x08 no gzip at all, is it?")
    counts = build([tmp_path / "dumps"], tmp_path / "s.db")
    assert (counts.works, counts.bad, counts.without_doi, counts.files) == (3, 5, 1, 3)
    assert [problem[:45] for problem in counts.problems] == [
        "a.jsonl, line 2: not JSON (Expecting property",
        "a.jsonl, line 3: a list, not a work item",
        "a.jsonl, line 4: not JSON (NaN is no number o",
        "b.jsonl, line 1: not UTF-8",
        "c.jsonl.gz: cannot be read further (Error -3 ",
    ]


def test_no_work_is_an_error_and_leaves_the_old_file(tmp_path):
    build([write(tmp_path / "d.jsonl", work(1))], tmp_path / "s.db")
    before = (tmp_path / "s.db").read_bytes()
    with pytest.raises(
        InputError, match=r"no Crossref work item with a DOI in .*x\.jsonl \(x\.jsonl, line 1: not JSON"
    ):
        build([write(tmp_path / "x.jsonl", "{")], tmp_path / "s.db")
    assert (tmp_path / "s.db").read_bytes() == before


def test_changed_dump_begins_anew(tmp_path):
    dump = write(tmp_path / "d.jsonl", *(work(n) for n in range(500)))
    start([dump], tmp_path / "s.db", end="reading", times=3).communicate()
    assert left(tmp_path) == ["child.py", "d.jsonl", "s.db.partial", "s.db.partial-wal"]
    write(dump, *(work(n) for n in range(1000, 1100)))
    assert build([dump], tmp_path / "s.db").works == 100


def test_two_builds_of_one_file_do_not_meet(tmp_path):
    dump = write(tmp_path / "d.jsonl", *(work(n) for n in range(500)))
    process = start([dump], tmp_path / "s.db", end="reading", how="SIGSTOP")
    assert process.stdout
    process.stdout.readline()
    try:
        with pytest.raises(InputError, match=r"s\.db\.partial is being written by another refdb snapshot build"):
            build([dump], tmp_path / "s.db")
    finally:
        process.send_signal(signal.SIGCONT)
    assert process.communicate()[0].endswith("built\n")


def test_output_that_cannot_be_written(tmp_path):
    dump = write(tmp_path / "d.jsonl", work(1))
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"s\.db cannot be written"):
        build([dump], tmp_path / "file" / "s.db")


def test_batches_are_bounded_by_their_bytes(monkeypatch):
    monkeypatch.setattr(building, "BATCH_BYTES", 100)
    entries = [building.Entry(f"line {n}", n, b"x" * 40) for n in range(7)]
    batches = list(building.cut("d", iter(entries), 0, 1000))
    assert [(len(b.entries), b.last, b.finished, b.read) for b in batches] == [
        (3, 3, False, 1002),
        (3, 6, False, 1005),
        (1, 7, True, 1006),
    ]


def test_words_of_very_many_works_are_counted_but_not_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(indexing, "most_listed", lambda works: 30)
    monkeypatch.setattr(indexing, "PAIRS", 64)
    monkeypatch.setattr(indexing, "ROWS", 10)
    items = [work(n, f"sleep {'memory' if n % 4 == 0 else 'dream'} w{n}") for n in range(100)]
    build([write(tmp_path / "d.jsonl", *items)], tmp_path / "s.db")
    from refdb.registries.snapshot.layout import word_number

    rows = {word: (works, len(numbers)) for word, works, numbers in tables(tmp_path / "s.db")["postings"]}
    assert rows[word_number("sleep")] == (100, 0)
    assert rows[word_number("dream")] == (75, 0)
    assert rows[word_number("memory")] == (25, 100)
    assert rows[word_number("w7")] == (1, 4)
    snapshot = Snapshot(tmp_path / "s.db")
    assert snapshot.search("Sleep w7")[0].key == "10.1000/7"
    snapshot.close()


def test_spilled_runs_give_the_same_lists(tmp_path, monkeypatch):
    dump = write(tmp_path / "d.jsonl", *(work(n) for n in range(500)))
    build([dump], tmp_path / "whole.db")
    monkeypatch.setattr(indexing, "PAIRS", 300)
    monkeypatch.setattr(indexing, "ROWS", 7)
    build([dump], tmp_path / "spilled.db")
    assert tables(tmp_path / "spilled.db")["postings"] == tables(tmp_path / "whole.db")["postings"]
