"""Commands that are killed at random moments, or find no room on the disk: nothing lost, nothing twice, and one line.

REFDB_SLOW=1 runs all of them; three kills each, or as many as REFDB_KILLS says.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from refdb.library import open_library

DISTURBING = Path(__file__).with_name("disturbing.py")
TIMES = int(os.environ.get("REFDB_KILLS", "3"))  # read here: a test sees no setting of the user's
WORDS = "sleep mice recall naps light dose serum trial blood growth memory stroke".split()
# name -> (whether it does many things one after the other, what it writes beside the library, arguments)
COMMANDS: dict[str, tuple[int, str, list[str]]] = {
    "init": (1, "", ["init", "{lib}"]),
    "import works": (1, "", ["import", "{files}/more.jsonl"]),
    "import bibliography": (1, "", ["import", "{files}/more.bib"]),
    "import article": (1, "", ["import", "{files}/new.txt"]),
    "enrich": (1, "", ["enrich", "--registry", "{files}/registry.db"]),
    "audit": (1, "page.html", ["audit", "{files}/new.txt", "--registry", "{files}/registry.db", "--html", "{out}"]),
    "serve": (1, "", ["serve", "{files}/new.txt", "{files}/registry.db"]),
    "index": (1, "", ["index"]),
    "rebuild": (1, "", ["index", "--rebuild"]),
    "search": (1, "", ["search", "naps and memory"]),
    "dedupe": (1, "", ["dedupe", "--merge"]),
    "attach": (1, "", ["attach", "w1", "{files}/text.txt", "--force"]),
    "retractions": (1, "", ["retractions", "--offline"]),
    "export": (0, "out.bib", ["export", "-o", "{out}"]),
    "backup": (0, "", ["backup", "{root}/copy.zip", "--force"]),
    "tag": (0, "", ["tag", "add", "seen", "w1"]),
    "edit": (0, "", ["edit", "w2", "--set", "title=Naps of mice"]),
    "merge": (0, "", ["merge", "w3", "w4"]),
    "rm": (0, "", ["rm", "w5", "w6"]),
    "undo": (0, "", ["undo"]),
    "config": (0, "", ["config", "set", "timeout", "7"]),
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
        build([folder / "more.jsonl"], folder / "registry.db")
        with open_library(folder / "base", create=True) as library:
            library.import_files([folder / "works.jsonl", folder / "old.txt"])
            library.index()
            library.remove(["w9"])

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
    if name != "init":
        (tmp_path / "base").symlink_to(files / "base")
    out = tmp_path / (beside or "none")
    if beside:
        out.write_text("what stood there before\n")
    places = {"lib": tmp_path / "lib", "files": files, "root": tmp_path, "out": out}
    call = [str(argument).format(**places) for argument in arguments]
    library = [] if name == "init" else ["--library", str(tmp_path / "lib")]
    times = TIMES if how == "kill" else min(TIMES, 6)
    done = subprocess.run(
        [sys.executable, str(DISTURBING), how, str(tmp_path), str(times), "20", str(batch), str(out), *library, *call],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    print(name, done.stdout.strip())
    assert how == "full" or int(done.stdout.split()[1]) >= times // 2
