"""The probability that a printed reference means a registered work.

A logistic model on what the fields say; the weights come from fit_matching.py. The year has none: good
pairs often have another one (online, print), and what it says the volume says better. An exact, long title stands for a
work although everything else is wrong; a title with exchanged words needs volume, pages and authors behind it.
"""

from __future__ import annotations

import math
import re

from rapidfuzz import fuzz

from refdb.verification.comparison import Comparison
from refdb.verification.printed import Printed, Registered, first_page, last_page

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
}

DISTINCTIVE = 0.6
OTHER_KIND = 0.1  # at most: a notice, a review or a part has the details of the work it belongs to

_NOTICE = re.compile(
    r"(?:erratum|errata|corrigend\w+|correction|retraction|retracted|withdrawn|expression of concern|comment\w* on|"
    r"author correction|publisher correction|reply to|response to|review of|book review|supplement\w*|addendum)\b"
)
_OFFER = re.compile(
    r"[$£€]\s?\d|\bISBN\b|\b\d+ ?pp?\b|\b[Pp]p\. ?[\dxvi]+|\b(?:hard|paper)(?:back|cover|bound)\b", re.IGNORECASE
)
_BOOKS = frozenset({"book", "monograph", "edited-book", "reference-book", "proceedings", "book-set"})
REVIEW_PAGES = 4  # a review of a book is no longer
SAME_TITLE = 90.0  # per cent of letters
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
    if _is_other_kind(printed, registered, comparison) or _is_another_with_this_title(comparison):
        return min(probability(values), OTHER_KIND)
    distinctive = title.exact and title.words >= 7 and title.letters >= 35 and comparison.outcomes["title"] == "match"
    return max(probability(values), DISTINCTIVE if distinctive or _at_its_place(values, comparison) else 0.0)


def _is_another_with_this_title(comparison: Comparison) -> bool:
    """Whether but a part of the title is printed and nothing else fits: "Otters" and "Otters: a classification"."""
    wrong = all(comparison.outcomes[field] == "mismatch" for field in ("volume", "pages"))
    return wrong and comparison.outcomes["title"] == "partial" and comparison.outcomes["year"] != "match"


def _at_its_place(values: dict[str, float], comparison: Comparison) -> bool:
    """Whether title, journal, year, volume and first page are a work's: another author does not make it another."""
    rest = ("title", "container_title", "year", "volume")
    return values["pages_match"] == 1.0 and all(comparison.outcomes[field] == "match" for field in rest)


def is_book_of_chapter(printed: Printed, registered: Registered) -> bool:
    """Whether the work is the book in which the printed chapter stands."""
    return (
        registered.work.type in _BOOKS
        and len(printed.title.split()) > 1
        and bool(printed.container)
        and any(fuzz.ratio(title, printed.container) >= SAME_TITLE for title in registered.titles)
        and all(fuzz.ratio(title, printed.title) < SAME_TITLE for title in registered.titles)
    )


def _is_other_kind(printed: Printed, registered: Registered, comparison: Comparison) -> bool:
    """Whether the work is a notice about the cited one, a review of it, or a part of it, and the reference is none."""
    work = registered.work
    if work.type in _PARTS and not (printed.parsed.doi and printed.parsed.doi == work.doi):
        return True
    for title in registered.titles[:1]:
        if (match := _NOTICE.match(title)) and match[0] not in printed.text:
            return True
    if is_book_of_chapter(printed, registered):
        return True
    return _is_review(printed, registered, comparison)


def _is_review(printed: Printed, registered: Registered, comparison: Comparison) -> bool:
    """Whether the work is a journal's review of the printed book: its title is the book's, often with the price."""
    book = printed.parsed.type == "book" and not printed.parsed.volume and not printed.container
    if not book or registered.work.type != "journal-article":
        return False
    if comparison.outcomes["authors"] == "mismatch" or _OFFER.search(registered.work.full_title):
        return True
    # JSTOR names the book's author beside the reviewer.
    return bool(printed.parsed.publisher and registered.work.volume) and _is_short(registered.work.pages)


def _is_short(pages: str) -> bool:
    last = last_page(pages)
    first = re.sub(r"\D", "", first_page(pages))
    return not last or (bool(first) and int(last) - int(first) < REVIEW_PAGES)
