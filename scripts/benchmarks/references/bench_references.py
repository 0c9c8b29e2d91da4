"""Accuracy and speed of the reference parser on every dev set, beside the bar and AnyStyle's figure; prints JSON.

python -m scripts.benchmarks.references.bench_references [--shared ../shared] [--sets plos_jats,excite_de] [--errors 10]
python -m scripts.benchmarks.references.bench_references --confusion etdcite    # the ten commonest kinds of errors, with an example each
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import time
from pathlib import Path

from refdb.citations.parsing.parser import load_parser
from refdb.reports.json import parsed_row

# set: (bar, AnyStyle 1.6 on the same kind of rows)
SETS = {
    "plos_jats": (99, 91.9), "ore_jats": (95, 79.8), "grobid_citation": (91, 63.7), "grobid_citation_eval": (94.5, 65.6),
    "excite_en": (94, 90.7), "excite_de": (84, 76.7), "geocite": (88, 82.7), "etdcite": (94, 92.2),
    "bir2024_12styles": (95, 86.4), "linkedbooks": (73, 64),
}  # fmt: skip


def scorer(shared: Path):
    """The module ``score/score_references.py`` of the shared folder."""
    spec = importlib.util.spec_from_file_location("score_references", shared / "score/score_references.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text(score, field: str, value) -> str:
    return " ".join(score.names_of(value)) if field in ("author", "editor") else "".join(score.vals(field, value)[:1])


def confusion(score, errors: list) -> list[dict]:
    """The ten commonest kinds of errors: what happened to which field, how often, and one case of it."""
    counted: collections.Counter = collections.Counter()
    cases: dict[str, dict] = {}
    for row, guess, bad in errors:
        for field in bad:
            gold, got = (_text(score, field, side["fields"].get(field)) for side in (row, guess))
            others = {f: _text(score, f, row["fields"].get(f)) for f in score.CORE if f != field}
            if not gold:
                kind = "found where the gold has none"
            elif not got:
                kind = "missed"
            elif other := next((f for f, text in others.items() if text and text == got), ""):
                kind = f"has the gold's {other}"
            elif gold in got:
                kind = "too long"
            elif got in gold:
                kind = "too short"
            else:
                kind = "different"
            key = f"{field}: {kind}"
            counted[key] += 1
            # A short reference shows the case best.
            if key not in cases or len(row["raw"]) < len(cases[key]["raw"]):
                cases[key] = {"raw": row["raw"], "gold": row["fields"].get(field), "got": guess["fields"].get(field)}
    return [{"error": key, "times": n, "example": cases[key]} for key, n in counted.most_common(10)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--errors", type=int, default=0, help="how many wrong references to show for each set")
    parser.add_argument("--confusion", metavar="SET", choices=SETS, help="show the commonest errors of one set")
    a = parser.parse_args()
    score = scorer(a.shared)
    references = load_parser()
    for name in [a.confusion] if a.confusion else a.sets.split(","):
        path = a.shared / f"data/references/dev/{name}.jsonl"
        gold = score.load(path)
        began = time.perf_counter()
        parsed = references.parse_many([row["raw"] for row in gold])
        seconds = time.perf_counter() - began
        predicted = [score.adapt({"id": row["id"], **parsed_row(p)}) for row, p in zip(gold, parsed, strict=True)]
        result, errors = score.score(gold, predicted)
        wrong = {row["id"] for row, _, _ in errors}
        brier = sum((p.confidence - (row["id"] not in wrong)) ** 2 for row, p in zip(gold, parsed, strict=True))
        print(
            json.dumps(
                {
                    "set": name,
                    "n": len(gold),
                    "micro_f1": round(100 * result["micro_soft"][2], 1),
                    "bar": SETS[name][0],
                    "anystyle": SETS[name][1],
                    "all_fields_right": round(100 * result["inst_soft"], 1),
                    "mean_confidence": round(100 * sum(p.confidence for p in parsed) / len(gold), 1),
                    "brier": round(brier / len(gold), 3),
                    "per_second": round(len(gold) / seconds),
                    "fields": {f: round(100 * d["soft"][2], 1) for f, d in result["fields"].items()},
                }
            )
        )
        for kind in confusion(score, errors) if a.confusion else ():
            print(json.dumps(kind, ensure_ascii=False))
        for row, guess, bad in errors[:: max(1, len(errors) // a.errors)] if a.errors else ():
            print("RAW ", row["raw"][:400])
            for field in bad:
                print(f"   {field}: gold={row['fields'].get(field)!r} got={guess['fields'].get(field)!r}")


if __name__ == "__main__":
    main()
