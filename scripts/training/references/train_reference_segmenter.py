"""Train the CRF that finds reference lists line by line, and write it to refdb/weights/reference_segmenter.

    python -m scripts.training.references.train_reference_segmenter --shared ../shared [--texts 3500] [--iterations 120] [--seed 1]

The training texts are made here: prose of the articles and abstracts in data/, lists of printed references of one
source or one rendered style, wrapped, numbered, indented, broken by page heads as PDF text layers are. Nothing of
data/segmentation and data/references/dev is read. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sys
import time
from pathlib import Path

import pycrfsuite

from refdb.citations.lists.line_features import features, lines_of
from scripts.places import SHARED, WEIGHTS
from scripts.training.references.rows import registry_items, row_items, rows
from scripts.training.references.synthetic_references import Renderer
from scripts.training.references.synthetic_texts import Maker

SOURCES = (
    "anystyle_core",
    "anystyle_gold",
    "anystyle_good",
    "grobid_citation",
    "grobid_citation_cora_etc",
    "plos_jats",
    "ore_jats",
    "linkedbooks_train",
)


def references_by_source(shared: Path) -> dict[str, list[str]]:
    folder = shared / "data" / "references" / "train"
    found = {}
    for source in SOURCES:
        path = next(folder.glob(f"{source}.jsonl*"))
        found[source] = [" ".join(re.sub(r"^\s*(?:\[\d+\]|\d+[.)])\s+", "", r["raw"]).split()) for r in rows(path)]
    return found


def prose(shared: Path) -> list[str]:
    """Paragraphs: abstracts, and the bodies of the JATS articles of the dev split."""
    found = [r["text"] for r in rows(shared / "data/retrieval/scifact/corpus.jsonl.gz") if len(r["text"]) > 300]
    for path in sorted((shared / "data/articles/rendered/txt").glob("*.txt"))[:60]:
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [p for p in text[: int(0.7 * len(text))].split("\n\n") if len(p) > 200]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, default=WEIGHTS / "reference_segmenter")
    parser.add_argument("--texts", type=int, default=3500)
    parser.add_argument("--iterations", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    rng = random.Random(a.seed)
    shared = a.shared
    all_rows = [
        r
        for s in ("anystyle_core", "anystyle_gold", "plos_jats", "ore_jats")
        for r in rows(next((shared / "data/references/train").glob(f"{s}.jsonl*")))
    ]
    items = registry_items(shared / "data/crossref/registry.jsonl.gz") + row_items(all_rows)
    maker = Maker(rng, references_by_source(shared), prose(shared), Renderer(rng, items))
    trainer = pycrfsuite.Trainer(verbose=False)
    began, count, held = time.time(), 0, []
    for n in range(a.texts):
        texts, labels = maker.text()
        text = "\n".join(texts)
        if any(c in text for c in "\f\v\x85\u2028\u2029"):
            continue
        kept = [label for line, label in zip(texts, labels, strict=True) if line.strip()]
        xs = features(lines_of(text))
        if len(xs) != len(kept) or not xs:
            continue
        count += len(xs)
        if n % 20 == 0:
            held.append((xs, kept))
        else:
            trainer.append(xs, kept)
    print(f"{count} lines in {time.time() - began:.0f} s", file=sys.stderr)
    trainer.set_params(
        {
            "c1": 0.15,
            "c2": 0.01,
            "max_iterations": a.iterations,
            "feature.minfreq": 5,
            "feature.possible_transitions": True,
        }
    )
    a.out.mkdir(parents=True, exist_ok=True)
    model = a.out / "model.crfsuite"
    trainer.train(str(model))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(model))
    right = total = 0
    for xs, ys in held:
        right += sum(p == y for p, y in zip(tagger.tag(xs), ys, strict=True))
        total += len(ys)
    packed = lzma.compress(model.read_bytes(), preset=9 | lzma.PRESET_EXTREME)
    (a.out / "model.crfsuite.xz").write_bytes(packed)
    model.unlink()
    print(
        json.dumps(
            {
                "lines": count,
                "seconds": round(time.time() - began),
                "held_out_accuracy": round(right / total, 4),
                "bytes": len(packed),
            }
        )
    )


if __name__ == "__main__":
    main()
