"""Fit what a verdict asks of evidence: ``weights/judge/verdicts.json``. Prints what the numbers are worth, as JSON.

    python -m scripts.training.judge.fit_verdicts [--shared ../shared] [--dry]

To be run again with every new judge, after its export and before ``fit_first_reading``. The claims are those that ``scripts.training.judge.data`` holds
out of training: on one half the numbers are chosen, the other half says what they are worth. Each claim is read with
its own abstract, and as an uncited source with the abstract of another claim that shares most words with it.

- ``uncited``: from which confidence, and which share of the claim's words, a source that the claim does not cite
  decides: as many claims as can be with no more than ``WRONG_UNCITED`` of them wrong.
- ``second_reading``: from which chances the deciding sentence alone, and the passage without its title, confirm a
  contradiction: the most right ones, where each wrong one costs ``COST`` of them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from refdb.claims.judging.judge import OnnxJudge
from refdb.claims.judging.second_reading import again, plainly
from refdb.claims.judging.selection import shared_words
from refdb.model import Evidence, Work
from scripts.benchmarks.claims.bench_claims import pairs_of
from scripts.places import WEIGHTS
from scripts.training.fitting import fitting_options
from scripts.training.judge.held_out import held_out_rows, in_first_half, nearest

WRONG_UNCITED = 0.10
COST = 4  # right contradictions that a false accusation outweighs
LEAST_KEPT = 10
CONFIDENCES = [n / 100 for n in range(50, 96, 3)]
SHARES = [n / 10 for n in range(3, 8)]  # with a smaller one every related text would be read: four times as many
CHANCES = [n / 20 for n in range(20)]


@dataclass(frozen=True)
class Read:
    """A claim as it was read with one text: what is claimed of them, and whether rightly."""

    relation: str
    right: bool
    confidence: float
    shared: float
    first_half: bool
    alone: float = 0.0  # chances of "contradicts" at the second reading
    untitled: float = 0.0


def main() -> None:
    args = fitting_options(__doc__).parse_args()
    judge = OnnxJudge()
    rows = held_out_rows(args.shared)
    own = read(judge, rows, pairs_of(rows), [row["label"] for row in rows])
    other = [(claim, pairs_of(rows)[n][1]) for (claim, _), n in zip(pairs_of(rows), nearest(rows), strict=True)]
    foreign = read(judge, rows, other, ["NEI"] * len(rows))
    near = [r for r in (*own, *foreign) if r.relation != "neither"]
    accused = [r for r in near if r.relation == "contradicts"]
    uncited = choose(
        near,
        [(c, s) for c in CONFIDENCES for s in SHARES],
        lambda r, p: r.confidence >= p[0] and r.shared >= p[1],
        WRONG_UNCITED,
    )
    second = max(
        [(a, u) for a in CHANCES for u in CHANCES],
        key=lambda p: (gain([r for r in accused if r.first_half and r.alone >= p[0] and r.untitled >= p[1]]), p),
    )
    told = {
        "claims": len(rows),
        "uncited": worth(near, lambda r: r.confidence >= uncited[0] and r.shared >= uncited[1]),
        "second_reading": worth(accused, lambda r: r.alone >= second[0] and r.untitled >= second[1]),
    }
    made = {
        "script": "scripts/training/judge/fit_verdicts.py",
        "date": time.strftime("%Y-%m-%d"),
        "data": "half of the texts that scripts/training/judge/data.py holds out",
        "judge": judge.fingerprint,
        "on_the_other_half": told,
    }
    found = {
        "uncited": {"confidence": uncited[0], "shared": uncited[1]},
        "second_reading": {"alone": second[0], "untitled": second[1]},
        "made": made,
    }
    file = WEIGHTS / "judge" / "verdicts.json"
    if not args.dry:  # what ``fit_first_reading`` has written stays, until it is run again
        before = json.loads(file.read_text()) if file.exists() else {}
        file.write_text(json.dumps(before | found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def read(judge: OnnxJudge, rows: Sequence[dict[str, Any]], pairs: Sequence[Any], gold: Sequence[str]) -> list[Read]:
    """What the judge says of each pair, and of what contradicts at a second reading."""
    wanted = {"SUPPORT": "supports", "REFUTE": "contradicts", "NEI": "neither"}
    found = []
    for row, (claim, passage), judgement, label in zip(rows, pairs, judge.judge(pairs), gold, strict=True):
        work = Work(title=passage.title)
        e = Evidence(work, passage, judgement.relation, judgement.confidence, judgement.rationale)
        shared = shared_words(claim, f"{passage.title} {e.rationale}")
        chances = (0.0, 0.0)
        if e.relation == "contradicts" and plainly(claim, e):
            chances = (1.0, 1.0)
        elif e.relation == "contradicts":
            alone, untitled = judge.judge(list(again(claim, e)))
            chances = (alone.chances[1], untitled.chances[1])
        right = wanted[label] == e.relation
        found.append(Read(e.relation, right, e.confidence, shared, in_first_half(row), *chances))
    return found


def choose(
    reads: Sequence[Read],
    points: Sequence[tuple[float, float]],
    passes: Callable[[Read, tuple[float, float]], bool],
    most_wrong: float,
) -> tuple[float, float]:
    """The point that leaves most rightly settled with no more wrong than allowed; else the one that is seldomest wrong."""
    half = [r for r in reads if r.first_half]

    def value(point: tuple[float, float]) -> tuple[bool, float, float, float]:
        kept = [r for r in half if passes(r, point)]
        right = sum(r.right for r in kept)
        share = right / len(kept) if len(kept) >= LEAST_KEPT else 0.0
        good = share >= 1 - most_wrong
        return good, right if good else share, -point[0], -point[1]

    return max(points, key=value)


def gain(accused: Sequence[Read]) -> int:
    """What these contradictions are worth, counted in right ones."""
    wrong = sum(not r.right for r in accused)
    return len(accused) - wrong - COST * wrong


def worth(reads: Sequence[Read], passes: Callable[[Read], bool]) -> dict[str, dict[str, int]]:
    """On the other half: how many are settled and how many of those wrongly, with the numbers and without."""
    rest = [r for r in reads if not r.first_half]
    kept = [r for r in rest if passes(r)]
    return {
        name: {"settled": len(those), "wrongly": sum(not r.right for r in those)}
        for name, those in (("before", rest), ("with", kept))
    }


if __name__ == "__main__":
    main()
