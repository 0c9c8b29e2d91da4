"""How the cost of a library grows with it: import, import again, 300 known works, enrich, audit. Prints JSON.

    python -m scripts.benchmarks.bench_growth [--sizes 1000 10000 50000] [--folder DIR]

The works are made up: a title of eight words, authors, journal, DOI; every second one has an abstract of six sentences.
Embedding costs the same at any size: before the audit every passage gets a vector by chance. Each step runs in a process of its own, so that its peak of
memory is its own: "cpu" is its processor time in seconds, without that of starting (an empty library, opened), "mib"
its peak. "exponent" is the slope of log(cpu) over log(size) between the first and the last size: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

STEPS = ("import", "import_again", "known", "enrich", "vectors", "audit")
BARS = {"import_again of 10,000": {"cpu": 5.0}, "exponent": {"import_again": 1.15}}
KNOWN = 300
CITED = 30
_WORDS = (
    "sleep memory stress coffee exercise vitamin cohort older adults children risk mortality heart blood pressure trial "
    "effect association diet insulin glucose cancer breast lung asthma infection vaccine immunity anxiety depression "
    "therapy training recall attention hospital nurses patients outcome survival kidney liver brain stroke pain migraine"
).split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 50_000])
    parser.add_argument("--folder", type=Path, help="keep files and libraries here")
    parser.add_argument("--step", choices=STEPS, help="run one step in this process (used by the script itself)")
    parser.add_argument("--size", type=int)
    args = parser.parse_args()
    if args.step:
        print(json.dumps(measured(args.step, args.folder, args.size)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = {step: {size: in_process(step, folder, size) for size in args.sizes} for step in prepared(folder, args)}
    print(json.dumps({"steps": found, "exponent": exponents(found, args.sizes), "bars": BARS}, indent=1))


def prepared(folder: Path, args: argparse.Namespace) -> tuple[str, ...]:
    """The steps, once the files that they read are written."""
    for size in args.sizes:
        works = made_up(size)
        known = works[:: max(1, size // KNOWN)][:KNOWN]
        write(folder / f"works{size}.jsonl", works)
        write(folder / f"known{size}.jsonl", known)
        (folder / f"article{size}.txt").write_text(article(known[:: KNOWN // CITED]), encoding="utf-8")
    return STEPS


def made_up(size: int) -> list[dict]:
    """Crossref items, the same at each call."""
    chance = random.Random(7)
    return [
        {
            "DOI": f"10.5555/work.{n}",
            "type": "journal-article",
            "title": [" ".join([*chance.choices(_WORDS, k=7), f"number{n}"]).capitalize()],
            "author": [{"family": f"{chance.choice(_WORDS)}son".capitalize(), "given": "A."} for _ in range(3)],
            "container-title": [f"Journal of {chance.choice(_WORDS)} research"],
            "issued": {"date-parts": [[1980 + n % 45]]},
            "volume": str(n % 90),
            "page": f"{n % 700}-{n % 700 + 9}",
            **({"abstract": " ".join(_sentence(chance) for _ in range(6))} if n % 2 else {}),
        }
        for n in range(size)
    ]


def _sentence(chance: random.Random) -> str:
    return f"The {' '.join(chance.choices(_WORDS, k=14))} was measured in {chance.randint(20, 900)} people."


def article(works: list[dict]) -> str:
    cited = [f"The {work['title'][0].lower()} was reported before [{n}].\n" for n, work in enumerate(works, 1)]
    references = [
        f"{n}. {'; '.join(p['family'] + ' A' for p in work['author'])}. {work['title'][0]}. {work['container-title'][0]}. "
        f"{work['issued']['date-parts'][0][0]};{work['volume']}:{work['page']}. doi:{work['DOI']}\n"
        for n, work in enumerate(works, 1)
    ]
    return f"On growth\n\n{''.join(cited)}\nReferences\n\n{''.join(references)}"


def write(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def in_process(step: str, folder: Path, size: int) -> dict[str, float]:
    """What a step costs, run in a process of its own."""
    command = [sys.executable, "-m", "scripts.benchmarks.bench_growth", "--step", step, "--size", str(size)]
    done = subprocess.run([*command, "--folder", str(folder)], check=True, capture_output=True, text=True)
    print(f"{step} {size}: {done.stdout.strip()}", file=sys.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measured(step: str, folder: Path, size: int) -> dict[str, float]:
    """What a step costs in this process: seconds of processor and clock, and the peak of memory in MiB."""
    from refdb.library import open_library

    file = folder / f"article{size}.txt"
    options = {"registry": str(snapshot(folder, size))}
    with open_library(folder / f"library{size}", create=True, options=options) as library:
        library.store.count_works()
        began, clock = time.process_time(), time.perf_counter()
        if step in ("import", "import_again", "known"):
            library.import_files([folder / f"{'known' if step == 'known' else 'works'}{size}.jsonl"])
        elif step == "enrich":
            library.import_files([file])
            library.enrich()
        elif step == "vectors":
            give_vectors(library)
        else:
            library.audit(file)
        cpu, wall = time.process_time() - began, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": round(cpu, 2), "wall": round(wall, 2), "mib": round(peak)}


def give_vectors(library: Any) -> None:
    """A vector by chance for each passage, and the index of them."""
    import numpy as np

    model, chance = library.embedder.fingerprint, np.random.default_rng(7)
    while ids := [passage.id for passage in library.store.unembedded(model, 1000)]:
        rows = chance.standard_normal((len(ids), library.embedder.dimensions), dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        library.store.save_vectors(model, ids, [row.tobytes() for row in rows])
    library.index()


def snapshot(folder: Path, size: int) -> Path:
    """A registry with the works that the article cites."""
    path = folder / f"registry{size}.db"
    if not path.exists():
        from refdb.registries.snapshot.building import build

        build([folder / f"known{size}.jsonl"], path)
    return path


def exponents(found: dict[str, dict[int, dict[str, float]]], sizes: list[int]) -> dict[str, float]:
    """By step, with which power of the size the processor time grows."""
    first, last = min(sizes), max(sizes)
    if first == last:
        return {}
    return {
        step: round(math.log(max(at[last]["cpu"], 0.01) / max(at[first]["cpu"], 0.01)) / math.log(last / first), 2)
        for step, at in found.items()
    }


if __name__ == "__main__":
    main()
