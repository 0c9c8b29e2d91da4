#!/usr/bin/env python3
"""Verify the printed references of a bench against a local snapshot and print rows, or figures and speed.

bench_verification.py --shared ../shared --bench reference|glutton [--rows 5] [--dump FILE] [-o PRED.jsonl]
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from refdb.bibliography.csl import work_from_item
from refdb.citations.parsing import load_parser
from refdb.model import Candidate
from refdb.registries.building import build
from refdb.registries.snapshot import Snapshot
from refdb.verification.deciding import verify

BENCHES = {
    "reference": ("reference_bench.jsonl", "registry.jsonl.gz"),
    # Real strings whose works are not in the registry, all but none: whatever is found for them is wrong.
    "real": ("matching/crossref_real_unstructured_2000.jsonl.gz", "registry.jsonl.gz"),
    "glutton": ("matching/glutton_bench.jsonl.gz", "matching/glutton_registry.jsonl.gz"),
}


def read_rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return [json.loads(line) for line in file if line.strip()]


def prepare(folder: Path, bench: str, rows: int, cache: Path) -> list[tuple]:
    """(gold row, parsed reference, named work, identifier status, candidates) of each row, and the seconds it took."""
    bench_file, registry_file = BENCHES[bench]
    snapshot_file = cache / f"{bench}.db"
    if not snapshot_file.exists():
        build([folder / registry_file], snapshot_file, None)
    snapshot, gold = Snapshot(snapshot_file), read_rows(folder / bench_file)
    start = time.perf_counter()
    references = load_parser().parse_many([row["raw"] for row in gold])
    parsed = time.perf_counter()
    cases = []
    for row, reference in zip(gold, references, strict=True):
        record = snapshot.work(reference.doi) if reference.doi else None
        named = work_from_item(record.item) if record else None
        status = "found" if named else "unknown" if reference.doi else "absent"
        found = [Candidate(work_from_item(r.item), 0.0, r.registry) for r in snapshot.search(row["raw"], rows)]
        cases.append((row, reference, named, status, found))
    print(
        f"parse {parsed - start:.1f} s, search {time.perf_counter() - parsed:.1f} s, {len(gold)} rows", file=sys.stderr
    )
    return cases


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--bench", choices=BENCHES, default="reference")
    arguments.add_argument("--rows", type=int, default=5)
    arguments.add_argument("--cache", type=Path, default=None, help="folder that keeps the snapshot")
    arguments.add_argument("--errors", type=int, default=0)
    options = arguments.parse_args()
    folder = options.shared / "data" / "crossref"
    with tempfile.TemporaryDirectory() as temporary:
        start = time.perf_counter()
        cases = prepare(folder, options.bench, options.rows, options.cache or Path(temporary))
        begun = time.perf_counter()
        predictions = []
        for row, reference, named, status, found in cases:
            result = verify(reference, named=named, identifier_status=status, candidates=found)
            doi = result.work.doi if result.work else ""
            diffs = [{"field": d.field, "outcome": d.outcome, "p": d.printed, "r": d.registered} for d in result.diffs]
            predictions.append(
                {"id": row["id"], "status": result.status, "doi": doi, "diffs": diffs, "c": result.confidence}
            )
        decided = time.perf_counter()
        print(
            f"decide {decided - begun:.1f} s; {len(cases) / (decided - start):.0f} references/s in all", file=sys.stderr
        )
        gold, pred = Path(temporary) / "gold.jsonl", Path(temporary) / f"pred-{options.bench}.jsonl"
        gold.write_text("\n".join(json.dumps(case[0]) for case in cases))
        pred.write_text("\n".join(map(json.dumps, predictions)))
        if options.cache:
            (options.cache / pred.name).write_text(pred.read_text())
        scorer = options.shared / "score" / "score_verification.py"
        subprocess.run([sys.executable, scorer, gold, pred, "--errors", str(options.errors)], check=True)


if __name__ == "__main__":
    main()
