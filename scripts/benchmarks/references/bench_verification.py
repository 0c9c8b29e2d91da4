"""Verify printed references against a local snapshot: figures, speed, and a plain matcher in the same run; JSON.

    python -m scripts.benchmarks.references.bench_verification [--shared ../shared] [--bench reference glutton real hallmark] [--cache FOLDER] [--http]

reference, glutton   printed strings with what should become of them (score/score_verification.py has the measures)
real                 Crossref's own evaluation strings; their works are not in the registry, all but none: whatever is
                     found for them is wrong, so the share that is found is reported
hallmark             HALLMARK's BibTeX entries, against a registry of its valid ones: the share of valid entries that
                     are verified, and of each kind of invention the share that is not

The peer is search-based matching with validation as Crossref describes it: the first hit of the search counts where
at least three of title, first author, year (one off), volume and first page hold.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from refdb import verify_rows
from refdb.articles.reading import read
from refdb.bibliography.bibtex.bibfile import parse_bib
from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.csl.items import work_from_item
from refdb.citations.parsing.parser import load_parser
from refdb.model import Candidate, ParsedReference, Verification, Work
from refdb.registries.snapshot.building import build
from refdb.registries.snapshot.local import Snapshot
from refdb.registries.snapshot.server import make_server
from refdb.text.folding import folded
from refdb.verification.deciding import ABSENT, Identified
from refdb.verification.printed import first_page

Row = dict[str, Any]
BENCHES = {
    "reference": ("reference_bench.jsonl", "registry.jsonl.gz"),
    "glutton": ("matching/glutton_bench.jsonl.gz", "matching/glutton_registry.jsonl.gz"),
    "real": ("matching/crossref_real_unstructured_2000.jsonl.gz", "registry.jsonl.gz"),
}
FOUND = ("verified", "field_mismatch")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--bench", nargs="+", choices=[*BENCHES, "hallmark"], default=[*BENCHES, "hallmark"])
    arguments.add_argument("--cache", type=Path, help="folder that keeps the snapshots")
    arguments.add_argument("--http", action="store_true", help="ask the registry over HTTP too; the rows must be equal")
    options = arguments.parse_args()
    folder = options.shared / "data" / "crossref"
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.cache or Path(temporary)
        for bench in options.bench:
            report = (
                hallmark(folder, cache) if bench == "hallmark" else verified(options.shared, bench, cache, options.http)
            )
            print(json.dumps({"bench": bench} | report), flush=True)


def read_rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    return [{"id": n, **row} for n, row in enumerate(rows)]


def snapshot_of(folder: Path, bench: str, cache: Path) -> Path:
    path = cache / f"{bench}.db"
    if not path.exists():
        build([folder / BENCHES[bench][1]], path, None)
    return path


def verified(shared: Path, bench: str, cache: Path, over_http: bool) -> Row:
    """Figures of refdb and of the peer on one set of printed strings."""
    folder = shared / "data" / "crossref"
    rows, path = read_rows(folder / BENCHES[bench][0]), snapshot_of(folder, bench, cache)
    start = time.perf_counter()
    found = [verification for _, verification in verify_rows(rows, {"registry": str(path)}, processes=2)]
    seconds = time.perf_counter() - start
    report: Row = {"rows": len(rows), "references_per_second": round(len(rows) / seconds)}
    if over_http:
        report |= by_http(rows, path, found)
    answers = {"refdb": [answer(row, one) for row, one in zip(rows, found, strict=True)], "peer": peer(rows, path)}
    for name, predictions in answers.items():
        if bench == "real":
            count = sum(one["status"] in FOUND for one in predictions)
            report[name] = {"found": count, "false_found_rate": round(count / len(rows), 4)}
        else:
            report[name] = score(shared, rows, predictions)
    return report


def by_http(rows: Sequence[Row], path: Path, found: Sequence[Verification]) -> Row:
    with make_server(path) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        start = time.perf_counter()
        served = [verification for _, verification in verify_rows(rows, {"registry": server.url})]
        seconds = time.perf_counter() - start
        server.shutdown()
    same = sum(answer(r, a) == answer(r, b) for r, a, b in zip(rows, found, served, strict=True))
    return {"http_references_per_second": round(len(rows) / seconds), "http_same_rows": same}


def answer(row: Row, verification: Verification) -> Row:
    """A row as the scorer reads it."""
    diffs = [{"field": diff.field, "outcome": diff.outcome} for diff in verification.diffs]
    doi = verification.work.doi if verification.work else ""
    return {"id": row["id"], "status": verification.status, "doi": doi, "diffs": diffs}


def score(shared: Path, rows: Sequence[Row], predictions: Sequence[Row]) -> Row:
    with tempfile.TemporaryDirectory() as temporary:
        gold, pred = Path(temporary) / "gold.jsonl", Path(temporary) / "pred.jsonl"
        gold.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        pred.write_text("\n".join(map(json.dumps, predictions)), encoding="utf-8")
        scorer = shared / "score" / "score_verification.py"
        out = subprocess.run([sys.executable, scorer, gold, pred], check=True, capture_output=True)
    report: Row = json.loads(out.stdout)
    return {name: value for name, value in report.items() if name not in ("confusion", "f1", "n")}


def peer(rows: Sequence[Row], path: Path) -> list[Row]:
    """Search-based matching with validation: what the first hit is worth by itself."""
    snapshot, predictions = Snapshot(path), []
    for row, reference in zip(rows, load_parser().parse_many([row["raw"] for row in rows]), strict=True):
        hits = [work_from_item(record.item) for record in snapshot.search(row["raw"], 1)]
        holds = {field for work in hits for field in _holding(reference, work)}
        wrong = ["title", "authors", "year", "volume", "pages"] if len(holds) >= 3 else []
        diffs = [{"field": field, "outcome": "mismatch"} for field in wrong if field not in holds]
        status = "not_found" if len(holds) < 3 else "field_mismatch" if diffs else "verified"
        predictions.append(
            {"id": row["id"], "status": status, "doi": hits[0].doi if wrong and hits else "", "diffs": diffs}
        )
    snapshot.close()
    return predictions


def _holding(reference: ParsedReference, work: Work) -> set[str]:
    author = folded(work.authors[0].sort_name) if work.authors else ""
    tests = {
        "title": fuzz.ratio(folded(reference.title), folded(work.full_title)) >= 85,
        "authors": bool(author) and author in folded(reference.raw),
        "year": any(abs(year - (reference.year or 0)) <= 1 for year in work.years),
        "volume": bool(work.volume) and work.volume == reference.volume,
        "pages": bool(work.pages) and first_page(work.pages) == first_page(reference.pages),
    }
    return {field for field, holds in tests.items() if holds}


def hallmark(folder: Path, cache: Path) -> Row:
    """What becomes of valid and of invented BibTeX entries; those that are no BibTeX are left out and counted."""
    every = read_rows(folder / "hallmark" / "dev_public.jsonl")
    texts = {row["id"]: _entry(row) for row in every}
    rows = [row for row in every if parse_bib(texts[row["id"]])[0]]
    path = cache / "hallmark.db"
    if not path.exists():
        dump = cache / "hallmark.jsonl"
        dump.write_text("\n".join(json.dumps(_item(row)) for row in rows if row["label"] == "VALID"), encoding="utf-8")
        build([dump], path)
    bib = cache / "hallmark.bib"
    bib.write_text("".join(texts[row["id"]] for row in rows), encoding="utf-8")
    references = [{"id": r.n, "raw": r.raw, "parsed": r.parsed} for r in read(bib).references]
    statuses: dict[str, Counter[str]] = defaultdict(Counter)
    for row, (_, verification) in zip(rows, verify_rows(references, {"registry": str(path)}), strict=True):
        statuses[row.get("hallucination_type") or "valid"][verification.status] += 1
    offline = [v.status for _, v in verify_rows(references, {"registry": "http://127.0.0.1:9", "timeout": 0.2})]
    valid, invented = statuses.pop("valid"), statuses
    return {
        "rows": len(rows),
        "not_bibtex": len(every) - len(rows),
        "valid_verified": round(valid["verified"] / valid.total(), 4),
        "invented_not_verified": {
            kind: round(1 - found["verified"] / found.total(), 3) for kind, found in sorted(invented.items())
        },
        "all_invented_not_verified": round(
            1
            - sum(found["verified"] for found in invented.values()) / sum(found.total() for found in invented.values()),
            4,
        ),
        "registry_off": dict(Counter(offline)),
    }


def _entry(row: Row) -> str:
    fields = ",\n ".join(f"{name} = {{{value}}}" for name, value in row["fields"].items())
    return f"@{row['bibtex_type']}{{k{row['id']},\n {fields}\n}}\n\n"


def _item(row: Row) -> Row:
    fields = row["fields"]
    types = {"inproceedings": "proceedings-article", "article": "journal-article"}
    item = {
        "DOI": fields.get("doi") or f"10.9999/valid{row['id']}",
        "type": types.get(row["bibtex_type"], "journal-article"),
        "title": [fields.get("title", "")],
        "author": [
            {"family": f"{p.particle} {p.family}".strip() or p.literal, "given": p.given}
            for p in people_of(fields.get("author", ""))
        ],
        "container-title": [name for name in (fields.get("journal") or fields.get("booktitle"),) if name],
        "volume": fields.get("volume"),
        "issue": fields.get("number"),
        "page": fields.get("pages", "").replace("--", "-"),
        "issued": {"date-parts": [[int(fields["year"])]]} if fields.get("year", "").isdigit() else None,
    }
    return {name: value for name, value in item.items() if value}


def cases(
    folder: Path, bench: str, hits: int, cache: Path
) -> list[tuple[Row, ParsedReference, Identified, list[Candidate]]]:
    """(gold row, parsed reference, what its DOI names, candidates) of each row: what the weights are fitted on."""
    snapshot, rows = Snapshot(snapshot_of(folder, bench, cache)), read_rows(folder / BENCHES[bench][0])
    found = []
    for row, reference in zip(rows, load_parser().parse_many([row["raw"] for row in rows]), strict=True):
        record = snapshot.work(reference.doi) if reference.doi else None
        named = Identified("found", work_from_item(record.item)) if record else ABSENT
        hit = [Candidate(work_from_item(r.item), 0.0, r.registry) for r in snapshot.search(row["raw"], hits)]
        found.append((row, reference, named, hit))
    return found


if __name__ == "__main__":
    main()
