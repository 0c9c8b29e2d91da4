"""Commands that are killed at random moments, or find no room on the disk: nothing lost, nothing twice, and one line.

REFDB_SLOW=1 runs all of them; three kills each, or as many as REFDB_KILLS says.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from refdb.library import open_library

DISTURBING = Path(__file__).with_name("disturbing.py")
TIMES = int(os.environ.get("REFDB_KILLS", "3"))  # read here: a test sees no setting of the user's
WORDS = "sleep mice recall naps light dose serum trial blood growth memory stroke".split()
# Not here: grant (PostgreSQL's own), mcp (does what audit and import do), completion (writes nothing of ours).
# name -> (whether it does many things one after the other, what it writes beside the library, arguments)
COMMANDS: dict[str, tuple[int, str, list[str]]] = {
    "init": (1, "", ["init", "{lib}"]),
    "import works": (1, "", ["import", "{files}/more.jsonl"]),
    "import bibliography": (1, "", ["import", "{files}/more.bib"]),
    "import article": (1, "", ["import", "{files}/new.txt"]),
    "add": (1, "", ["add", "10.5555/w.100", "10.5555/w.101", "10.5555/w.102", "--registry", "{files}/registry.db"]),
    "enrich": (1, "", ["enrich", "--registry", "{files}/registry.db"]),
    "audit": (1, "page.html", ["audit", "{files}/new.txt", "--registry", "{files}/registry.db", "--html", "{out}"]),
    "serve": (1, "", ["serve", "{files}/new.txt", "{files}/registry.db"]),
    "index": (1, "", ["index"]),
    "rebuild": (1, "", ["index", "--rebuild"]),
    "doctor": (1, "", ["doctor", "--fix"]),
    "search": (1, "", ["search", "naps and memory"]),
    "check": (1, "", ["check", "Naps help memory in mice."]),
    "dedupe": (1, "", ["dedupe", "--merge"]),
    "attach": (1, "", ["attach", "w1", "{files}/text.txt", "--force"]),
    "attach folder": (1, "", ["attach", "{files}/texts"]),
    "detach": (0, "", ["detach", "w8"]),
    "retractions": (1, "", ["retractions", "--offline"]),
    "export": (0, "out.bib", ["export", "-o", "{out}"]),
    "export ris": (0, "out.ris", ["export", "-o", "{out}"]),
    "watch": (0, "out.bib", ["watch", "{out}", "--export"]),
    "backup": (0, "", ["backup", "{root}/copy.zip", "--force"]),
    "restore": (0, "", ["restore", "{files}/backup.zip", "{lib}"]),
    "copy": (1, "copied", ["copy", "{lib}", "{out}"]),
    "snapshot build": (1, "new.db", ["snapshot", "build", "{files}/more.jsonl", "-o", "{out}", "--workers", "1"]),
    "snapshot update": (
        1,
        "new.db",
        ["snapshot", "build", "{files}/works.jsonl", "-o", "{out}", "--update", "--workers", "1"],
    ),
    "verify fix": (
        0,
        "out.bib",
        ["verify", "{files}/fixed.bib", "--registry", "{files}/registry.db", "--fix", "-o", "{out}"],
    ),
    "accept": (
        0,
        ".refdb-accepted.toml",
        ["accept", "{root}/fixed.bib", "wrong", "--reason", "so", "--registry", "{files}/registry.db"],
    ),
    "decisions": (0, "", ["decisions", "import", "{files}/decisions.json"]),
    "decisions export": (0, "out.json", ["decisions", "export", "-o", "{out}"]),
    "demo": (1, "first", ["demo", "{out}"]),
    "tag": (0, "", ["tag", "add", "seen", "w1", "w2", "w3"]),
    "tag rename": (0, "", ["tag", "rename", "read", "done"]),
    "tag rm": (0, "", ["tag", "rm", "read", "w10"]),
    "collection": (0, "", ["collection", "add", "thesis/2", "w1", "w2"]),
    "edit": (0, "", ["edit", "w2", "--set", "title=Naps of mice"]),
    "merge": (0, "", ["merge", "w3", "w4"]),
    "rm": (0, "", ["rm", "w5", "w6"]),
    "rm article": (0, "", ["rm", "--article", "1"]),
    "undo": (0, "", ["undo"]),
    "redo": (0, "", ["redo"]),
    "config": (0, "", ["config", "set", "timeout", "7"]),
    "user": (0, "", ["user", "add", "ann", "--no-password"]),
}


def works(numbers: range) -> str:
    chance = random.Random(5)
    rows = [
        {"id": f"w{n}", "type": "article-journal", "title": f"Work {n} on {' '.join(chance.choices(WORDS, k=6))}",
         "author": [{"family": chance.choice(WORDS).capitalize(), "given": "A."}], "DOI": f"10.5555/w.{n}",
         "issued": {"date-parts": [[2000 + n % 20]]}, "container-title": "Sleep", "volume": str(n), "page": f"{n}-{n + 9}",
         "abstract": f"{' '.join(chance.choices(WORDS, k=12)).capitalize()}. It was {n}. {' '.join(chance.choices(WORDS, k=9))}."}
        for n in numbers
    ]  # fmt: skip
    doubles = [{**row, "id": f"again{row['id']}", "DOI": "", "volume": "", "page": ""} for row in rows[::9]]
    return "".join(f"{json.dumps(row)}\n" for row in [*rows, *doubles])


@pytest.fixture(scope="module")
def files(made_once) -> Path:
    """The library before each command, and what the commands read."""

    def make(folder: Path) -> None:
        from refdb.registries.snapshot.building import build

        (folder / "works.jsonl").write_text(works(range(40)))
        (folder / "more.jsonl").write_text(works(range(30, 700)))
        (folder / "more.bib").write_text(
            "".join(
                f"@article{{b{n}, title = {{Book {n} of naps}}, author = {{Roe, R.}}, year = 2001}}\n"
                for n in range(700)
            )
        )
        lists = {
            name: "".join(f"Naps help memory of {n} mice [{n}].\n" for n in range(1, 9))
            + "\nReferences\n\n"
            + "".join(f"{n}. Roe A. {row['title']}. Sleep. {2000 + (start + n - 1) % 20};{start + n - 1}:1-9.\n"
                      for n, row in enumerate(map(json.loads, works(range(start, start + 8)).splitlines()[:8]), 1))
            for name, start in (("old", 3), ("new", 33))
        }  # fmt: skip
        for name, text in lists.items():
            (folder / f"{name}.txt").write_text(f"On naps\n\n{text}")
        (folder / "text.txt").write_text("Work 1\n\n" + "Naps help memory in mice that slept at noon. " * 60)
        (folder / "texts").mkdir()
        for name in ("w1", "w2"):
            title = json.loads(works(range(40)).splitlines()[int(name[1:])])["title"]
            (folder / "texts" / f"{name}.txt").write_text(f"{title}\n\n" + "Naps help memory in mice at noon. " * 90)
        title = json.loads(works(range(30, 700)).splitlines()[10])["title"]
        entry = f"@article{{wrong, title = {{{title}}}, author = {{Roe, A.}}, doi = {{10.5555/w.40}}, year = 1999}}\n"
        (folder / "fixed.bib").write_text(entry)
        decision = {"kind": "claim", "machine": "contradicted", "stance": "overruled", "verdict": "supported", "note": "", "by": "Ann",
                    "at": "2026-11-28T10:00:00.123Z", "article": "a.txt", "sha256": "ab12"}  # fmt: skip
        decisions = [{**decision, "text": f"Naps help {n}."} for n in range(50)]
        told = {"format": "refdb decisions", "version": 1, "decisions": decisions}
        (folder / "decisions.json").write_text(json.dumps(told))
        build([folder / "more.jsonl"], folder / "registry.db")
        with open_library(folder / "base", create=True) as library:
            library.import_files([folder / "works.jsonl", folder / "old.txt"])
            library.attach("w8", folder / "text.txt", force=True)
            library.label(["w10", "w11"], "tags", ["read"])
            library.index()
            library.remove(["w9"])
            library.import_decisions([folder / "decisions.json"])
            library.remove(["w12"])
            library.undo()
        with open_library(folder / "base") as library:
            library.backup(folder / "backup.zip")

    return made_once("disturbed", make)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork here")
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("how", ["kill", "full"])
def test_a_disturbed_command_loses_and_doubles_nothing(tmp_path, files, slow, how, name):
    if name == "serve":
        pytest.importorskip("starlette.testclient", reason="pip install 'refdb[server]'")
    if (name, how) == ("serve", "full"):
        pytest.skip("a job that finds no room is failed, and says so: nobody takes it up again")
    batch, beside, arguments = COMMANDS[name]
    if name not in ("init", "restore"):
        (tmp_path / "base").symlink_to(files / "base")
    if name == "doctor":
        (tmp_path / "base").unlink()
        shutil.copytree(files / "base", tmp_path / "base")
        for file in (tmp_path / "base" / "indexes").rglob("*.json"):
            file.write_text("{}")
    shutil.copy(files / "fixed.bib", tmp_path / "fixed.bib")
    out = tmp_path / (beside or "none")
    if name == "snapshot update":
        shutil.copy(files / "registry.db", out)
    elif beside and "." in beside[1:]:
        out.write_text("" if name == "accept" else "what stood there before\n")
    places = {"lib": tmp_path / "lib", "files": files, "root": tmp_path, "out": out}
    call = [str(argument).format(**places) for argument in arguments]
    library = [] if name in ("init", "restore", "copy", "demo") else ["--library", str(tmp_path / "lib")]
    times = TIMES if how == "kill" else min(TIMES, 6)
    done = subprocess.run(
        [sys.executable, str(DISTURBING), how, str(tmp_path), str(times), "20", str(batch), str(out), *library, *call],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    print(name, done.stdout.strip())
    assert how == "full" or int(done.stdout.split()[1]) >= times // 2
