"""How often the rules of refdb/claims/judging/wording.py hold, and are right, on public claims with evidence. Prints JSON.

    python -m scripts.benchmarks.claims.bench_wording [--shared ../shared] [--show N]

The rules were written with an eye on the train sets; dev was counted once they stood.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from refdb.claims.judging.judge import reading
from scripts.benchmarks.claims.bench_claims import SETS, pairs_of, rows
from scripts.places import SHARED
from scripts.training.judge.data import SETS as TRAIN_SETS
from scripts.training.judge.data import read_set

WANTED = {"repeats": "SUPPORT", "denies": "REFUTE"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--show", type=int, default=0, help="print so many wrong ones of each set to stderr")
    args = parser.parse_args()
    sets = {f"train {chosen.name}": list(read_set(args.shared, chosen.name)) for chosen in TRAIN_SETS}
    sets |= {f"dev {name}": rows(args.shared / "data" / "claims" / "dev", name) for name in SETS}
    print(json.dumps({name: count(name, found, args.show) for name, found in sets.items()}, indent=1))


def count(name: str, found: list[dict], show: int) -> dict[str, object]:
    """For each rule: claims by label for which it holds."""
    held: dict[str, Counter[str]] = {rule: Counter() for rule in WANTED}
    for row, (claim, passage) in zip(found, pairs_of(found), strict=True):
        given = reading(claim, passage)
        holds = {"repeats": given.repeated is not None, "denies": given.denied is not None}
        for rule, label in WANTED.items():
            if holds[rule]:
                held[rule][row["label"]] += 1
                if row["label"] != label and show > 0:
                    show -= 1
                    print(name, rule, row["label"], claim, given.parts, sep=" | ", file=sys.stderr)
    return {"claims": len(found), **{rule: dict(counts) for rule, counts in held.items()}}


if __name__ == "__main__":
    main()
