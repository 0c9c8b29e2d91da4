"""The bars of verification on the public bench, against a local snapshot."""

import json
import subprocess
import sys

from refdb.bibliography.csl import work_from_item
from refdb.citations.parsing import load_parser
from refdb.model import Candidate
from refdb.registries.snapshot import Snapshot, build
from refdb.verification.deciding import verify


def test_reference_bench(shared, tmp_path):
    folder = shared / "data" / "crossref"
    build([folder / "registry.jsonl.gz"], tmp_path / "registry.db", None)
    snapshot = Snapshot(tmp_path / "registry.db")
    gold = folder / "reference_bench.jsonl"
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    predictions = []
    for row, reference in zip(rows, load_parser().parse_many([row["raw"] for row in rows]), strict=True):
        record = snapshot.work(reference.doi) if reference.doi else None
        named = work_from_item(record.item) if record else None
        found = [Candidate(work_from_item(one.item), 0.0, one.registry) for one in snapshot.search(row["raw"], 5)]
        status = "found" if named else "unknown" if reference.doi else "absent"
        result = verify(reference, named=named, identifier_status=status, candidates=found)
        diffs = [{"field": diff.field, "outcome": diff.outcome} for diff in result.diffs]
        doi = result.work.doi if result.work else ""
        predictions.append(json.dumps({"id": row["id"], "status": result.status, "doi": doi, "diffs": diffs}))
    snapshot.close()
    (tmp_path / "pred.jsonl").write_text("\n".join(predictions))
    scorer = shared / "score" / "score_verification.py"
    out = subprocess.run([sys.executable, scorer, gold, tmp_path / "pred.jsonl"], check=True, capture_output=True)
    figures = json.loads(out.stdout)
    assert figures["false_alarm_rate"] <= 0.01
    assert figures["missed_fabrications"] <= 0.02
    assert figures["macro_f1"] >= 0.975
    assert figures["doi_precision"] >= 0.99
    assert figures["doi_recall"] >= 0.985
    assert figures["field_f1"] >= 0.97
