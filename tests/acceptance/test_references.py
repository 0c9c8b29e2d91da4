"""The reference parser on the public dev sets, against its bars."""

import importlib.util
import json

import pytest

from refdb.citations.parsing.parser import load_parser
from refdb.reports.json import parsed_row

# What the parser reaches, a little below the figures of scripts/benchmarks/references/bench_references.py: a fall under them is a regression.
FLOORS = {
    "plos_jats": 99, "ore_jats": 95, "grobid_citation": 91, "grobid_citation_eval": 94, "excite_en": 94.5,
    "excite_de": 84.5, "geocite": 88, "etdcite": 94, "bir2024_12styles": 95, "linkedbooks": 83,
}  # fmt: skip


@pytest.fixture(scope="module")
def parser():
    return load_parser()


@pytest.mark.parametrize("name", FLOORS)
def test_soft_micro_f1(shared, parser, some, name):
    spec = importlib.util.spec_from_file_location("score_references", shared / "score/score_references.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    text = (shared / f"data/references/dev/{name}.jsonl").read_text(encoding="utf-8")
    every = [json.loads(line) for line in text.split("\n") if line.strip()]
    gold = some(every, 3)
    rows = [json.loads(json.dumps({"id": g["id"], **parsed_row(parser.parse(g["raw"]))})) for g in gold]
    result, _ = score.score(gold, [score.adapt(row) for row in rows])
    assert 100 * result["micro_soft"][2] >= FLOORS[name] - (
        0 if gold == every else 1.5
    )  # a third of a set is an easier or a harder one


def test_confidence_tells_right_from_wrong(shared, parser):
    gold = [
        json.loads(line) for line in (shared / "data/references/dev/plos_jats.jsonl").read_text().splitlines()[:200]
    ]
    sure = [parser.parse(g["raw"]).confidence for g in gold]
    odd = [parser.parse(g["raw"][::-1]).confidence for g in gold]
    assert sum(sure) / len(sure) > sum(odd) / len(odd) + 0.2
