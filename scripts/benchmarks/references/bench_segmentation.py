"""How well reference lists are found in text and cut into entries. Prints JSON.

    python -m scripts.benchmarks.references.bench_segmentation [--shared ../shared] [--sets geocite grobid_refseg excite_layout] [--show N]

Whole texts, as a PDF's text layer gives them, against their gold lists; AnyStyle's figures stand beside ours.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from refdb.articles.reading import read_bytes
from refdb.citations.extraction import extract
from scripts.places import SHARED

SETS = {
    "geocite": "geocite.jsonl.gz",
    "grobid_refseg": "grobid_refseg.jsonl",
    "excite_layout": "excite_layout.jsonl.gz",
}
PEERS = {
    "geocite": {"bar": 85, "anystyle": 62},
    "grobid_refseg": {"bar": 97},
    "excite_layout": {"bar": 88, "anystyle": "76-84"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--show", type=int, default=0, help="for so many of the worst texts: what was lost and made up")
    args = parser.parse_args()
    print(json.dumps({name: score(args.shared, name, args.show) for name in args.sets}, indent=1))


def score(shared: Path, name: str, show: int) -> dict:
    path = shared / "data" / "segmentation" / SETS[name]
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip()]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        gold, found = Path(out) / "gold.jsonl", Path(out) / "found.jsonl"
        entries = {row["id"]: references_in(row.get("text") or "\n".join(row["lines"])) for row in rows}
        seconds = time.perf_counter() - began
        gold.write_text("".join(json.dumps({"id": r["id"], "refs": r["refs"]}) + "\n" for r in rows))
        found.write_text("".join(json.dumps({"id": i, "refs": refs}) + "\n" for i, refs in entries.items()))
        scorer = [sys.executable, shared / "score" / "score_segmentation.py", gold, found]
        line = subprocess.run(scorer, check=True, capture_output=True, text=True).stdout
    if show:
        worst = sorted(rows, key=lambda r: abs(len(r["refs"]) - len(entries[r["id"]])), reverse=True)
        for row in worst[:show]:
            print(row["id"], "gold", len(row["refs"]), "found", len(entries[row["id"]]), file=sys.stderr)
    figures = re.search(r"P ([\d.]+) R ([\d.]+) F1 ([\d.]+); docs with none (\d+); merged (\d+) fragments (\d+)", line)
    names = ("precision", "recall", "f1", "empty", "merged", "fragments")
    values = [float(v) for v in figures.groups()] if figures else []
    return {"texts": len(rows), "seconds": round(seconds, 1)} | dict(zip(names, values, strict=False)) | PEERS[name]


def references_in(text: str) -> list[str]:
    article = extract(read_bytes(text.encode("utf-8", "replace"), "text.txt"))
    return [f"{r.label} {r.raw}".strip() if r.label else r.raw for r in article.references]


if __name__ == "__main__":
    main()
