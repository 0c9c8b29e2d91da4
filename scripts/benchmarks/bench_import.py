"""How well articles are read: references found, fields, links, by format. Prints JSON.

    python -m scripts.benchmarks.bench_import [--shared ../shared] [--formats txt html html_real]

Uses the scorer beside the data (score_import.py); its gold fed back to it scores 1.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from refdb.articles.reading import read
from refdb.citations.extraction import extract
from refdb.errors import InputError
from refdb.reports.json import extraction
from scripts.places import SHARED

KEPT = ("seg", "fields_core", "links", "links_given_refs")
MADE = "docx_fields_made"  # the name of a file there begins with the manager that made its fields
# format -> (folder of the files, their ending, folder of the gold, how the scorer is told to compare)
FORMATS = {
    "jats": ("jats", "xml", "gold", ["--raw-exact", "no", "--all-fields"]),
    "html": ("rendered/html", "html", "gold", []),
    "md": ("rendered/md", "md", "gold", []),
    "txt": ("rendered/txt", "txt", "gold", []),
    "docx": ("rendered/docx", "docx", "gold", []),
    "tex": ("rendered/tex", "tex", "gold", ["--raw-exact", "no"]),
    "pdf_1col": ("rendered/pdf_1col", "pdf", "gold", []),
    "pdf_2col": ("rendered/pdf_2col", "pdf", "gold", []),
    "html_real": ("html_real", "html", "html_real", []),
    "pdf_real": ("pdf_real", "pdf", "pdf_real", []),
    "docx_fields": ("docx_fields", "docx", "docx_fields", []),
    MADE: ("docx_fields/made", "docx", "gold", ["--raw-exact", "no"]),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--formats", nargs="+", default=list(FORMATS))
    parser.add_argument("--per-article", action="store_true", help="a line for each article on standard error")
    args = parser.parse_args()
    print(json.dumps({f: score(args.shared, f, per_article=args.per_article) for f in args.formats}, indent=1))


def score(shared: Path, form: str, *, per_article: bool = False) -> dict:
    articles = shared / "data" / "articles"
    folder, ending, gold, options = FORMATS[form]
    own_gold = gold == folder
    dev = {line.split("\t")[0].strip() for line in (articles / "split_dev.txt").read_text().splitlines()}
    refused, began, count = [], time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as out:
        wanted = Path(out) / "names"
        names = []
        for path in sorted((articles / folder).glob(f"*.{ending}")):
            name = re.sub(r"^(?:zotero|mendeley|endnote(?:_flddata)?)_", "", path.stem) if form == MADE else path.stem
            if not (articles / gold / (f"{name}.gold.json" if own_gold else f"{name}.json")).exists():
                continue
            if not own_gold and name not in dev:
                continue
            count += 1
            names.append(name)
            try:
                found = extraction(extract(read(path)))
            except InputError as error:
                refused.append(str(error))
                continue
            (Path(out) / f"{name}.json").write_text(json.dumps(found))
        seconds = time.perf_counter() - began
        wanted.write_text("\n".join(names) or "-")
        result = Path(out) / "result.json"
        scorer = [sys.executable, shared / "score" / "score_import.py", "--dir", articles / gold, out]
        subprocess.run(
            [*scorer, "--json", result, "--list", wanted, *options], check=True, capture_output=not per_article
        )
        scored = json.loads(result.read_text())
    if per_article:
        for name, one in sorted(scored["articles"].items(), key=lambda item: item[1]["links"]["f1"] or 0):
            figures = " ".join(f"{k} {one[k]['f1']}" for k in KEPT)
            print(f"{name:50s} {one['counts']} {figures}", file=sys.stderr)
    total = scored["total"]
    return {"articles": count, "refused": refused, "seconds": round(seconds, 1)} | {k: total[k]["f1"] for k in KEPT}


if __name__ == "__main__":
    main()
