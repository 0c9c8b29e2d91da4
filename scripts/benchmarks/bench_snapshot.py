#!/usr/bin/env python3
"""Build snapshots of growing size out of synthetic dumps, search and serve them, and print the figures as JSON.

python -m scripts.benchmarks.bench_snapshot --shared ../shared [--sizes 10000,100000,1000000] [--folder /tmp/bench-snapshot] [--cores 0,1]

The works are made from the real ones of ../shared/data/crossref/registry.jsonl.gz, which are kept among them: titles
from the words of two of them and words coined from two words (so that the vocabulary goes on growing, as a real one
does), names, container, year, volume, pages and DOI new, the rest (links, licences, reference lists) of a real one.
The references are those of reference_bench.jsonl whose work is registered. What is written goes to the folder and is
deleted.
"""

import argparse
import contextlib
import gzip
import http.client
import json
import math
import multiprocessing
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

from refdb.registries.snapshot.local import Snapshot
from scripts.benchmarks.fts_peer import Fts5

PER_FILE = 5_000
SEED = 4
CROSSREF = 170_000_000  # records in 2026
ENGINE = (
    "the same SQLite file, on an NVMe disk: works are appended, DOIs and words are sorted in runs, so that nothing is "
    "written at random and memory hardly grows; a question reads some hundred pages and at most a million places. "
    "PostgreSQL with the same three tables where many machines shall share it."
)
CLIENTS = (1, 8, 32)
SERVED_SECONDS = 4.0
PEER_SECONDS = 60.0  # for its queries; it is asked as many as it answers by then
BASES: list[dict] = []  # the real items, in each process


class Maker:
    """New works around real ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        titles = [" ".join(item.get("title") or []) for item in BASES]
        self.titles = [title.split() for title in titles if len(title.split()) > 2]
        self.families = [a["family"] for item in BASES for a in item.get("author") or [] if a.get("family")]
        kept = ("container-title", "short-container-title", "ISSN")
        self.places = [{name: item[name] for name in kept if name in item} for item in BASES]

    def coined(self, pool: list[str]) -> str:
        head, tail = self.random.choice(pool), self.random.choice(pool)
        return head[: max(2, len(head) * 2 // 3)] + tail[len(tail) // 2 :].lower()

    def title(self) -> str:
        first, second = self.random.choice(self.titles), self.random.choice(self.titles)
        pool = first + second
        length = max(3, min(len(pool), round(self.random.gauss(11, 4))))
        words = self.random.sample(pool, length)
        return " ".join(self.coined(pool) if self.random.random() < 0.06 else word for word in words)

    def family(self) -> str:
        return self.coined(self.families) if self.random.random() < 0.12 else self.random.choice(self.families)

    def work(self, number: int) -> dict:
        chance = self.random
        item = dict(chance.choice(BASES))
        for name in ("subtitle", "short-title", "original-title", "update-to", "updated-by", "editor"):
            item.pop(name, None)
        year, page = chance.randint(1950, 2026), chance.randint(1, 3000)
        authors = min(30, 1 + int(chance.expovariate(0.28)))
        doi = f"10.{chance.randint(1000, 9999)}/{chance.choice('abcdefgh')}.{year}.{number:09d}"
        return (
            item
            | chance.choice(self.places)
            | {
                "DOI": doi,
                "URL": f"https://doi.org/{doi}",
                "title": [self.title()],
                "author": [
                    {"given": chance.choice("ABCDEFGHJKLMNPRSTW"), "family": self.family()} for _ in range(authors)
                ],
                "issued": {"date-parts": [[year]]},
                "published-print": {"date-parts": [[year]]},
                "volume": str(chance.randint(1, 400)),
                "issue": str(chance.randint(1, 12)),
                "page": f"{page}-{page + chance.randint(1, 20)}",
            }
        )


def read_items(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_file(job: tuple[Path, int, int, list[dict]]) -> None:
    """One dump file: ``count`` works from ``first`` on, with some real ones among them."""
    path, first, count, real = job
    maker = Maker(SEED * 1_000_003 + first)
    items = [maker.work(first + i) for i in range(count - len(real))] + real
    maker.random.shuffle(items)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n" for item in items)


def make_dumps(folder: Path, size: int, wanted: set[str], first: int = 0) -> None:
    """``size`` works in files as the public data file has them; the works that are asked for among them.

    ``first`` is the number of the first work made; with another number they are other works.
    """
    folder.mkdir(parents=True)
    real = [item for item in BASES if item["DOI"].lower() in wanted]
    real += [item for item in BASES if item["DOI"].lower() not in wanted][: max(0, size // 2 - len(real))]
    files = max(1, size // PER_FILE)
    jobs = [
        (folder / f"{n:05d}.jsonl.gz", first + n * PER_FILE, min(PER_FILE, size), real[n::files]) for n in range(files)
    ]
    with multiprocessing.get_context("fork").Pool(len(os.sched_getaffinity(0))) as pool:
        for _ in pool.imap_unordered(write_file, jobs):
            pass


def memory_of(pid: int) -> int:
    """Bytes that a process and its children hold, pages that they share counted once."""
    total = 0
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss_Anon:"):  # without pages of mapped files, which the kernel takes back at will
                total += int(line.split()[1]) * 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += memory_of(int(child))
    return total


def refdb(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "refdb.cli", *map(str, arguments)]


def measured_build(dumps: Path, output: Path, *options: str) -> dict:
    """Seconds, memory and counts of a build in a process of its own; "core" seconds are what no other program takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, peak = time.perf_counter(), 0
    command = refdb("snapshot", "build", dumps, "-o", output, "--json", *options)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        peak = max(peak, memory_of(process.pid))
        time.sleep(0.1)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    counts = json.loads(process.stdout.read())
    process.stdout.close()
    return {
        "works": counts["works"],
        "seconds": round(seconds, 1),
        "core_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "memory_mib": round(peak / 2**20),
        "file_mib": round(output.stat().st_size / 2**20, 1),
        "dump_mib": round(sum(f.stat().st_size for f in dumps.iterdir()) / 2**20, 1),
    }


def measured_update(folder: Path, size: int, output: Path) -> dict:
    """What it takes to bring the snapshot up to date with a twentieth more works, the real ones of them known to it."""
    make_dumps(folder / "more", size, set(), first=20 * size)
    return measured_build(folder / "more", output, "--update")


def timed(function, argument) -> tuple[float, float, object]:
    """Seconds on the clock, seconds of this thread's own work, and the answer."""
    start, core = time.perf_counter(), time.thread_time()
    answer = function(argument)
    return time.perf_counter() - start, time.thread_time() - core, answer


def spread(times: list[tuple]) -> dict:
    clock, core = sorted(t[0] for t in times), sorted(t[1] for t in times)
    return {
        "median_ms": round(statistics.median(clock) * 1e3, 3),
        "p95_ms": round(clock[int(len(clock) * 0.95)] * 1e3, 3),
        "core_median_ms": round(statistics.median(core) * 1e3, 3),
        "core_p95_ms": round(core[int(len(core) * 0.95)] * 1e3, 3),
    }


def measured_search(path: Path, references: list[tuple[str, str]]) -> dict:
    snapshot = Snapshot(path)
    for raw, _ in references[:20]:
        snapshot.search(raw)
    searched = [timed(snapshot.search, raw) for raw, _ in references]
    looked_up = [timed(snapshot.work, doi) for _, doi in references]
    snapshot.close()
    found = [[record.key for record in answer] for _, _, answer in searched]
    right = sum(doi in keys for keys, (_, doi) in zip(found, references, strict=True))
    first = sum(doi in keys[:1] for keys, (_, doi) in zip(found, references, strict=True))
    return {
        "search": spread(searched)
        | {"recall_at_5": round(right / len(found), 4), "recall_at_1": round(first / len(found), 4)},
        "work": spread(looked_up),
    }


def client(port: int, paths: list[str], until: float, answered: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path in paths:
        if time.monotonic() > until:
            break
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status} for {path}")
        answered.append(1)
    connection.close()


def client_process(port: int, paths: list[str], threads: int, cores: list[int], answers: object) -> None:
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, cores)  # the clients' own work is not the server's
    answered: list[int] = []
    start = time.monotonic()
    crowd = [
        threading.Thread(target=client, args=(port, paths[i:] + paths[:i], start + SERVED_SECONDS, answered))
        for i in range(threads)
    ]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    answers.put(len(answered) / (time.monotonic() - start))


def measured_service(path: Path, references: list[tuple[str, str]], serving: int) -> dict:
    command = refdb("snapshot", "serve", path, "--port", "0", "--processes", serving)
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline().split("://")[1].split(" ")[0].rpartition(":")[2])
    others = [core for core in range(os.cpu_count() or 1) if core not in os.sched_getaffinity(0)]
    questions = {
        "searches_per_second": [f"/works?rows=5&query.bibliographic={quote(raw)}" for raw, _ in references],
        "works_per_second": [f"/works/{quote(doi, safe='')}" for _, doi in references],
    }
    figures: dict = {}
    context = multiprocessing.get_context("fork")
    for name, paths in questions.items():
        for clients in CLIENTS:
            answers = context.Queue()
            crowds = [len(range(i, clients, 4)) for i in range(min(4, clients))]
            processes = [
                context.Process(target=client_process, args=(port, paths[n * 97 :] * 20, threads, others, answers))
                for n, threads in enumerate(crowds)
            ]
            for process in processes:
                process.start()
            figures.setdefault(name, {})[str(clients)] = round(sum(answers.get() for _ in processes))
            for process in processes:
                process.join()
    server.send_signal(2)
    server.wait(10)
    server.stdout.close()
    return figures


def measured_peer(dumps: Path, folder: Path, references: list[tuple[str, str]]) -> dict:
    """SQLite's FTS5 over the same words, asked plainly and as well as it can be."""
    path = folder / "peer.db"
    peer = Fts5(path, dumps)
    figures: dict = {
        "insert_seconds": round(peer.insert_seconds, 1),
        "index_mib": round(path.stat().st_size / 2**20, 1),
    }
    for name, search in (("rarest", peer.rarest), ("or_all", peer.or_all)):
        times, right, first, begun = [], 0, 0, time.monotonic()
        for raw, doi in references:
            times.append(timed(search, raw))
            right += doi in times[-1][2]
            first += doi in times[-1][2][:1]
            if time.monotonic() - begun > PEER_SECONDS:
                break
        recall = {"recall_at_5": round(right / len(times), 4), "recall_at_1": round(first / len(times), 4)}
        figures[name] = spread(times) | recall | {"queries": len(times)}
    peer.close()
    path.unlink()
    return figures


def growth(results: list[dict]) -> dict:
    """Exponents b of figure = a · works^b between the two largest sizes, and what that gives for all of Crossref."""
    if len(results) < 2:
        return {}
    before, last = results[-2:]
    step = math.log(last["works"] / before["works"])
    factor = CROSSREF / last["works"]
    figures = {
        "build_core_seconds": lambda r: r["build"]["core_seconds"],
        "build_memory_mib": lambda r: r["build"]["memory_mib"],
        "file_mib": lambda r: r["build"]["file_mib"],
        "search_core_median_ms": lambda r: r["search"]["core_median_ms"],
        "search_core_p95_ms": lambda r: r["search"]["core_p95_ms"],
        "work_core_median_ms": lambda r: r["work"]["core_median_ms"],
        "peer_core_median_ms": lambda r: r["peer"]["rarest"]["core_median_ms"],
    }
    exponents, estimate = {}, {}
    for name, figure in figures.items():
        with contextlib.suppress(KeyError):
            exponents[name] = round(math.log(figure(last) / figure(before)) / step, 3)
            estimate[name] = float(f"{figure(last) * factor ** exponents[name]:.3g}")
    return {"exponents": exponents, f"estimate_for_{CROSSREF}": estimate, "engine": ENGINE}


def chart(results: list[dict]) -> str:
    """Growth as text: a bar is a logarithm."""
    lines = []
    for name in ("core_seconds", "file_mib", "memory_mib"):
        for r in results:
            value = r["build"][name]
            lines.append(f"build {name:12} {r['works']:>10,} {'#' * round(8 * math.log10(1 + value))} {value:,}")
    for r in results:
        median = r["search"]["core_median_ms"]
        lines.append(f"{'search median ms':18} {r['works']:>10,} {'#' * round(40 * math.log10(1 + median))} {median}")
    return "\n".join(lines)


def measured(size: int, folder: Path, output: Path, references: list[tuple[str, str]], *, peer: bool) -> dict:
    """All figures of one size; each is told when it is there."""
    result: dict = {"works": size}

    def note(found: dict) -> None:
        result.update(found)
        print(size, json.dumps(found), file=sys.stderr, flush=True)

    note({"build": measured_build(folder / "dumps", output)})
    note(measured_search(output, references))
    for processes in (1, 2):
        note({f"served_by_{processes}": measured_service(output, references, processes)})
    if peer:
        note({"peer": measured_peer(folder / "dumps", folder, references)})
    note({"update": measured_update(folder, size // 20, output)})
    return result


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--sizes", default="10000,100000,1000000")
    arguments.add_argument("--folder", type=Path, default=Path("/tmp/bench-snapshot"))
    arguments.add_argument("--cores", default="0,1", help="cores that all but the clients run on")
    arguments.add_argument("--queries", type=int, default=500)
    arguments.add_argument("--no-peer", action="store_true")
    options = arguments.parse_args()
    os.sched_setaffinity(0, [int(core) for core in options.cores.split(",")])
    data = options.shared / "data" / "crossref"
    BASES.extend(read_items(data / "registry.jsonl.gz"))
    with (data / "reference_bench.jsonl").open() as file:
        rows = [json.loads(line) for line in file]
    # A title that was invented on purpose finds nothing, whatever the engine.
    asked = [(r["raw"], r["doi"].lower()) for r in rows if r["doi"] and r["case"] != "invented_title_real_doi"]
    references = random.Random(SEED).sample(asked, min(options.queries, len(asked)))
    results: list[dict] = []
    for size in map(int, options.sizes.split(",")):
        folder = options.folder / str(size)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            make_dumps(folder / "dumps", size, {doi for _, doi in references})
            output = folder / "snapshot.db"
            results.append(measured(size, folder, output, references, peer=not options.no_peer))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print(chart(results), file=sys.stderr)
    print(json.dumps({"cores": options.cores, "sizes": results, **growth(results)}, indent=1))


if __name__ == "__main__":
    main()
