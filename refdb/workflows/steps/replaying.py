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

_OF_THE_REPORT = ("least_confidence", "second_opinion", "claims")  # taken from it, not from today's settings


def article_of(store: Store, report: Mapping[str, Any]) -> int:
    """The library's number of the article that a JSON report is about.

    Raises:
        InputError: this is no report, or the library has no such article.
    """
    try:
        sha256, name = str(report["article"]["sha256"]), str(report["article"]["name"])
    except (KeyError, TypeError) as error:
        raise InputError("this is no report that `refdb audit --json` wrote") from error
    article_id = store.article_with(sha256)
    if article_id is None:
        raise InputError(f"the library does not have {name} as it was when the report was made; audit it again")
    return article_id


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
