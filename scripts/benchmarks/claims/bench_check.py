"""How fast claims are checked at ten thousand works: one at a time, and the audit of a 100-claim article. Prints JSON.

    python -m scripts.benchmarks.claims.bench_check [--shared ../shared] [--works 10000] [--threads 1 2] [--library DIR] [--no-audit]

The library is that of bench_search.py (``--library`` keeps it between runs); the claims are train claims of SciFact;
the article is a hundred of them that cite forty of the library's works. ``cpu_ms`` is processor time: on a machine with
other work it says more than the median that a clock measured. Each number of threads is a process of its own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.benchmarks.search import bench_search
from scripts.benchmarks.search.bench_retrieval import qrels, read_rows
from scripts.places import ROOT, SHARED

BARS = {"check_ms": 400, "audit_seconds": 45}
CITED = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--claims", type=int, default=60)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--library", type=Path)
    parser.add_argument("--no-audit", dest="audit", action="store_false")
    parser.add_argument("--inside", help=argparse.SUPPRESS)  # we are the process that measures
    args = parser.parse_args()
    if args.inside:
        print(json.dumps(measure(args.library, args)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.library or Path(temporary) / "library"
        if not (folder / "refdb.sqlite3").exists():
            bench_search.make(folder, args)
        found = {f"{n}_threads": in_a_process(folder, args, n) for n in args.threads}
    print(json.dumps({"works": args.works, **found, "bars": BARS}, indent=1))


def in_a_process(folder: Path, args: argparse.Namespace, threads: int) -> dict:
    """What a process on so many cores measured."""
    cores = sorted(os.sched_getaffinity(0))[-threads:]
    command = [sys.executable, "-m", "scripts.benchmarks.claims.bench_check", "--inside", "1"]
    command += ["--library", str(folder.resolve()), "--shared", str(args.shared.resolve())]
    command += ["--claims", str(args.claims), *([] if args.audit else ["--no-audit"])]
    done = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": str(threads)},
        cwd=ROOT,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    return json.loads(done.stdout)


def measure(folder: Path, args: argparse.Namespace) -> dict:
    from refdb.claims.detection.features import Place
    from refdb.claims.detection.worthiness import worths
    from refdb.library import open_library
    from refdb.model import Claim
    from refdb.workflows import checking

    relevant = qrels(args.shared / "data" / "retrieval" / "scifact" / "qrels_train.tsv")
    texts = {
        str(r["id"]): r["text"] for r in read_rows(args.shared / "data" / "retrieval" / "scifact" / "queries.jsonl")
    }
    queries = {id_: texts[id_] for id_ in relevant}
    claims = list(queries.values())[: args.claims]
    with open_library(folder) as library:
        library.check([Claim(text) for text in claims[:3]])  # loads the models
        parts: dict[str, list[float]] = {"search": [], "judge": []}
        judge = Timed(library.judge, "judge", parts["judge"])
        library.__dict__["judge"] = judge
        rank, checking.rank_passages = checking.rank_passages, timed(checking.rank_passages, parts["search"])
        times, cpu = [], []
        for text in claims:
            began, used = time.perf_counter(), time.process_time()
            library.check([Claim(text)])
            times.append(time.perf_counter() - began)
            cpu.append(time.process_time() - used)
        checking.rank_passages = rank
        library.__dict__["judge"] = judge.inner
        began = time.perf_counter()
        worths(claims, [Place()] * len(claims), library.embedder.embed)
        detection = time.perf_counter() - began
        began, used = time.perf_counter(), time.process_time()
        library.check([Claim(text) for text in claims])
        many, many_cpu = time.perf_counter() - began, time.process_time() - used
    found = {
        "check_ms": ms(times),
        "cpu_ms": ms(cpu),
        "detection_ms": round(1000 * detection / len(claims), 3),
        "search_ms": ms(parts["search"]),
        "judge_ms": ms(parts["judge"]),
        "batch_ms_a_claim": round(1000 * many / len(claims), 1),
        "batch_cpu_ms_a_claim": round(1000 * many_cpu / len(claims), 1),
    }
    if args.audit:
        found |= audit(folder, args, queries, relevant)
    if "torch" in sys.modules:
        sys.exit("torch was imported")
    return {**found, "torch_imported": False}


def audit(folder: Path, args: argparse.Namespace, queries: dict[str, str], relevant: dict) -> dict:
    """Seconds for an article of a hundred claims, each citing one of forty works of the library."""
    from refdb.library import open_library

    titles = {str(row["id"]): row for row in read_rows(args.shared / "data" / "retrieval" / "scifact" / "corpus.jsonl")}
    chosen = [(queries[id_], next(iter(relevant[id_]))) for id_ in queries if len(queries[id_].split()) > 6][:100]
    cited = list(dict.fromkeys(work for _, work in chosen))[:CITED]
    lines = ["What is known\n", "Introduction\n"]
    for n, (text, work) in enumerate(chosen):
        number = cited.index(work) + 1 if work in cited else n % len(cited) + 1
        lines.append(f"{text.rstrip('. ')} [{number}].\n")
    lines.append("References\n")
    lines += [
        f"{n}. Roe A, Poe B. {titles[work]['title'].rstrip('.')}. J Bench. 2015;3:1-9."
        for n, work in enumerate(cited, 1)
    ]
    with tempfile.TemporaryDirectory() as temporary:
        article = Path(temporary) / "article.txt"
        article.write_text("\n".join(lines), encoding="utf-8")
        registry = Path(temporary) / "registry.db"
        works = Path(temporary) / "works.jsonl"
        with gzip.open(args.shared / "data" / "crossref" / "registry.jsonl.gz", "rt", encoding="utf-8") as file:
            works.write_text("".join(line for _, line in zip(range(500), file, strict=False)), encoding="utf-8")
        refdb = Path(sys.executable).with_name("refdb")
        subprocess.run([refdb, "snapshot", "build", works, "-o", registry, "-q"], check=True, capture_output=True)
        with open_library(folder, options={"registry": str(registry)}) as library:
            began, used = time.perf_counter(), time.process_time()
            report = library.audit(article)
            seconds, cpu = time.perf_counter() - began, time.process_time() - used
    return {
        "audit_claims": len(report.claims),
        "audit_claims_with_cited_text": sum(any(e.cited for e in c.verdict.evidence) for c in report.claims),
        "audit_seconds": round(seconds, 1),
        "audit_cpu_seconds": round(cpu, 1),
    }


class Timed:
    """A judge whose time is taken."""

    def __init__(self, inner: object, method: str, times: list[float]) -> None:
        self.inner = inner
        self.fingerprint = inner.fingerprint  # type: ignore[attr-defined]
        setattr(self, method, timed(getattr(inner, method), times))


def timed(function: object, times: list[float]) -> object:
    def call(*arguments: object, **named: object) -> object:
        began = time.perf_counter()
        result = function(*arguments, **named)  # type: ignore[operator]
        times.append(time.perf_counter() - began)
        return result

    return call


def ms(times: list[float]) -> float:
    return round(1000 * statistics.median(times), 1)


if __name__ == "__main__":
    main()
