"""How well articles are read: references found, fields, links, by format. Prints JSON.

    python scripts/bench_import.py [--shared ../shared] [--formats txt html html_real]

Uses the scorer beside the data (score_import.py); its gold fed back to it scores 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from refdb.articles.reading import read
from refdb.citations.extraction import extract
from refdb.errors import InputError
from refdb.reports.json import extraction

KEPT = ("seg", "fields_core", "links", "links_given_refs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--formats", nargs="+", default=["txt", "html", "html_real"])
    args = parser.parse_args()
    print(json.dumps({form: score(args.shared, form) for form in args.formats}, indent=1))


def score(shared: Path, form: str) -> dict:
    articles = shared / "data" / "articles"
    real = form.endswith("_real")
    folder = articles / form if real else articles / "rendered" / form
    gold = folder if real else articles / "gold"
    dev = {line.split("\t")[0].strip() for line in (articles / "split_dev.txt").read_text().splitlines()}
    refused, began, count = 0, time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as out:
        for path in sorted(folder.glob("*.[th]*")):
            if (not real and path.stem not in dev) or path.suffix == ".json":
                continue
            count += 1
            try:
                found = extraction(extract(read(path)))
            except InputError:
                refused += 1
                continue
            (Path(out) / f"{path.stem}{'.gold' if real else ''}.json").write_text(json.dumps(found))
        seconds = time.perf_counter() - began
        result = Path(out) / "result.json"
        scorer = [sys.executable, shared / "score" / "score_import.py", "--dir", gold, out, "--json", result]
        subprocess.run(
            scorer if real else [*scorer, "--list", articles / "split_dev.txt"], check=True, capture_output=True
        )
        total = json.loads(result.read_text())["total"]
    return {"articles": count, "refused": refused, "seconds": round(seconds, 1)} | {k: total[k]["f1"] for k in KEPT}


if __name__ == "__main__":
    main()
