"""Fit the weights of refdb/verification/matching.py on half of the benches and print them with held-out figures.

    python -m scripts.training.references.fit_matching [--shared ../shared] [--cache FOLDER]

Half of the works (by a hash of the DOI, or of the raw string where no work is right) train; the other half is held out.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

from refdb.verification.comparison import examine
from refdb.verification.matching import WEIGHTS, features
from refdb.verification.printed import prepare_reference, prepare_work
from scripts.benchmarks.references.bench_verification import BENCHES, cases

FIXED = ("doi_match",)  # the benches print too few; kept as set by hand
POSITIVE = ("title_exact", "title_exact_letters", "title_near", "authors_match", "container_match",
            "volume_match", "pages_match", "all_but_title")  # fmt: skip


def half(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0] % 2


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--cache", type=Path, default=Path("/tmp"), help="folder that keeps the snapshots")
    options = arguments.parse_args()
    names = list(WEIGHTS)
    rows, labels, halves = [], [], []
    for bench in BENCHES:
        for row, reference, identified, found in cases(options.shared / "data" / "crossref", bench, 5, options.cache):
            named = identified.work
            printed = prepare_reference(reference)
            works = {c.work.doi: c.work for c in found} | ({named.doi: named} if named else {})
            for work in works.values():
                registered = prepare_work(work)
                values = features(printed, registered, examine(printed, registered))
                right = work.doi == row["doi"] and row.get("case") != "invented_title_real_doi"
                rows.append([0.0 if name == "doi_match" else values[name] for name in names])
                labels.append(right)
                halves.append(half(row["doi"] or row["raw"]))
    x, y, h = np.array(rows), np.array(labels, float), np.array(halves)
    weights = np.array([WEIGHTS[name] for name in names])
    free = np.array([name not in FIXED for name in names])
    low = np.array([0.0 if name in POSITIVE else -np.inf for name in names])
    high = np.array(
        [0.0 if name.endswith("mismatch") or name in ("exchanged", "title_far") else np.inf for name in names]
    )
    xt, yt = x[h == 0], y[h == 0]
    for _ in range(4000):  # projected gradient with momentum-free Newton scaling: small, deterministic
        p = 1 / (1 + np.exp(-np.clip(xt @ weights, -30, 30)))
        gradient = xt.T @ (p - yt) + 0.5 * weights * (np.array(names) != "bias")
        curvature = (xt**2).T @ (p * (1 - p)) + 0.5
        weights = np.where(free, np.clip(weights - 0.1 * gradient / curvature, low, high), weights)
    out = {"pairs": len(y), "train": int((h == 0).sum())}
    for name, one in (("train", 0), ("held_out", 1)):
        p = 1 / (1 + np.exp(-np.clip(x[h == one] @ weights, -30, 30)))
        t = y[h == one]
        bins = [
            (round(float(p[m].mean()), 3), round(float(t[m].mean()), 3), int(m.sum()))
            for a, b in ((0, 0.02), (0.02, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.98), (0.98, 1.01))
            if (m := (p >= a) & (p < b)).any()
        ]
        out[name] = {
            "brier": round(float(((p - t) ** 2).mean()), 5),
            "wrong_at_half": round(float(((p >= 0.5) != (t > 0.5)).mean()), 5),
            "calibration (said, true, n)": bins,
        }
    out["weights"] = {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
