"""How well PDFs are read: references found, fields, links, by folder. Prints JSON.

python scripts/bench_pdf.py [--shared ../shared] [--folders pdf_1col pdf_2col pdf_real] [--worst 8] [--only NAME]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from refdb.articles.pdf import read_pdf
from refdb.citations.extraction import extract
from refdb.errors import InputError
from refdb.model import Source
from refdb.reports.json import extraction

KEPT = ("seg", "fields_core", "links", "links_given_refs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--folders", nargs="+", default=["pdf_1col", "pdf_2col", "pdf_real"])
    parser.add_argument("--worst", type=int, default=8)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    for folder in args.folders:
        print(json.dumps({folder: score(args.shared, folder, args.worst, args.only)}, indent=1))


def score(shared: Path, kind: str, worst: int, only: str) -> dict:
    articles = shared / "data" / "articles"
    real = kind == "pdf_real"
    folder = articles / kind if real else articles / "rendered" / kind
    dev = {line.split("\t")[0].strip() for line in (articles / "split_dev.txt").read_text().splitlines()}
    seconds, refused = [], []
    with tempfile.TemporaryDirectory() as out, tempfile.TemporaryDirectory() as gold:
        for path in sorted(folder.glob("*.pdf")):
            if (not real and path.stem not in dev) or only not in path.stem:
                continue
            began = time.perf_counter()
            try:
                article = read_pdf(path.read_bytes(), Source(path.name, "pdf"))
            except InputError as error:
                refused.append(str(error))
                continue
            seconds.append(time.perf_counter() - began)
            (Path(out) / f"{path.stem}.json").write_text(json.dumps(extraction(extract(article))))
            right = folder / f"{path.stem}.gold.json" if real else articles / "gold" / f"{path.stem}.json"
            (Path(gold) / f"{path.stem}.json").write_bytes(right.read_bytes())
        result = Path(out) / "result.json"
        command = [sys.executable, shared / "score" / "score_import.py", "--dir", gold, out, "--json", result]
        subprocess.run([*command, "--per-article"], check=True, capture_output=True)
        scores = json.loads(result.read_text())
    total = scores["total"]
    each = sorted((a["links"]["f1"] or 0, a["seg"]["f1"] or 0, name) for name, a in scores["articles"].items())
    return {
        "articles": len(seconds),
        "refused": refused,
        "seconds": [round(sum(seconds), 1), round(max(seconds, default=0), 2)],
        **{k: total[k]["f1"] for k in KEPT},
        "worst": [f"links {links} seg {seg} {name}" for links, seg, name in each[:worst]],
        "worst_seg": [
            f"seg {seg} links {links} {name}" for seg, links, name in sorted((b, a, c) for a, b, c in each)[:worst]
        ],
    }


if __name__ == "__main__":
    main()
