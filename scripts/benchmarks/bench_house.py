"""A registry in PostgreSQL beside a snapshot file: loading, size, and a search for a printed reference. Prints JSON.

    python -m scripts.benchmarks.bench_house postgresql://USER@HOST/DATABASE [--works 100000] [--workers 2]

Works and references are those of bench_snapshot, in files of 5,000 as Crossref's public data file has. Both are built
and asked by refdb; recall is how many references find their own work first. Processor seconds and milliseconds are those
of refdb and of the server, where it runs on this machine. Milliseconds are of one question after the other, by the
clock: the median, and the fastest tenth, which a busy machine disturbs less. The estimate for all of Crossref
multiplies loading and size.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from refdb.registries.snapshot.building import build
from refdb.registries.snapshot.local import Snapshot
from refdb.registries.snapshot.postgresql.house import House
from refdb.registries.snapshot.postgresql.loading import load
from refdb.registries.snapshot.postgresql.tables import connect
from scripts.benchmarks.bench_snapshot import BASES, make_dumps, read_items
from scripts.benchmarks.processors import own_seconds, server_seconds
from scripts.places import SHARED

SCHEMA = "bench_house"
ALL = 170_000_000  # works that Crossref has
QUERIES = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--works", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shared", type=Path, default=SHARED)
    args = parser.parse_args()
    address = f"{args.address}{'&' if '?' in args.address else '?'}schema={SCHEMA}"
    data = args.shared / "data" / "crossref"
    BASES.extend(read_items(data / "registry.jsonl.gz"))
    rows = [json.loads(line) for line in (data / "reference_bench.jsonl").read_text("utf-8").splitlines()]
    known = [(r["doi"].lower(), r["raw"]) for r in rows if r["doi"] and r["case"] != "invented_title_real_doi"]
    queries = random.Random(1).sample(known, min(QUERIES, len(known)))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_dumps(folder / "dump", args.works, {doi for doi, _ in queries})
        registry = folder / "registry.db"
        there: dict[str, Any] = {}
        try:
            with connect(address) as connection:
                server = partial(server_seconds, connection.info.backend_pid)
                in_file = spent(lambda: build([folder / "dump"], registry, workers=args.workers), server)
                note("the file is built", in_file)
                there = spent(lambda: load([folder / "dump"], address, workers=args.workers), server)
                note("PostgreSQL is loaded", there)
                in_file |= {"mb": round(registry.stat().st_size / 1e6)}
                there |= {"mb": size(address)}
                file, house = Snapshot(registry), House(address)
                in_file |= asked(file, queries, server)
                there |= asked(house, queries, server)
            works = house.works_count
            document = {
                "works": works,
                "file": in_file,
                "postgresql": there,
                "estimate for all of Crossref": {
                    "hours with so many workers": round(there["seconds"] / works * ALL / 3600),
                    "processor hours": round(there["processor_seconds"] / works * ALL / 3600),
                    "tb": round(there["mb"] / works * ALL / 1e6, 2),
                },
            }
            file.close(), house.close()
        finally:
            with connect(address) as connection:
                connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    print(json.dumps(document, indent=1))


def note(what: str, row: dict[str, Any]) -> None:
    print(f"{what}: {json.dumps(row)}", file=sys.stderr, flush=True)


def spent(do: Callable[[], object], server: Callable[[], float]) -> dict[str, Any]:
    """What something takes, by the clock and of processors."""
    began, before = time.perf_counter(), own_seconds() + server()
    do()
    processors = own_seconds() + server() - before
    return {"seconds": round(time.perf_counter() - began, 1), "processor_seconds": round(processors, 1)}


def size(address: str) -> int:
    """Megabytes of the registry's tables with their indexes."""
    with connect(address) as connection:
        tables = "FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
        found = connection.execute(f"SELECT sum(pg_total_relation_size(oid)) {tables}", [SCHEMA]).fetchone()
        return round(int(found[0]) / 1e6) if found else 0


def asked(registry: Snapshot | House, queries: list[tuple[str, str]], server: Callable[[], float]) -> dict[str, Any]:
    """How often a reference finds its work first, and how long that takes, and a look-up by DOI."""
    found, search = timed(registry.search, [text for _, text in queries], server)
    works, look_up = timed(registry.work, [doi for doi, _ in queries], server)
    assert all(works)
    hits = [bool(one) and one[0].key == doi for one, (doi, _) in zip(found, queries, strict=True)]
    return {"recall@1": round(statistics.mean(hits), 4), "search": search, "look-up": look_up}


def timed(
    ask: Callable[[str], Any], given: list[str], server: Callable[[], float]
) -> tuple[list[Any], dict[str, float]]:
    """The answers, and milliseconds of each."""
    answers, times = [], []
    for one in given[:20]:  # they warm the caches
        ask(one)
    before = own_seconds(), server()
    for one in given:
        began = time.perf_counter()
        answers.append(ask(one))
        times.append(1000 * (time.perf_counter() - began))
    each = 1000 / len(given)
    return answers, {
        "median_ms": round(statistics.median(times), 1),
        "fastest_tenth_ms": round(sorted(times)[len(times) // 10], 1),
        "processor_ms": round((own_seconds() - before[0]) * each, 1),
        "server_processor_ms": round((server() - before[1]) * each, 1),
    }


if __name__ == "__main__":
    main()
