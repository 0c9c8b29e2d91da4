"""Accuracy and speed of the reference parser on every dev set, beside the bar and AnyStyle's figure; prints JSON.

python scripts/bench_references.py [--shared ../shared] [--sets plos_jats,excite_de] [--errors 10]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from pathlib import Path

from refdb.citations.parsing import load_parser
from refdb.reports.json import parsed_row

# set: (bar, AnyStyle 1.6 on the same kind of rows)
SETS = {
    "plos_jats": (99, 91.9), "ore_jats": (95, 79.8), "grobid_citation": (91, 63.7), "grobid_citation_eval": (94.5, 65.6),  # noqa: E501
    "excite_en": (94, 90.7), "excite_de": (84, 76.7), "geocite": (88, 82.7), "etdcite": (94, 92.2),
    "bir2024_12styles": (95, 86.4), "linkedbooks": (73, 64),
}  # fmt: skip


def scorer(shared: Path):
    spec = importlib.util.spec_from_file_location("score_references", shared / "score/score_references.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--errors", type=int, default=0)
    a = parser.parse_args()
    score = scorer(a.shared)
    references = load_parser()
    for name in a.sets.split(","):
        path = a.shared / f"data/references/dev/{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        began = time.perf_counter()
        parsed = references.parse_many([row["raw"] for row in rows])
        seconds = time.perf_counter() - began
        predicted = [score.adapt({"id": row["id"], **parsed_row(p)}) for row, p in zip(rows, parsed, strict=True)]
        result, errors = score.score(score.load(path), predicted)
        wrong = {row["id"] for row, _, _ in errors}
        brier = sum((p.confidence - (row["id"] not in wrong)) ** 2 for row, p in zip(rows, parsed, strict=True)) / len(
            rows
        )
        print(
            json.dumps(
                {
                    "set": name,
                    "n": len(rows),
                    "micro_f1": round(100 * result["micro_soft"][2], 1),
                    "bar": SETS[name][0],
                    "anystyle": SETS[name][1],
                    "all_fields_right": round(100 * result["inst_soft"], 1),
                    "mean_confidence": round(100 * sum(p.confidence for p in parsed) / len(rows), 1),
                    "brier": round(brier, 3),
                    "per_second": round(len(rows) / seconds),
                    "fields": {f: round(100 * d["soft"][2], 1) for f, d in result["fields"].items()},
                }
            )
        )
        for row, guess, bad in errors[:: max(1, len(errors) // a.errors)] if a.errors else ():
            print("RAW ", row["raw"][:400])
            for field in bad:
                print(f"   {field}: gold={row['fields'].get(field)!r} got={guess['fields'].get(field)!r}")


if __name__ == "__main__":
    main()
