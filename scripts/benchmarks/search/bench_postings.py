"""What it takes to rewrite the word lists of a library in PostgreSQL, which a writer does now and then. Prints JSON.

    python -m scripts.benchmarks.search.bench_postings postgresql://USER@HOST/DATABASE [--passages 65536 1048576]

Sixteen segments of random entries (sixty words a passage, 200,000 words as often as Zipf's law has them) are merged into
one by refdb's own code, as by the writing that adds the sixteenth; and all lists are written anew without a twentieth of
the passages, as once so many were changed. By the clock, and of processors, refdb's and the server's, where it runs on
this machine and does nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from refdb.database.postgresql import postings
from refdb.database.postgresql.store import Store
from scripts.benchmarks.processors import own_seconds, server_seconds

SCHEMA = "bench_postings"
WORDS, OF_EACH = 200_000, 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--passages", type=int, nargs="+", default=[65_536, 1_048_576])
    args = parser.parse_args()
    rows = []
    for passages in args.passages:
        rows.append(measured(args.address, passages))
        print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    print(json.dumps(rows, indent=1))


def measured(address: str, passages: int) -> dict:
    """Seconds of a merge and of a cleaning at one size."""
    store = Store(f"{address}{'&' if '?' in address else '?'}schema={SCHEMA}", create=True)
    try:
        each = passages // postings.TOGETHER
        chance = np.random.default_rng(1)
        for n in range(postings.TOGETHER):
            with store._writing() as session:
                postings._copy(session, random_lists(chance, n * each, each), n + 1)
                session.execute(text("INSERT INTO word_segment VALUES (:id, :n)"), {"id": n + 1, "n": each})
        with store._writing() as session:
            session.execute(text("UPDATE word_total SET segments = :n"), {"n": postings.TOGETHER})
        ((mb,),) = store.rows("SELECT pg_total_relation_size('posting') / 1e6")
        gone = np.sort(chance.choice(passages, passages // 20, replace=False)).astype(np.int64)
        return {
            "passages": passages,
            "mb": round(mb),
            "merge": spent(store, lambda session: postings._merge(session, range(1, postings.TOGETHER + 1))),
            "clean": spent(store, lambda session: postings._clean(session, gone)),
        }
    finally:
        with store._writing() as session:
            session.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        store.close()


def random_lists(chance: np.random.Generator, first: int, passages: int) -> dict[str, bytes]:
    """Entries of passages from the number ``first`` on, by word."""
    shares = 1 / np.arange(1, WORDS + 1)
    words = np.searchsorted(np.cumsum(shares) / shares.sum(), chance.random(passages * OF_EACH))
    entries = np.zeros(len(words), dtype=postings.ENTRY)
    entries["passage"] = entries["document"] = first + np.repeat(np.arange(passages), OF_EACH)
    entries["length"], entries["counts"] = 100, chance.integers(0, 3, (len(words), 4))
    order = np.argsort(words, kind="stable")
    names, begins = np.unique(words[order], return_index=True)
    parts = np.split(entries[order], begins[1:])
    return {f"w{name}": part.tobytes() for name, part in zip(names.tolist(), parts, strict=True)}


def spent(store: Store, do: Callable[[Session], None]) -> dict[str, float]:
    """Seconds of a transaction."""
    backend = store.rows("SELECT pg_backend_pid()")[0][0]
    began, before = time.perf_counter(), own_seconds() + server_seconds(backend)
    with store._writing() as session:
        do(session)
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(own_seconds() + server_seconds(backend) - before, 1),
    }


if __name__ == "__main__":
    main()
