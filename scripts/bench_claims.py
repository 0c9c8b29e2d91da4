"""Score the shipped judge on the dev claims, beside a baseline that reads only the claim. Prints JSON.

python scripts/bench_claims.py --shared ../shared [--sets scifact wice] [--threads 2] [--limit 100]
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

SETS = ("scifact", "healthver", "citation_integrity", "fever_symmetric", "wice", "nli4ct")
# Sets without training claims of their own: the claim-only baseline learns from the nearest kind.
BASELINE_FROM = {"wice": "fever", "fever_symmetric": "fever"}
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
    from refdb.articles.sentences import split
    from refdb.claims.detection import clean_claim
    from refdb.claims.judging import load_judge
    from refdb.model import Passage, Span

    def passage(row: dict[str, Any]) -> Passage:
        given = row["evidence_text"]
        sentences = [given] if isinstance(given, str) else given
        if len(sentences) == 1:
            return Passage("", sentences[0], tuple(split(sentences[0])), title=row.get("title") or "")
        spans, at = [], 0
        for sentence in sentences:
            spans.append(Span(at, at + len(sentence)))
            at += len(sentence) + 1
        return Passage("", " ".join(sentences), tuple(spans), title=row.get("title") or "")

    claims = args.shared / "data" / "claims"
    judge = load_judge()
    report: dict[str, Any] = {"judge": judge.fingerprint, "threads": args.threads, "sets": {}}
    for name in args.sets:
        dev = rows(claims / "dev", name)
        if args.limit:
            dev = dev[:: max(1, len(dev) // args.limit)]
        pairs = [(clean_claim(row["claim"]), passage(row)) for row in dev]
        start = time.perf_counter()
        judged = judge.judge(pairs)
        seconds = time.perf_counter() - start
        guesses = [
            {"id": row["id"], "label": LABELS[j.relation], "confidence": j.confidence}
            for row, j in zip(dev, judged, strict=True)
        ]
        baseline = claim_only(rows(claims / "train", BASELINE_FROM.get(name, name)), dev)
        report["sets"][name] = {
            "judge": score(args.shared, dev, guesses),
            "claim_only_macro_f1": score(args.shared, dev, baseline)["macro_f1"],
            "pairs_per_second": round(len(pairs) / seconds, 1),
        }
        print(json.dumps({name: report["sets"][name]}), file=sys.stderr, flush=True)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
