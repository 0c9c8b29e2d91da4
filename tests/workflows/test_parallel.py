"""Several processes give what one gives, in the same order."""

import json

import pytest

from refdb import verify_rows
from refdb.errors import InputError
from refdb.registries.snapshot.building import build
from refdb.workflows.rows.references import WORTH_IT

TITLES = ("Sleep, coffee and memory", "Green tea at altitude", "The dreams of otters")


@pytest.fixture
def snapshot(tmp_path):
    works = [
        {"DOI": f"10.1000/{n}", "title": [title], "author": [{"family": "Moreau"}], "volume": "3", "page": f"1{n}-20"}
        for n, title in enumerate(TITLES)
    ]
    (tmp_path / "dump.jsonl").write_text("\n".join(map(json.dumps, works)), encoding="utf-8")
    build([tmp_path / "dump.jsonl"], tmp_path / "s.db")
    return tmp_path / "s.db"


def test_the_rows_are_those_of_one_process_in_their_order(snapshot):
    rows = [{"id": n, "raw": f"Moreau L. {TITLES[n % 3]}. J Otters. 2011;3:1{n % 3}-20."} for n in range(WORTH_IT + 5)]
    several = [
        (row["id"], v.status, v.work.doi) for row, v in verify_rows(rows, {"registry": str(snapshot)}, processes=2)
    ]
    assert several == [(n, "verified", f"10.1000/{n % 3}") for n in range(WORTH_IT + 5)]
    first = next(iter(verify_rows(rows, {"registry": str(snapshot)}, processes=2)))  # given up after one row
    assert first[1].status == "verified"


def test_a_broken_snapshot_is_one_error(tmp_path):
    (tmp_path / "no.db").write_text("x")
    with pytest.raises(InputError, match="no snapshot"):
        next(verify_rows([{"raw": "x"}] * WORTH_IT, {"registry": str(tmp_path / "no.db")}, processes=2))
