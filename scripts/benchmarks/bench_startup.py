"""How fast refdb starts: `--help`, a search from a cold start, an audit once enriched. Prints JSON beside the limits.

    python -m scripts.benchmarks.bench_startup [--works 1000] [--repeats 5] [--registry FILE --article FILE]

The search runs on a library of made-up works that the script writes for itself; every repeat is a new process.
Times are wall-clock seconds; the median of the repeats counts. Without --registry and --article the demo's are used.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.places import ROOT

REFDB = Path(sys.executable).with_name("refdb")
DEMO = ROOT / "scripts" / "demo"
LIMITS = {"help": 0.3, "search": 1.0, "audit": 20.0}
SUBJECTS = "aspirin metformin coffee sleep exercise folate zinc iron salt fibre statins yoga".split()
OUTCOMES = "stroke diabetes migraine anaemia fractures depression asthma eczema cancer hypertension".split()
PEOPLE = "adults children nurses smokers athletes pensioners pregnant-women miners".split()
EFFECTS = ("lowered", "did not change", "raised")


def run(*arguments: str | Path, ok: tuple[int, ...] = (0,)) -> float:
    """Seconds that one call took."""
    began = time.perf_counter()
    done = subprocess.run([REFDB, *map(str, arguments)], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in ok:
        sys.exit(f"refdb {' '.join(map(str, arguments))} failed: {done.stderr}")
    return seconds


def write_works(path: Path, count: int) -> None:
    """`count` works with an abstract of four sentences, the same at every run."""
    chance = random.Random(2026)
    rows = []
    for n in range(count):
        subject, outcome, people = (chance.choice(words) for words in (SUBJECTS, OUTCOMES, PEOPLE))
        text = (
            f"We asked whether {subject} has an effect on {outcome} in {people}. "
            f"A total of {chance.randrange(50, 9000)} {people} took part for {chance.randrange(1, 20)} years. "
            f"In this study {subject} {chance.choice(EFFECTS)} the risk of {outcome}. "
            f"Results for {chance.choice(OUTCOMES)} were similar."
        )
        rows.append({"id": f"w{n}", "title": f"Effect {n} of {subject} on {outcome} in {people}", "text": text})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--registry", type=Path)
    parser.add_argument("--article", type=Path, default=DEMO / "article.txt")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_works(folder / "works.jsonl", options.works)
        library = ("--library", folder / "library")
        run("init", folder / "library")
        importing = run(*library, "import", folder / "works.jsonl", "-q")
        indexing = run(*library, "index", "-q")
        registry = options.registry or folder / "registry.db"
        if not options.registry:
            run("snapshot", "build", DEMO / "works.jsonl", "-o", registry, "-q")
        audited = ("--library", folder / "audited", "audit", options.article, "--registry", registry, "-q")
        first = run(*audited, ok=(0, 1))
        times = {
            "help": [run("--help") for _ in range(options.repeats)],
            "search": [run(*library, "search", "does coffee cause migraine?") for _ in range(options.repeats)],
            "audit": [run(*audited, ok=(0, 1)) for _ in range(max(1, options.repeats // 2))],
        }
    medians = {what: statistics.median(values) for what, values in times.items()}
    document = {
        "works": options.works,
        "cores": os.cpu_count(),
        "seconds": {
            what: {
                "median": round(median, 3),
                "slowest": round(max(times[what]), 3),
                "limit": LIMITS[what],
                "within": median <= LIMITS[what],
            }
            for what, median in medians.items()
        },
        "once": {"import": round(importing, 2), "index": round(indexing, 2), "first_audit": round(first, 2)},
    }
    print(json.dumps(document, indent=1))
    sys.exit(not all(row["within"] for row in document["seconds"].values()))


if __name__ == "__main__":
    main()
