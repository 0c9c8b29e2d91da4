"""How the cost of a library grows with it: each command's processor time, peak of memory and exponent. Prints JSON.

    python -m scripts.benchmarks.bench_growth [--sizes 1000 10000 50000] [--steps import list …] [--folder DIR]

The works are made up: a title of eight words, authors, journal, DOI; every second one has an abstract of six sentences.
Their words come from 50,000, by Zipf's law.
Embedding costs the same at any size: before the searches every passage gets a vector by chance. Each step runs in a
process of its own, so that its peak of memory is its own: "cpu" is its processor time in seconds, "mib" its peak. Steps
of a library that is open already (import, enrich, searches, …) are counted without starting; "search" and "claims"
give the median and the longest of 50, in milliseconds of the clock. Commands are counted with it, as the user waits
for it. "demo" audits the demo's article beside the library; "long" one of 2,000 sentences and 500 references. "near" audits one whose
sentences restate its sources' own in a library of these alone, so that the judge has all of them to read: "size" is how
many sentences it has, and each source is cited four times.
"exponent" is the slope of log(cpu) over log(size) between the first and the last size: 1 is linear.

A million works, given vectors: ``--sizes 1000000 --steps import vectors list search check``.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = {
    "index": ["index"],
    "list": ["list"],
    "export": ["export"],
    "ris": ["export", "--format", "ris"],
    "dedupe": ["dedupe"],
    "cold_search": ["search", "sleep and memory in older adults"],
    "check": ["check", "Sleep lowers the risk of stroke in older adults."],
    "retractions": ["retractions", "--offline"],
}
STEPS = (
    "import",
    "import_again",
    "known",
    "enrich",
    "vectors",
    *COMMANDS,
    "search",
    "claims",
    "audit",
    "demo",
    "long",
    "near",
)
BARS = {
    "import_again": "cpu 1.2 times that of import at 10,000 and 50,000",
    "demo": "cpu 4 s at 50,000",
    "long": "cpu 60 s",
    "search": "median 20 ms, longest 60 ms at 50,000",
    "exponent": "1.15",
}
KNOWN = 300
CITED = 30
LONG = (2000, 500)  # sentences and references of the long article
ASKED = 50
VOCABULARY = 50_000  # words; the nth is used 1/n times as often as the first, as in any language
_NAMES = (
    "sleep memory stress coffee exercise vitamin cohort older adults children risk mortality heart blood pressure trial "
    "effect association diet insulin glucose cancer breast lung asthma infection vaccine immunity anxiety depression "
    "therapy training recall attention hospital nurses patients outcome survival kidney liver brain stroke pain migraine"
).split()


def _vocabulary() -> tuple[list[str], list[float]]:
    """Words, and how often each of them and all before it are used: by Zipf's law."""
    chance = random.Random(1)
    starts = "b c d f g h k l m n p r s t v z br cl dr fl gr pl pr sk st tr".split()
    made: dict[str, None] = dict.fromkeys(_NAMES)
    while len(made) < VOCABULARY:
        parts = (chance.choice(starts) + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        made["".join(parts) + chance.choice("nrstlm")] = None
    return list(made), list(accumulate(1 / n for n in range(1, VOCABULARY + 1)))


_WORDS, _OFTEN = _vocabulary()
_USUAL = frozenset(_WORDS[:30])


def _words(chance: random.Random, number: int) -> list[str]:
    return chance.choices(_WORDS, cum_weights=_OFTEN, k=number)


def _asked(chance: random.Random) -> str:
    """Words that somebody searches for: without the thirty most usual, which every work has, as "the" and "of"."""
    return " ".join(
        islice((word for word in iter(lambda: _words(chance, 1)[0], "") if word not in _USUAL), chance.randint(2, 9))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 50_000])
    parser.add_argument("--steps", choices=STEPS, nargs="+", default=STEPS)
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
        for size in args.sizes:
            if set(args.steps) != {"near"}:
                prepare(folder, size)
        found = {step: {size: in_process(step, folder, size) for size in args.sizes} for step in args.steps}
    print(json.dumps({"steps": found, "exponent": exponents(found, args.sizes), "bars": BARS}, indent=1))


def prepare(folder: Path, size: int) -> None:
    """Write the files that the steps read."""
    known, cited = [], []
    with (folder / f"works{size}.jsonl").open("w", encoding="utf-8") as file:
        for n, work in enumerate(made_up(size)):
            file.write(f"{json.dumps(work)}\n")
            if n % max(1, size // KNOWN) == 0 and len(known) < KNOWN:
                known.append(work)
            if n % max(1, size // LONG[1]) == 0 and len(cited) < LONG[1]:
                cited.append(work)
    (folder / f"known{size}.jsonl").write_text("".join(f"{json.dumps(work)}\n" for work in known), encoding="utf-8")
    few = known[:: KNOWN // CITED]
    short = [f"The {work['title'][0].lower()} was reported before [{n}].\n" for n, work in enumerate(few, 1)]
    (folder / f"article{size}.txt").write_text(article(short, few), encoding="utf-8")
    chance = random.Random(11)
    several = [f"{_sentence(chance)[:-1]} [{n % len(cited) + 1}].\n" for n in range(LONG[0])]
    (folder / f"long{size}.txt").write_text(article(several, cited), encoding="utf-8")


def made_up(size: int) -> Iterator[dict[str, Any]]:
    """Crossref items, the same at each call."""
    chance = random.Random(7)
    for n in range(size):
        yield {
            "DOI": f"10.5555/work.{n}",
            "type": "journal-article",
            "title": [" ".join([*_words(chance, 7), f"number{n}"]).capitalize()],
            "author": [{"family": f"{chance.choice(_NAMES)}son".capitalize(), "given": "A."} for _ in range(3)],
            "container-title": [f"Journal of {chance.choice(_NAMES)} research"],
            "issued": {"date-parts": [[1980 + n % 45]]},
            "volume": str(n % 90),
            "page": f"{n % 700}-{n % 700 + 9}",
            **({"abstract": " ".join(_sentence(chance) for _ in range(6))} if n % 2 else {}),
        }


def _sentence(chance: random.Random) -> str:
    return f"The {' '.join(_words(chance, 14))} was measured in {chance.randint(20, 900)} people."


def article(sentences: list[str], works: list[dict[str, Any]]) -> str:
    references = [
        f"{n}. {'; '.join(p['family'] + ' A' for p in work['author'])}. {work['title'][0]}. {work['container-title'][0]}. "
        f"{work['issued']['date-parts'][0][0]};{work['volume']}:{work['page']}. doi:{work['DOI']}\n"
        for n, work in enumerate(works, 1)
    ]
    return f"On growth\n\n{''.join(sentences)}\nReferences\n\n{''.join(references)}"


def in_process(step: str, folder: Path, size: int) -> dict[str, float]:
    """What a step costs, run in a process of its own."""
    if step in COMMANDS:
        found = as_command(folder, size, COMMANDS[step])
    elif step == "demo":
        article, page = ROOT / "scripts" / "demo" / "article.txt", folder / "demo.html"
        found = as_command(folder, size, ["audit", article, "--registry", demo_registry(folder), "--html", page])
    else:
        command = [sys.executable, "-m", "scripts.benchmarks.bench_growth", "--step", step, "--size", str(size)]
        done = subprocess.run([*command, "--folder", str(folder)], check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
    print(f"{step} {size}: {json.dumps(found)}", file=sys.stderr)
    return found


def as_command(folder: Path, size: int, arguments: list[Any]) -> dict[str, float]:
    """What a command costs, starting and all."""
    clock = time.perf_counter()
    call = [sys.executable, "-m", "refdb.cli", "--library", folder / f"library{size}", *arguments]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(map(str, call))} ended with {process.returncode}")
    return cost(used.ru_utime + used.ru_stime, time.perf_counter() - clock, used.ru_maxrss)


def cost(cpu: float, wall: float, kib: int) -> dict[str, float]:
    return {"cpu": round(cpu, 2), "wall": round(wall, 2), "mib": round(kib / 1024)}


def measured(step: str, folder: Path, size: int) -> dict[str, float]:
    """What a step costs in this process, in a library that is open."""
    from refdb.library import open_library

    if step == "near":
        return near(folder / f"near{size}", size)
    options = {"registry": str(snapshot(folder, size))}
    with open_library(folder / f"library{size}", create=True, options=options) as library:
        library.store.count_works()
        began, clock = time.process_time(), time.perf_counter()
        longest = {"search": searches, "claims": claims}
        if step in ("import", "import_again", "known"):
            library.import_files([folder / f"{'known' if step == 'known' else 'works'}{size}.jsonl"])
        elif step == "enrich":
            library.import_files([folder / f"article{size}.txt"])
            library.enrich()
        elif step == "vectors":
            give_vectors(library)
        elif step not in longest:
            library.audit(folder / f"{'long' if step == 'long' else 'article'}{size}.txt")
        waits = longest[step](library) if step in longest else {}
        cpu, wall = time.process_time() - began, time.perf_counter() - clock
    return {**cost(cpu, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss), **waits}


def near(folder: Path, sentences: int) -> dict[str, float]:
    """What an article costs whose every sentence is one of a cited abstract, but for a word."""
    from refdb.library import open_library
    from refdb.registries.snapshot.building import build

    folder.mkdir(parents=True)
    works = [work for work in made_up(sentences // 2) if "abstract" in work]
    (folder / "works.jsonl").write_text("".join(f"{json.dumps(work)}\n" for work in works), encoding="utf-8")
    build([folder / "works.jsonl"], folder / "registry.db")
    chance, said = random.Random(2), []
    for n in range(sentences):
        words = works[n % len(works)]["abstract"].split(".")[n // len(works)].split()
        del words[chance.randrange(1, len(words) - 6)]
        said.append(f"{' '.join(words)} [{n % len(works) + 1}].\n")
    (folder / "article.txt").write_text(article(said, works), encoding="utf-8")
    with open_library(folder / "library", create=True, options={"registry": str(folder / "registry.db")}) as library:
        library.import_files([folder / "works.jsonl"])
        library.index()
        began, clock = time.process_time(), time.perf_counter()
        report = library.audit(folder / "article.txt")
        cpu, wall = time.process_time() - began, time.perf_counter() - clock
    read = sum(not one.unread for claim in report.claims for one in claim.verdict.evidence)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**cost(cpu, wall, peak), "claims": len(report.claims), "texts_judged": read}


def searches(library: Any) -> dict[str, float]:
    chance = random.Random(3)
    return waited([_asked(chance) for _ in range(ASKED)], library.search)


def claims(library: Any, asked: int = ASKED) -> dict[str, float]:
    chance = random.Random(5)
    return waited([_sentence(chance) for _ in range(asked)], library.check)


def waited(texts: list[str], ask: Callable[[str], object]) -> dict[str, float]:
    """The median and the longest wait in milliseconds, once models and index are open."""
    ask("whether naps help")
    took = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        took.append((time.perf_counter() - began) * 1000)
    return {"median_ms": round(statistics.median(took), 1), "max_ms": round(max(took), 1)}


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


def demo_registry(folder: Path) -> Path:
    """The registry that `make demo` asks."""
    path = folder / "demo.db"
    if not path.exists():
        from refdb.registries.snapshot.building import build

        build([ROOT / "scripts" / "demo" / "works.jsonl"], path)
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
