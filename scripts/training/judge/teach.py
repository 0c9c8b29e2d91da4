"""Ask the teacher what it thinks of the pairs that a judge learns from; ``RUN/pairs.jsonl`` gets it as ``said``.

    python -m scripts.training.judge.teach RUN [--shared ../shared] [--keep]

What it was asked before is in ``scripts/training/data/said.txt.gz`` (a pair's digest, its chance of "supports" and of
"contradicts", in thousandths) and is not asked again; with ``--keep`` what is new goes there too. A killed run goes on
where it was. The teacher takes 25 to 40 ms a pair on a core; of the sets in ``UNLIKE`` it knows too little (right on
54 to 69 of 100), so they are learned from by their labels alone.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scripts.places import SHARED

KEPT = Path(__file__).resolve().parents[1] / "data" / "said.txt.gz"
UNLIKE = ("citation_integrity", "pubmedqa", "clinifact")
AT_ONCE = 256  # pairs, after which the answers are on the disk
Said = dict[str, tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--keep", action="store_true", help="write all answers to scripts/training/data")
    args = parser.parse_args()
    rows = [json.loads(line) for line in (args.run / "pairs.jsonl").open()]
    asked = [row for row in rows if row["source"] not in UNLIKE]
    part = args.run / "said.txt"
    said = answers_in(gzip.decompress(KEPT.read_bytes()).decode()) if KEPT.exists() else {}
    said |= answers_in(part.read_text()) if part.exists() else {}
    with part.open("a") as file:
        for key, answer in ask(args.shared / "teacher", [row for row in asked if digest(row) not in said]):
            said[key] = answer
            file.write(f"{key} {answer[0]} {answer[1]}\n")
            file.flush()
    for row in asked:
        supports, contradicts = said[digest(row)]
        row["said"] = [supports / 1000, contradicts / 1000, max(0, 1000 - supports - contradicts) / 1000]
    new = args.run / "pairs.part"
    new.write_text("".join(json.dumps(row) + "\n" for row in rows))
    new.replace(args.run / "pairs.jsonl")
    if args.keep:
        lines = "".join(f"{key} {s} {c}\n" for key, (s, c) in sorted(said.items()))
        KEPT.write_bytes(gzip.compress(lines.encode(), mtime=0))
    agree = sum(max(range(3), key=row["said"].__getitem__) == row["label"] for row in asked)
    print(
        json.dumps({"pairs": len(rows), "asked": len(asked), "says what the label says": round(agree / len(asked), 4)})
    )


def digest(row: dict[str, Any]) -> str:
    return hashlib.sha256(f"{row['claim']}\n{row['text']}".encode()).hexdigest()[:12]


def answers_in(text: str) -> Said:
    """The answers of a file; a line that a kill cut short is left out."""
    parts = (line.split() for line in text.splitlines(keepends=True) if line.endswith("\n"))
    return {key: (int(supports), int(contradicts)) for key, supports, contradicts in parts}


def ask(teacher: Path, rows: list[dict[str, Any]]) -> Iterable[tuple[str, tuple[int, int]]]:
    """(Digest, answer) of each row, from the teacher's own script."""
    if not rows:
        return
    sys.path.insert(0, str(teacher))
    import label

    model, tokenizer = label.load()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        for row, p in zip(
            some, label.probabilities(model, tokenizer, [(r["text"], r["claim"]) for r in some]), strict=True
        ):
            yield digest(row), (round(1000 * p[0]), round(1000 * p[1]))


if __name__ == "__main__":
    main()
