"""Score the shipped judge on the dev claims, beside a baseline that reads only the claim. Prints JSON.

python -m scripts.benchmarks.claims.bench_claims --shared ../shared [--sets scifact wice] [--threads 2] [--limit 100]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SETS = ("written", "plain", "scifact", "healthver", "citation_integrity", "fever_symmetric", "wice", "nli4ct")
# Sets without training claims of their own: the claim-only baseline learns from the nearest kind.
BASELINE_FROM = {"wice": "fever", "fever_symmetric": "fever", "plain": "written"}
LABELS = {"supports": "SUPPORT", "contradicts": "REFUTE", "neither": "NEI"}


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of ``name.jsonl`` or ``name.jsonl.gz`` in a folder."""
    plain = folder / f"{name}.jsonl"
    raw = plain.read_bytes() if plain.exists() else gzip.decompress(Path(f"{plain}.gz").read_bytes())
    text = raw.decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def claim_only(train: list[dict[str, Any]], dev: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Predictions of a bag of words over the claims alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=1000),
    )
    model.fit([row["claim"] for row in train], [row["label"] for row in train])
    guesses = model.predict([row["claim"] for row in dev])
    return [{"id": row["id"], "label": str(guess)} for row, guess in zip(dev, guesses, strict=True)]


def score(shared: Path, dev: list[dict[str, Any]], guesses: list[dict[str, Any]]) -> dict[str, Any]:
    """What the scorer in shared says of the guesses."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, lines in (("gold", dev), ("pred", guesses)):
            paths.append(str(Path(folder) / name))
            Path(paths[-1]).write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
        scorer = [sys.executable, str(shared / "score" / "score_claims.py"), *paths]
        found: dict[str, Any] = json.loads(subprocess.run(scorer, check=True, capture_output=True).stdout)
        return found


def curve(chances: Any, labels: list[str]) -> list[dict[str, float]]:
    """How many claims are settled, and how many of those rightly, for thresholds of both sides alike."""
    sides = chances[:, :2].argmax(1)
    sure = chances[:, :2].max(1)
    right = [["SUPPORT", "REFUTE"][side] == label for side, label in zip(sides, labels, strict=True)]
    points = []
    for threshold in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        settled = [ok for ok, p in zip(right, sure, strict=True) if p >= threshold]
        if settled:
            share = round(len(settled) / len(right), 3)
            points.append({"threshold": threshold, "settled": share, "right": round(sum(settled) / len(settled), 3)})
    return points


def direction(chances: Any, labels: list[str]) -> float:
    """How often the more probable side is the right one, of the claims that their text decides."""
    sides = chances[:, :2].argmax(1)
    right = [["SUPPORT", "REFUTE"][side] == label for side, label in zip(sides, labels, strict=True) if label != "NEI"]
    return round(sum(right) / max(1, len(right)), 4)


def milliseconds(judge: Any, pairs: list[Any], sources: int = 8) -> float:
    """The median time of one claim with so many passages that are about it or near it."""
    times = []
    for n in range(0, min(len(pairs), 240) - sources, sources):
        claim = pairs[n][0]
        start = time.perf_counter()
        judge.judge([(claim, passage) for _, passage in pairs[n : n + sources]])
        times.append(time.perf_counter() - start)
    return round(1000 * sorted(times)[len(times) // 2], 1)


def measure(name: str, shared: Path, judge: Any, limit: int = 0, baseline: bool = True) -> dict[str, Any]:
    """What one dev set says of the judge.

    Args:
        name: of the set.
        shared: the folder with the public data.
        judge: an ``OnnxJudge``.
        limit: only every n-th row, so that about this many are left; 0 for all.
        baseline: also what a classifier makes of the claim alone (needs scikit-learn).
    """
    from refdb.claims.judging.calibration import RELATIONS

    claims = shared / "data" / "claims"
    dev = rows(claims / "dev", name)
    if limit:
        dev = dev[:: max(1, len(dev) // limit)]
    pairs = pairs_of(dev)
    start = time.perf_counter()
    judged = judge.judge(pairs)
    seconds = time.perf_counter() - start
    chances = judge.probabilities(pairs)
    guesses = [
        {"id": row["id"], "label": LABELS[j.relation], "confidence": j.confidence}
        for row, j in zip(dev, judged, strict=True)
    ]
    most_probable = [
        {"id": row["id"], "label": LABELS[RELATIONS[int(p.argmax())]]} for row, p in zip(dev, chances, strict=True)
    ]
    found = {"claim_only_macro_f1": 0.0}
    if baseline:
        alone = claim_only(rows(claims / "train", BASELINE_FROM.get(name, name)), dev)
        found = {"claim_only_macro_f1": score(shared, dev, alone)["macro_f1"]}
    return found | {
        "judge": score(shared, dev, guesses),
        "most_probable_macro_f1": score(shared, dev, most_probable)["macro_f1"],
        "direction": direction(chances, [row["label"] for row in dev]),
        "curve": curve(chances, [row["label"] for row in dev]),
        "pairs_per_second": round(len(pairs) / seconds, 1),
    }


def pairs_of(dev: list[dict[str, Any]]) -> list[Any]:
    """(claim, passage) for each row, as refdb check makes them."""
    from refdb.claims.detection.sentences import clean_claim
    from refdb.model import Passage
    from refdb.text.sentences import joined, split

    pairs = []
    for row in dev:
        given = row["evidence_text"]
        text, found = (given, tuple(split(given))) if isinstance(given, str) else joined(one.strip() for one in given)
        passage = Passage("", text, found, title=row.get("title") or "")
        pairs.append((clean_claim(row["claim"]), passage))
    return pairs


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="only every n-th row, so that about this many are left")
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):  # onnxruntime takes its number of threads from the cores it may use
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-args.threads :])
    from refdb.claims.judging.judge import OnnxJudge

    judge = OnnxJudge()
    report: dict[str, Any] = {"judge": judge.fingerprint, "threads": args.threads, "sets": {}}
    for name in args.sets:
        report["sets"][name] = measure(name, args.shared, judge, args.limit)
        print(json.dumps({name: report["sets"][name]}), file=sys.stderr, flush=True)
    nearest = pairs_of(rows(args.shared / "data" / "claims" / "dev", "scifact"))
    report["ms_per_claim_with_8_sources"] = milliseconds(judge, nearest)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
