"""A registry in PostgreSQL beside a snapshot file: loading, size, and a search for a printed reference. Prints JSON.

    python -m scripts.benchmarks.bench_house postgresql://USER@HOST/DATABASE [--works 100000] [--workers 2]

Works and references are those of bench_snapshot, in files of 5,000 as Crossref's public data file has. Both are built
and asked by refdb; recall is how many references find their own work first. Milliseconds are of one search after the
other, by the clock: the median, and the fastest tenth, which a busy machine disturbs less. The estimate for all of
Crossref multiplies loading and size.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from refdb.registries.snapshot.building import build
from refdb.registries.snapshot.local import Snapshot
from refdb.registries.snapshot.postgresql.house import House
from refdb.registries.snapshot.postgresql.loading import load
from refdb.registries.snapshot.postgresql.tables import connect
from scripts.benchmarks.bench_snapshot import BASES, make_dumps, read_items
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
        began = time.perf_counter()
        build([folder / "dump"], folder / "registry.db", workers=args.workers)
        built = time.perf_counter()
        try:
            counts = load([folder / "dump"], address, workers=args.workers)
            loaded = time.perf_counter()
            mb = size(address)
            file, house = Snapshot(folder / "registry.db"), House(address)
            in_file = {"seconds": round(built - began, 1), "mb": round((folder / "registry.db").stat().st_size / 1e6)}
            there = {"seconds": round(loaded - built, 1), "mb": mb}
            document = {
                "works": counts.works,
                "file": in_file | asked(file, queries),
                "postgresql": there | asked(house, queries),
                "estimate for all of Crossref": {
                    "hours with so many workers": round((loaded - built) / counts.works * ALL / 3600),
                    "tb": round(mb / counts.works * ALL / 1e6, 2),
                },
            }
            file.close(), house.close()
        finally:
            with connect(address) as connection:
                connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    print(json.dumps(document, indent=1))


def size(address: str) -> int:
    """Megabytes of the registry's tables with their indexes."""
    with connect(address) as connection:
        tables = "FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'"
        found = connection.execute(f"SELECT sum(pg_total_relation_size(oid)) {tables}", [SCHEMA]).fetchone()
        return round(int(found[0]) / 1e6) if found else 0


def asked(registry: Snapshot | House, queries: list[tuple[str, str]]) -> dict[str, float]:
    """How often a reference finds its work first, and how long a search takes."""
    hits, times = [], []
    for doi, text in [*queries[:20], *queries]:  # the first warm the caches
        began = time.perf_counter()
        found = registry.search(text, 5)
        times.append(1000 * (time.perf_counter() - began))
        hits.append(bool(found) and found[0].key == doi)
    times = sorted(times[20:])
    return {
        "recall@1": round(statistics.mean(hits[20:]), 4),
        "median_ms": round(statistics.median(times), 1),
        "fastest_tenth_ms": round(times[len(times) // 10], 1),
    }


if __name__ == "__main__":
    main()
