"""The probability that a printed reference means a registered work.

A logistic model on what the fields say; the weights come from scripts/fit_matching.py. The year has none: good
pairs often have another one (online, print), and what it says the volume says better. An exact, long title stands for a
work although everything else is wrong; a title with exchanged words needs volume, pages and authors behind it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from refdb.verification.comparison import Comparison
from refdb.verification.printed import Printed, Registered

WEIGHTS: dict[str, float] = {
    "bias": -5.52,
    "title_exact": 4.25,
    "title_exact_letters": 4.79,
    "title_near": 3.94,
    "title_far": -2.89,
    "exchanged": -0.51,
    "authors_match": 1.92,
    "authors_mismatch": -1.04,
    "container_match": 0.92,
    "container_mismatch": -0.13,
    "volume_match": 0.76,
    "volume_mismatch": -0.09,
    "all_but_title": 3.9,
    "pages_match": 0.98,
    "pages_mismatch": -1.59,
    "doi_match": 2.0,
    "other_kind": -5.0,
}

DISTINCTIVE = 0.6

_NOTICE = re.compile(
    r"(?:erratum|errata|corrigend\w+|correction|retraction|retracted|withdrawn|expression of concern|comment\w* on|"
    r"author correction|publisher correction|reply to|response to|review of|book review|supplement\w*|addendum)\b"
)
_PARTS = frozenset({"component", "journal", "journal-issue", "journal-volume", "peer-review"})


def features(printed: Printed, registered: Registered, comparison: Comparison) -> dict[str, float]:
    """What the model weighs, by name."""
    title, outcomes = comparison.title, comparison.outcomes
    exact = outcomes["title"] in ("match", "partial") and title.words > 0
    values = {
        "bias": 1.0,
        "title_exact": float(exact) * min(title.words, 4) / 4,  # "Berlin" and "Introduction" are no titles to go by
        "title_exact_letters": min(title.letters, 60) / 60 * title.similarity if exact else 0.0,
        "title_near": max(0.0, title.similarity - 0.5) * 2 if outcomes["title"] == "mismatch" else 0.0,
        "title_far": float(outcomes["title"] == "mismatch" and title.similarity < 0.65),
        "exchanged": float(min(title.exchanged + title.missing + title.added, 5)) if title.similarity > 0.5 else 0.0,
        "doi_match": float(outcomes["doi"] == "match"),
        "other_kind": float(_is_other_kind(printed, registered)),
    }
    for field, name in (
        ("authors", "authors"),
        ("container_title", "container"),
        ("volume", "volume"),
    ):
        values[f"{name}_match"] = float(outcomes[field] == "match") + 0.5 * float(outcomes[field] == "partial")
        values[f"{name}_mismatch"] = float(outcomes[field] == "mismatch")
    trivial = len(registered.first_page) < 2  # nearly every volume has a page 1
    values["pages_match"] = float(outcomes["pages"] in ("match", "partial")) * (0.3 if trivial else 1.0)
    # Author, journal, year, volume and first page point at one work even where the title is another: they were printed
    # together by one who had it before them. Each alone says far less.
    rest = ("authors", "container_title", "year", "volume")
    told = all(outcomes[field] == "match" for field in rest) and values["pages_match"] == 1.0
    values["all_but_title"] = float(told and outcomes["title"] in ("mismatch", "not_comparable"))
    values["pages_mismatch"] = float(outcomes["pages"] == "mismatch")
    return values


def probability(values: dict[str, float], weights: dict[str, float] = WEIGHTS) -> float:
    """The logistic model's answer."""
    total = sum(weights[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def score(printed: Printed, registered: Registered, comparison: Comparison) -> float:
    """The probability that the reference means the work.

    A long title printed whole, word for word, stands for its work whatever else is wrong: no other work has it.
    """
    values = features(printed, registered, comparison)
    title = comparison.title
    distinctive = title.exact and title.words >= 7 and title.letters >= 35 and comparison.outcomes["title"] == "match"
    return max(probability(values), DISTINCTIVE if distinctive and not values["other_kind"] else 0.0)


def _is_other_kind(printed: Printed, registered: Registered) -> bool:
    """Whether the work is a notice about the cited one, a review of it, or a part of it, and the reference is none."""
    if registered.work.type in _PARTS and not (printed.parsed.doi and printed.parsed.doi == registered.work.doi):
        return True
    titles: Sequence[str] = registered.titles[:1]
    return any((match := _NOTICE.match(title)) is not None and match[0] not in printed.text for title in titles)
