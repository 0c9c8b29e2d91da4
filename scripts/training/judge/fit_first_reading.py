"""Fit from which cosine a source is read for a claim at all: ``first_reading`` of ``weights/judge/verdicts.json``.

    python -m scripts.training.judge.fit_first_reading [--shared ../shared] [--dry]

To be run again with every new judge, behind ``fit_verdicts``. Each of ``CLAIMS`` claims that ``scripts.training.judge.data``
holds out of training meets the ``NEAREST`` most related of the abstracts that these claims are about, its own among them.
On one half of the claims the highest cosine is chosen below which the judge says "neither" of ``SILENT`` of the pairs;
the other half says what it is worth. Only pairs are read that could be below it. Prints JSON.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

import numpy as np

from refdb.claims.fitted import fitted
from refdb.claims.judging.calibration import RELATIONS, load_calibration
from refdb.claims.judging.judge import OnnxJudge
from refdb.retrieval.embedding import load_embedder
from refdb.retrieval.windows import windows
from scripts.benchmarks.claims.bench_claims import pairs_of
from scripts.places import WEIGHTS
from scripts.training.fitting import fitting_options
from scripts.training.judge.data import text_key
from scripts.training.judge.held_out import held_out_rows, in_first_half

SILENT = 0.95
CLAIMS, NEAREST = 400, 2
COSINES = [n / 100 for n in range(30, 61)]
LEAST_UNREAD = 50  # pairs: a bar below which there are fewer is not known to be one


def main() -> None:
    args = fitting_options(__doc__).parse_args()
    rows = held_out_rows(args.shared)[:CLAIMS]
    pairs = pairs_of(rows)
    passages = {text_key(row): passage for row, (_, passage) in zip(rows, pairs, strict=True)}
    embedder = load_embedder()
    parts = [windows(passage) for passage in passages.values()]
    starts = np.cumsum([0, *map(len, parts)])[:-1]
    every = embedder.embed([claim for claim, _ in pairs]) @ embedder.embed([text for of in parts for text in of]).T
    cosines = np.maximum.reduceat(every, starts, axis=1)
    met = [
        (n, list(passages.values())[at], float(cosines[n, at]))
        for n in range(len(rows))
        for at in np.argsort(-cosines[n])[:NEAREST].tolist()
        if fitted().related <= cosines[n, at] < COSINES[-1]
    ]
    judge = OnnxJudge()
    sides = judge.probabilities([(pairs[n][0], passage) for n, passage, _ in met])
    calibration = load_calibration()
    silent = [RELATIONS[calibration.decide(row)] == "neither" for row in sides]
    halves: dict[bool, list[tuple[float, bool]]] = {True: [], False: []}
    for (n, _, cosine), nothing in zip(met, silent, strict=True):
        halves[in_first_half(rows[n])].append((cosine, nothing))
    bar = choose(halves[True])
    found = {
        "cosine": bar,
        "script": "scripts/training/judge/fit_first_reading.py",
        "date": time.strftime("%Y-%m-%d"),
        "judge": judge.fingerprint,
        "embedder": embedder.fingerprint,
        "chosen_on": worth(halves[True], bar),
        "on_the_other_half": worth(halves[False], bar),
    }
    file = WEIGHTS / "judge" / "verdicts.json"
    if not args.dry:
        file.write_text(json.dumps(json.loads(file.read_text()) | {"first_reading": found}, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def choose(pairs: Sequence[tuple[float, bool]]) -> float:
    """Of pairs (cosine, whether "neither") the highest cosine below which ``SILENT`` are "neither"; 0 for none."""

    def is_silent(bar: float) -> bool:
        told = worth(pairs, bar)
        return told["unread"] >= LEAST_UNREAD and told["unread_neither"] >= SILENT * told["unread"]

    return max(filter(is_silent, COSINES), default=0.0)


def worth(pairs: Sequence[tuple[float, bool]], bar: float) -> dict[str, int]:
    """How many pairs are left unread, and how many of those would have settled nothing."""
    unread = [nothing for cosine, nothing in pairs if cosine < bar]
    return {"pairs": len(pairs), "unread": len(unread), "unread_neither": sum(unread)}


if __name__ == "__main__":
    main()
