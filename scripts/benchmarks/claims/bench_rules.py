"""What each rule around the judge's network is worth: verdicts on held-out claims with that rule off. Prints JSON.

    python -m scripts.benchmarks.claims.bench_rules [--shared ../shared] [--most 600] [--sets written more_written scifact]

The claims are those that ``scripts.training.judge.data`` holds out. Each is judged against its own abstract, as
``refdb check`` does with a row that brings its text; for ``foreign`` every claim is read with the abstract of another
that shares most words with it, as an uncited source, where any verdict is a wrong one.

The network reads each pair of texts once; what is off is what the code does before and after.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from refdb.claims.judging import judge as judging
from refdb.claims.verdicts import cautious
from refdb.workflows.checking import check_against
from scripts.benchmarks.claims.bench_claims import pairs_of
from scripts.places import SHARED
from scripts.training.judge.held_out import held_out_rows, nearest

LABEL = {"supported": "SUPPORT", "contradicted": "REFUTE"}
LABELS = ("SUPPORT", "REFUTE", "NEI")
Rows = list[dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--sets", nargs="+", default=["written", "more_written", "scifact"])
    parser.add_argument("--most", type=int, default=600, help="pairs of a set")
    args = parser.parse_args()
    judge = judging.OnnxJudge()
    judge._model = Remembering(judge._model)  # type: ignore[assignment]
    found = {name: held_out_rows(args.shared, (name,))[: args.most] for name in args.sets}
    print(json.dumps({name: measure(judge, rows) for name, rows in found.items()}, indent=1))


class Remembering:
    """A network that reads each pair of texts once, alone or in whatever company it came first."""

    def __init__(self, model: Any) -> None:
        self._model, self.digest = model, model.digest
        self._known: dict[tuple[str, str], Any] = {}

    def run(self, pairs: Sequence[tuple[str, str]]) -> Any:
        """Scores [n, 3]."""
        new = list(dict.fromkeys(pair for pair in pairs if pair not in self._known))
        if new:
            self._known.update(zip(new, self._model.run(new), strict=True))
        return np.array([self._known[pair] for pair in pairs]).reshape(-1, 3)


def off(name: str, value: Callable[..., Any]) -> Any:
    """A rule of the judge that holds for nothing."""
    return patch.object(judging, name, value)


# rule -> how it is switched off
RULES: dict[str, Callable[[], Any]] = {
    "repeats": lambda: off("repeats", lambda *_: False),
    "denies": lambda: off("denies", lambda *_: False),
    "figures": lambda: off("missing", lambda *_: ()),
}


@contextmanager
def without(*rules: str) -> Iterator[None]:
    """While these rules are off."""
    with ExitStack() as stack:
        for rule in rules:
            stack.enter_context(RULES[rule]())
        yield


def measure(judge: judging.OnnxJudge, rows: Rows) -> dict[str, Any]:
    """What each rule is worth on these rows."""
    gold = [row["label"] for row in rows]
    found = {"claims": len(rows), "all rules": figures(verdicts(judge, rows), gold)}
    for rule in RULES:
        with without(rule):
            found[f"without {rule}"] = figures(verdicts(judge, rows), gold)
    with without(*RULES):
        found["without any of these"] = figures(verdicts(judge, rows), gold)
    return found | {"foreign": foreign(judge, rows)}


def verdicts(judge: judging.OnnxJudge, rows: Rows) -> list[str]:
    """The label given to each row."""
    return [LABEL.get(verdict.label, "NEI") for verdict in check_against(rows, judge)]


def figures(given: Sequence[str], gold: Sequence[str]) -> dict[str, float]:
    """Macro-F1, how many are settled, and how many of those wrongly."""
    both = list(zip(given, gold, strict=True))
    scores = []
    for label in LABELS:
        total = sum(g == label for g in given) + sum(t == label for t in gold)
        scores.append(2 * sum(g == label == t for g, t in both) / total if total else 0.0)
    supports = [t for g, t in both if g == "SUPPORT"]
    refutes = [t for g, t in both if g == "REFUTE"]
    return {
        "macro_f1": round(sum(scores) / len(scores), 4),
        "supports": len(supports),
        "wrong_supports": sum(t != "SUPPORT" for t in supports),
        "refutes": len(refutes),
        "wrong_refutes": sum(t != "REFUTE" for t in refutes),
        "wrong_side": sum({g, t} == {"SUPPORT", "REFUTE"} for g, t in both),
    }


def foreign(judge: judging.OnnxJudge, rows: Rows) -> dict[str, Any]:
    """How often an uncited source decides, and wrongly, with the caution for such sources and without."""
    from refdb.model import Evidence, Work

    own = pairs_of(rows)
    near = [(claim, own[n][1]) for (claim, _), n in zip(own, nearest(rows), strict=True)]
    told = {}
    for name, pairs in (("own", own), ("other", near)):
        evidence = [
            Evidence(Work(title=passage.title), passage, j.relation, j.confidence, j.rationale)
            for (_, passage), j in zip(pairs, judge.judge(pairs), strict=True)
        ]
        careful = [cautious(claim, e) for (claim, _), e in zip(pairs, evidence, strict=True)]
        wanted = [LABELS.index(row["label"]) for row in rows] if name == "own" else [2] * len(rows)
        for how, read in (("plain", evidence), ("cautious", careful)):
            decided = [("supports", "contradicts", "neither").index(e.relation) for e in read]
            told[f"{name}, {how}"] = {
                "settled": sum(d < 2 for d in decided),
                "wrongly": sum(d < 2 and d != t for d, t in zip(decided, wanted, strict=True)),
            }
    return told


if __name__ == "__main__":
    main()
