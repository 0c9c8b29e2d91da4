"""A report as a table that spreadsheets open."""

import csv
import io
from dataclasses import replace

from refdb.model import Decision
from refdb.reports.lists.rows import COLUMNS, csv_of


def table(report):
    head, *rows = csv.reader(io.StringIO(csv_of(report)))
    assert tuple(head) == COLUMNS
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_row_for_each_reference_and_claim(report):
    rows = table(report)
    assert [(row["kind"], row["n"]) for row in rows] == [
        ("reference", "1"),
        ("reference", "2"),
        ("claim", "1"),
        ("claim", "2"),
    ]
    assert [row["text"] for row in rows][1:] == ["Nobody N. Nothing. 1999.", "Sleep helps memory.", "Naps harm nobody."]
    assert {row["decision"] + row["by"] + row["done"] + row["remarks"] for row in rows} == {""}


def test_what_a_spreadsheet_would_compute_is_text(report):
    first = report.references[0]
    raws = ["=1+1", "+1", "-1", "@a", "1=1"]
    references = tuple(
        replace(first, reference=replace(first.reference, n=n, parsed=replace(first.reference.parsed, raw=raw)))
        for n, raw in enumerate(raws, 1)
    )
    rows = table(replace(report, references=references, claims=()))
    assert [row["text"] for row in rows] == ["'=1+1", "'+1", "'-1", "'@a", "1=1"]


def test_what_readers_decided_stands_beside_it(report):
    decision = Decision("claim", "Sleep helps memory.", "supported", "overruled", "contradicted", "See\ntable 2.", "Ann",
                        "2026-11-29T10:00:00")  # fmt: skip
    claim = replace(report.claims[0], decision=decision)
    row = table(replace(report, references=(), claims=(claim,)))[0]
    assert (row["by"], row["at"], row["note"]) == ("Ann", "2026-11-29T10:00:00", "See\ntable 2.")
    assert row["decision"] not in ("", row["refdb"])
