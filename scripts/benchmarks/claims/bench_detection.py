"""Which sentences are called claims, against labels of a reader: macro-F1, precision and recall, time. Prints JSON.

    python -m scripts.benchmarks.claims.bench_detection [--shared ../shared] [--which fresh|example] [--other CHECKOUT] [--pages FILE]

The labels are those of scripts/training/data/worthiness.jsonl that nothing was learned from, and with ``--pages`` those
of worthiness-pages.jsonl. A sentence that cites is always a claim and was not labelled; "own" are the article's own
results, those of its methods left out. ``--other`` reads the same sentences with another checkout of refdb; one that has
no kinds of claims calls them all "literature". FILE has the sentences of public pages, which are not part of refdb: a
line "# name of the page", then a sentence a line. Time is of the processor: reading and detection.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from refdb.claims.detection.sentences import candidates, detect
from refdb.claims.detection.worthiness import shipped_embed
from refdb.workflows.steps.given import extract
from scripts.places import SHARED
from scripts.training.claims.worthiness_data import DATA, HELD_OUT, digest, label_rows, place_of

# What another checkout is asked: of each file the letters of its claims' sentences, with their kinds.
ASKED = """
import json, sys
from pathlib import Path
from refdb.claims.detection.sentences import detect
from refdb.workflows.steps.given import extract
for name in json.load(sys.stdin):
    article = extract(Path(name))
    print(json.dumps([[article.sentences[c.sentence].text, getattr(c, "kind", "literature")] for c in detect(article)]))
"""
SETS = {"literature": {"literature"}, "own": {"own"}, "either": {"literature", "own"}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--which", choices=HELD_OUT, default="fresh")
    parser.add_argument("--other", type=Path, metavar="CHECKOUT")
    parser.add_argument("--pages", type=Path, metavar="FILE")
    args = parser.parse_args()
    shipped_embed(["A sentence that opens the model."])
    labels = {
        place_of(name, args.shared): {row["letters"]: row["label"] for row in rows if row["held_out"] == args.which}
        for name, rows in label_rows().items()
    }
    print(json.dumps(measured({path: of for path, of in labels.items() if of}, args.other), indent=1))
    if args.pages:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps({"pages": measured(pages(args.pages, Path(folder)), args.other)}, indent=1))


def pages(file: Path, folder: Path) -> dict[Path, dict[str, str]]:
    """An article of each page, every sentence a paragraph, with the labels of its sentences."""
    rows = map(json.loads, (DATA / "worthiness-pages.jsonl").read_text(encoding="utf-8").splitlines())
    labels = {row["letters"]: row["label"] for row in rows}
    found = {}
    for page in file.read_text(encoding="utf-8").split("# ")[1:]:
        name, *lines = page.splitlines()
        path = folder / f"{name}.txt"
        path.write_text("\n\n".join(["A page", *lines]), encoding="utf-8")
        found[path] = {digest(line): labels[digest(line)] for line in lines if digest(line) in labels}
    return found


def measured(labels: Mapping[Path, Mapping[str, str]], other: Path | None) -> dict[str, object]:
    """How well the labelled sentences of these files are told, here and by another checkout."""
    began, sentences = time.process_time(), 0
    here: dict[Path, dict[str, str]] = {}
    asked: dict[Path, dict[str, str]] = {}
    for path, of in labels.items():
        article = extract(path)
        sentences += len(article.sentences)
        of_methods = {digest(c.raw) for c in candidates(article) if c.place.part == "methods"}
        there = {digest(c.raw) for c in candidates(article)}
        asked[path] = {
            letters: label
            for letters, label in of.items()
            if letters in there and not (label == "own" and letters in of_methods)
        }
        here[path] = {digest(article.sentences[c.sentence].text): str(c.kind) for c in detect(article)}
    seconds = time.process_time() - began
    found: dict[str, object] = {
        "sentences": sum(map(len, asked.values())),
        "seconds_for_200_sentences_and_reading": round(200 * seconds / max(1, sentences), 2),
        "here": scores(asked, here),
    }
    return found | ({"other": scores(asked, said_by(other, list(labels)))} if other else {})


def said_by(checkout: Path, paths: Sequence[Path]) -> dict[Path, dict[str, str]]:
    """What another checkout's detection says: of each file its claims' sentences, with their kinds."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        input=json.dumps([str(path.resolve()) for path in paths]),
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout.resolve())},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {path: {digest(text): kind for text, kind in said} for path, said in zip(paths, lines, strict=True)}


def scores(asked: Mapping[Path, Mapping[str, str]], said: Mapping[Path, Mapping[str, str]]) -> dict[str, object]:
    """Macro-F1 over the three labels, and over claim or none; precision and recall of each set of kinds."""
    pairs = [(label, said[path].get(letters, "none")) for path, of in asked.items() for letters, label in of.items()]
    found: dict[str, object] = {
        "right": round(sum(a == b for a, b in pairs) / max(1, len(pairs)), 3),
        "macro_f1": round(macro_f1(pairs), 3),
        "macro_f1_claim_or_none": round(macro_f1([(str(a != "none"), str(b != "none")) for a, b in pairs]), 3),
    }
    for name, kinds in SETS.items():
        both = sum(label in kinds and word in kinds for label, word in pairs)
        found[name] = {
            "precision": round(both / max(1, sum(word in kinds for _, word in pairs)), 3),
            "recall": round(both / max(1, sum(label in kinds for label, _ in pairs)), 3),
        }
    return found


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean F1 of the labels that are given; pairs are (label, what was said).

    >>> macro_f1([("a", "a"), ("b", "a")])  # of a 2/3, of b 0
    0.3333333333333333
    """
    labels = {label for label, _ in pairs}
    f1s = [
        2 * sum(a == b == label for a, b in pairs) / sum((a == label) + (b == label) for a, b in pairs)
        for label in labels
    ]
    return sum(f1s) / max(1, len(f1s))


if __name__ == "__main__":
    main()
