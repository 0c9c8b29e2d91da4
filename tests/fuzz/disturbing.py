"""Runs one command of refdb again and again in processes that are disturbed: killed, or short of room. Prints what became.

    python tests/fuzz/disturbing.py kill|full FOLDER TIMES SEED BATCH OUT ARGUMENT…

FOLDER/base is the library before the command. Each time it is copied to FOLDER/lib and the command runs on it, in a
child that the system ends at a moment of its own processor time (how fast the machine is says nothing about how many
are killed), or whose files may not grow beyond a size. `serve` here is the server's application started, asked for its
first page, handed an article over HTTP unless it has it, and its worker until the queue is empty. Then the library must be sound; the command runs again, whole;
and all that the database and OUT hold must be what an undisturbed run gives. BATCH is 1 for a command that does many
things one after the other, and may have done some; any other has done all or nothing, and is repeated in the second
case alone.
"""

import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from contextlib import closing
from pathlib import Path

import faiss  # noqa: F401  (imported once, not by each child)
import onnxruntime  # noqa: F401
import tokenizers  # noqa: F401

from refdb import cli
from refdb.database.tables import Base

# When, how long, in how many steps and by whom it was done. Of the audits the last of an article is compared (`audited`): a
# command that was killed after it was kept makes another.
NOT_COMPARED = {"change", "journal", "audit"}
NOT_OF_A_JOB = {"worker", "attempts", "step", "done", "total"}
SIZES = (0, 3_000, 20_000, 60_000, 150_000, 400_000)  # bytes that a file may have; the database has more at last


def child(arguments: list[str], said: Path, most: float = 0.0, room: int = -1) -> tuple[int, float]:
    """(exit status, seconds of the processor) of refdb in a process of its own."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        status = 70
        try:
            sys.argv = ["refdb", *arguments]
            if room >= 0:  # Python would cut what it compiles at the limit, too, and read it so ever after
                sys.dont_write_bytecode = True
                os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            signal.setitimer(signal.ITIMER_PROF, most)
            if arguments[2:3] == ["watch"]:  # Ctrl-C after the first look
                time.sleep = interrupted
            if arguments[2:3] == ["serve"]:
                served(arguments)
                status = 0
            else:
                cli.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        except Exception:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(status)
    _, status, used = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime


def interrupted(_seconds: float) -> None:
    raise KeyboardInterrupt


def served(arguments: list[str]) -> None:
    """--library FOLDER serve ARTICLE REGISTRY"""
    from starlette.testclient import TestClient

    from refdb.library import open_library
    from refdb.server.app import make_app
    from refdb.server.site import ServerSettings

    article = Path(arguments[3])
    with open_library(Path(arguments[1]), create=True, options={"registry": arguments[4]}) as library:
        app = make_app(library, ServerSettings(workers=0, local_user="ann"))
        with TestClient(app, base_url="http://localhost:8300", client=("127.0.0.1", 5000)) as client:
            csrf = re.search(r'name="csrf" content="(\w+)"', client.get("/").text)
            assert csrf
            if not library.jobs():
                sent = {"file": (article.name, article.read_bytes())}
                assert client.post("/jobs", files=sent, headers={"x-csrf-token": csrf[1]}).status_code == 202
            library.give_back_lost()
            while library.work():
                pass
            job = library.jobs()[0]
    assert job.state == "done", job.error


def audited(connection: sqlite3.Connection) -> list[str]:
    """What the last audit of each article says of its references and claims."""
    query = "SELECT a.sha256, u.document FROM audit u JOIN article a ON a.id = u.article_id ORDER BY u.id"
    told = {}
    for article, document in connection.execute(query):
        report = json.loads(document)
        references = [[r[name] for name in ("n", "raw", "status", "key", "doi")] for r in report["references"]]
        claims = [[c[name] for name in ("sentence", "references", "verdict", "confidence")] for c in report["claims"]]
        told[article] = repr((article, references, claims))
    return sorted(told.values())


def written(out: Path) -> list[str]:
    """What a command wrote beside the library; of a report, which tells its moment, that it is there and whole."""
    if out.is_dir():
        files = [path for path in out.glob("*") if path.is_file() and not path.name.startswith("refdb.sqlite3")]
        return sorted(f"{path.name} {hash(path.read_bytes())}" for path in files)
    data = out.read_bytes() if out.is_file() else b"none"
    if data.startswith(b"SQLite"):  # an update that was done before the kill numbers its works anew when it runs again
        with closing(sqlite3.connect(out)) as snapshot:
            query = "SELECT doi, stamp, agency, item, heavy, words.words FROM works JOIN words USING (id) ORDER BY doi"
            rows = list(map(repr, snapshot.execute(query)))
            (postings,) = snapshot.execute("SELECT count(*) FROM postings").fetchone()
        return [f"{len(rows)} works, {hash(tuple(rows))}", f"{postings} postings"]
    return ["whole" if data.rstrip().endswith(b"</html>") else str(hash(data))]


def state(library: Path, out: Path) -> dict[str, list[str]]:
    """All that the library holds, without numbers of rows and times, and the bytes of what was written."""
    found = {"out": written(out)}
    if (out / "refdb.sqlite3").is_file():
        found |= {f"copy of {name}": rows for name, rows in state(out, out / "none").items()}
    settings = library / "library.toml"
    found["settings"] = [settings.read_text(encoding="utf-8") if settings.is_file() else "none"]
    database = library / "refdb.sqlite3"
    if not database.is_file() or not database.stat().st_size:
        return found
    connection = sqlite3.connect(database)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names: dict[str, dict[int, str]] = {
        "work_id": dict(connection.execute("SELECT id, key FROM work")),
        "article_id": dict(connection.execute("SELECT id, sha256 FROM article")),
    } if "work" in there else {}  # fmt: skip
    if "audit" in there:
        found["audit"] = audited(connection)
    for name, table in Base.metadata.tables.items():
        if name in NOT_COMPARED or name not in there:
            continue
        columns = [
            c.name
            for c in table.columns
            if c.name not in ("id", "document")
            and not c.name.endswith("_at")
            and not (name == "job" and c.name in NOT_OF_A_JOB)
        ]
        if name == "passage":
            names["passage_id"] = {}
        rows = []
        quoted = ", ".join(f'"{column}"' for column in columns)
        for id_, *row in connection.execute(f'SELECT rowid, {quoted} FROM "{name}"'):
            told = [names.get(column, {}).get(value, value) for column, value in zip(columns, row, strict=True)]
            if name == "passage":
                names["passage_id"][id_] = f"{told[columns.index('work_id')]} {told[columns.index('n')]}"
            rows.append(repr(told))
        found[name] = sorted(rows)
    connection.close()
    return found


def main() -> None:
    how, root, times, seed, batch, out = sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]), Path(sys.argv[6])
    arguments, library, said = sys.argv[7:], root / "lib", root / "said.txt"
    old = out.read_bytes() if out.is_file() else None

    def afresh() -> None:
        shutil.rmtree(library, ignore_errors=True)
        if (root / "base").is_dir():
            shutil.copytree(root / "base", library)
        shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)
        if old is not None:
            out.write_bytes(old)

    afresh()
    before = state(library, out)
    status, whole = child(arguments, said)
    assert status in (0, 1), said.read_text()
    after = state(library, out)
    chance = random.Random(seed)
    disturbed = n = 0
    while disturbed < times and n < 3 * times:
        n += 1
        afresh()
        if how == "kill":
            code, _ = child(arguments, said, most=0.001 + chance.random() * 0.95 * whole)
            assert code in (status, -signal.SIGPROF), (code, said.read_text())
            hit = code < 0
        else:
            code, _ = child(arguments, said, room=SIZES[n % len(SIZES)] + chance.randrange(3000))
            text = said.read_text(errors="replace")
            assert code in (status, 2), (code, text)
            assert "fault of refdb" not in text, text
            assert "Traceback" not in text, text
            hit = code == 2
            errors = [line for line in text.splitlines() if line.startswith("refdb: ")]
            assert not hit or len(errors) == 1, text
        disturbed += hit
        now = state(library, out)
        if not batch:
            wrong = {name: rows for name, rows in now.items() if rows not in (before.get(name, rows), after[name])}
            assert not wrong, {name: rows[:3] for name, rows in wrong.items()}
        if batch or now != after:
            code, _ = child(arguments, said)
            # Killed with all of it done, a copy refuses to be made again.
            assert code in (0, 1) or now == after, (code, said.read_text())
            now = state(library, out)
            differs = {name: [sorted(set(now.get(name, [])) ^ set(rows))[:4], len(now.get(name, [])), len(rows)]
                       for name, rows in after.items() if now.get(name) != rows}  # fmt: skip
            assert not differs, differs
    print(how, disturbed, "of", n, f"{whole:.2f} s")


main()
