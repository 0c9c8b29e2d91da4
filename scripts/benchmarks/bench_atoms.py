"""What it is worth to judge a compound claim by its parts, on training claims of public sets. Prints JSON.

python -m scripts.benchmarks.bench_atoms --shared ../shared [--sets healthver citation_integrity] [--most 400]

Two kinds of compound claims: two claims on the same text joined by "and" (their labels give that of the whole), and
claims that are compound as they were written. ``seen`` says how many of them the shipped judge was trained on.
``whole`` judges the claim alone, ``parts`` lets the parts decide as ``refdb.claims.subclaims.weighing`` does; ``true_parts`` does so
with the two claims that were joined, which is what perfect splitting would give.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.training.judge import judge_data

SETS = ("healthver", "citation_integrity", "scifact", "nli4ct")
NATURAL = ("healthver", "citation_integrity")
LABEL_OF = {"supported": 0, "contradicted": 1}


@dataclass(frozen=True)
class Compound:
    """A claim that states several things, the row whose text it is judged on, and its label."""

    claim: str
    row: dict[str, Any]
    label: int
    held_out: bool
    true_parts: tuple[str, ...] = ()


def joined(rows: Sequence[dict[str, Any]], name: str, rng: random.Random) -> list[Compound]:
    """Two claims on the same text as one: supported only where both are, contradicted where one is, else neither."""
    by_text: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_text.setdefault(" ".join(judge_data.sentences_of(row)), []).append(row)
    found = []
    for text in sorted(by_text):
        claims = {row["claim"]: row for row in by_text[text] if len(row["claim"]) < 250}
        if len(claims) < 2:
            continue
        one, other = rng.sample([claims[claim] for claim in sorted(claims)], 2)
        labels = {judge_data.LABELS[one["label"]], judge_data.LABELS[other["label"]]}
        label = 1 if 1 in labels else 2 if 2 in labels else 0
        parts = tuple(judge_data.clean(row["claim"]).strip(" .") + "." for row in (one, other))
        held = all(judge_data.is_held_out(name, row) for row in (one, other))
        found.append(Compound(f"{parts[0][:-1]}, and {parts[1]}", one, label, held, parts))
    return rng.sample(found, len(found))


def natural(rows: Sequence[dict[str, Any]], name: str, rng: random.Random) -> list[Compound]:
    """Claims that are split as they were written."""
    from refdb.claims.detection.sentences import clean_claim
    from refdb.claims.subclaims.splitting import atoms

    found = []
    for row in rows:
        claim = clean_claim(row["claim"])
        if len(atoms(claim)) > 1:
            held = judge_data.is_held_out(name, row)
            found.append(Compound(claim, row, judge_data.LABELS[row["label"]], held))
    return rng.sample(found, len(found))


def verdicts(judge: Any, claims: Sequence[Compound], how: str) -> tuple[list[int], float]:
    """The labels given (0 support, 1 refute, 2 neither) and milliseconds of processor time a claim."""
    from refdb.claims.subclaims.splitting import atoms
    from refdb.claims.subclaims.weighing import with_parts, worth_splitting
    from refdb.claims.verdicts import decide
    from refdb.model import Evidence, Passage, Span, Work

    def verdict(claim: str, row: dict[str, Any]) -> Any:
        spans, at = [], 0
        sentences = judge_data.sentences_of(row)
        for sentence in sentences:
            spans.append(Span(at, at + len(sentence)))
            at += len(sentence) + 1
        passage = Passage("", " ".join(sentences), tuple(spans), title=row.get("title") or "")
        judgement = judge.judge([(claim, passage)])[0]
        evidence = Evidence(Work(), passage, judgement.relation, judgement.confidence, judgement.rationale, cited=True)
        return decide([evidence], source_missing=False)

    start, found = time.process_time(), []
    for compound in claims:
        whole = verdict(compound.claim, compound.row)
        texts = compound.true_parts if how == "true_parts" else atoms(compound.claim)
        if how != "whole" and len(texts) > 1 and worth_splitting(whole):
            whole = with_parts(whole, texts, [verdict(text, compound.row) for text in texts], "decide")
        found.append(LABEL_OF.get(whole.label, 2))
    return found, 1000 * (time.process_time() - start) / max(1, len(claims))


def figures(given: Sequence[int], gold: Sequence[int]) -> dict[str, float]:
    """Macro-F1, the share of "supports" that are wrong, and how many there are."""
    scores = []
    for label in sorted(set(gold)):
        hit = sum(g == label == t for g, t in zip(given, gold, strict=True))
        total = sum(g == label for g in given) + sum(t == label for t in gold)
        scores.append(2 * hit / total if total else 0.0)
    supports = [t for g, t in zip(given, gold, strict=True) if g == 0]
    refutes = [t for g, t in zip(given, gold, strict=True) if g == 1]
    return {
        "macro_f1": round(sum(scores) / max(1, len(scores)), 3),
        "supports": len(supports),
        "wrong_supports": round(sum(t != 0 for t in supports) / max(1, len(supports)), 3),
        "refutes": len(refutes),
        "wrong_refutes": round(sum(t != 1 for t in refutes) / max(1, len(refutes)), 3),
    }


def measure(judge: Any, claims: Sequence[Compound], most: int) -> dict[str, Any]:
    """Whole against parts on those of a list of compound claims that are split."""
    from refdb.claims.subclaims.splitting import atoms

    made, claims = len(claims), [compound for compound in claims if len(atoms(compound.claim)) > 1][:most]
    gold = [compound.label for compound in claims]
    seen = sum(not compound.held_out for compound in claims)
    result: dict[str, Any] = {"compound": made, "split": len(claims), "seen": seen}
    for how in ("whole", "parts", *(("true_parts",) if claims and claims[0].true_parts else ())):
        given, milliseconds = verdicts(judge, claims, how)
        result[how] = figures(given, gold) | {"processor_ms": round(milliseconds, 1)}
    return result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    parser.add_argument("--most", type=int, default=400, help="claims of a kind and set that are judged")
    args = parser.parse_args()
    from refdb.claims.judging.judge import OnnxJudge

    judge = OnnxJudge()
    report: dict[str, Any] = {"judge": judge.fingerprint}
    for name in args.sets:
        rng = random.Random(7)
        rows = [row for row in judge_data.read(args.shared, name) if judge_data.sentences_of(row)]
        held = [row for row in rows if judge_data.is_held_out(name, row)]
        kinds = {"joined": joined(rows, name, rng), "joined_held_out": joined(held, name, rng)}
        if name in NATURAL:
            kinds["natural"] = natural(rows, name, rng)
        report[name] = {kind: measure(judge, claims, args.most) for kind, claims in kinds.items() if claims}
    json.dump(report, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
