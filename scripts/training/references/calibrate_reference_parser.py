"""Fit the reference parser's confidence and write calibration.json; prints JSON.

    python -m scripts.training.references.calibrate_reference_parser [--shared ../shared]

A reference counts as right when all its scored fields are. Fitted on the even rows of the dev sets, checked on the odd
ones; two weights (log probability of the tagging, log of the number of words) and a constant, so no set can be learnt.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np

from refdb.citations.parsing.parser import load_parser
from refdb.citations.parsing.tokens import fold, tokenize
from refdb.reports.json import parsed_row
from scripts.benchmarks.references.bench_references import SETS, scorer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("refdb/weights/reference_parser/calibration.json"))
    a = parser.parse_args()
    a.out.unlink(missing_ok=True)
    references = load_parser()
    score = scorer(a.shared)
    points = []
    for name in SETS:
        gold = score.load(a.shared / f"data/references/dev/{name}.jsonl")
        parsed = references.parse_many([row["raw"] for row in gold])
        _, errors = score.score(
            gold, [score.adapt({"id": g["id"], **parsed_row(p)}) for g, p in zip(gold, parsed, strict=True)]
        )
        wrong = {row["id"] for row, _, _ in errors}
        for k, (g, p) in enumerate(zip(gold, parsed, strict=True)):
            words = max(1, len(tokenize(fold(g["raw"])).words))
            points.append(
                (k % 2, math.log(max(p.confidence, 1e-12)), math.log(words), 1.0, float(g["id"] not in wrong))
            )
    table = np.array(points)
    fit, check = table[table[:, 0] == 0], table[table[:, 0] == 1]
    x, y = fit[:, 1:4], fit[:, 4]
    w = np.array([0.5, 0.0, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(3)
        w = w + np.linalg.solve(hessian, x.T @ (y - p))
    p = 1 / (1 + np.exp(-check[:, 1:4] @ w))
    bins = [(p >= lo / 5) & (p < (lo + 1) / 5 + (lo == 4)) for lo in range(5)]
    table_out = [
        [round(float(p[b].mean()), 3), round(float(check[b, 4].mean()), 3), int(b.sum())] for b in bins if b.any()
    ]
    a.out.write_text(json.dumps({"weights": [round(float(v), 5) for v in w]}) + "\n", encoding="utf-8")
    print(
        json.dumps(
            {
                "weights": w.round(4).tolist(),
                "brier": round(float(((p - check[:, 4]) ** 2).mean()), 4),
                "ece": round(sum(abs(m - r) * n for m, r, n in table_out) / len(p), 4),
                "predicted_right_n": table_out,
            }
        )
    )


if __name__ == "__main__":
    main()
