"""An earlier report made again from the library's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from refdb.claims.detection.choosing import choice
from refdb.claims.judging.calibration import carefulness
from refdb.claims.judging.judge import load_judge
from refdb.claims.opinions import Remembered
from refdb.errors import InputError
from refdb.workflows.auditing import Parts
from refdb.workflows.steps.ports import Store

# What is read of a report, beside its article: the names that each row must have.
_ROWS = {"references": ("n", "status", "doi"), "claims": ("start", "end", "sentence", "verdict")}
_OF_SECOND = ("relation", "confidence")
_OF_THE_REPORT = ("least_confidence", "second_opinion", "claims")  # taken from it, not from today's settings


def article_of(store: Store, report: Mapping[str, Any]) -> int:
    """The library's number of the article that a JSON report is about.

    Raises:
        InputError: this is no report, or the library has no such article.
    """
    if not is_report(report):
        raise InputError("this is no report that `refdb audit --json` wrote")
    sha256, name = str(report["article"]["sha256"]), str(report["article"]["name"])
    article_id = store.article_with(sha256)
    if article_id is None:
        raise InputError(f"the library does not have {name} as it was when the report was made; audit it again")
    return article_id


def is_report(document: object) -> bool:
    """Whether all that is read of a JSON report is there, and is what it should be: it may be cut, or another file.

    >>> is_report({"article": {"sha256": "ab", "name": "a.txt"}}), is_report({"article": []}), is_report([1])
    (True, False, False)
    """
    if not isinstance(document, dict) or not _are([document.get("article")], ("sha256", "name")):
        return False
    if not isinstance(document.get("versions", {}), dict):
        return False
    if not all(_are(document.get(part, []), names) for part, names in _ROWS.items()):
        return False
    evidence = [claim.get("evidence", []) for claim in document.get("claims", [])]
    if not all(_are(rows, ("passage",)) for rows in evidence):
        return False
    return _are([row["second"] for rows in evidence for row in rows if row.get("second")], _OF_SECOND)


def _are(rows: object, names: tuple[str, ...]) -> bool:
    """Whether these are objects that have a text or a number under each of the names."""
    return isinstance(rows, list) and all(
        isinstance(row, dict) and all(isinstance(row.get(name), str | int | float) for name in names) for row in rows
    )


def as_then(parts: Parts, report: Mapping[str, Any], judge: str) -> Parts:
    """An audit's parts with what was chosen for an earlier report: how sure the judge had to be, which
    claims were checked, second opinions.

    Raises:
        InputError: the report's least confidence is none, or there is no such choice of claims.
    """
    then = report.get("versions", {})
    try:
        least = float(then.get("least_confidence", 0.0))
    except (TypeError, ValueError) as error:
        raise InputError(
            f"the report says least_confidence {then['least_confidence']!r}, which is no number"
        ) from error
    now = {name: value for name, value in parts.versions.items() if name not in _OF_THE_REPORT}
    kept = {name: str(then[name]) for name in _OF_THE_REPORT if name in then}
    opinions = Remembered(report)
    return replace(
        parts,
        judge=load_judge(judge, least),
        second_opinion=opinions,
        claims=choice(kept.get("claims", "literature")),
        versions=now | kept,
        carefulness=None if judge else carefulness(least),
    )
