"""A measure of how long a pattern can be made to take."""

import re
import time

import pytest

LENGTH = 8192
# What the patterns here are made of, so that each of them begins to match everywhere and ends nowhere.
HOSTILE = (
    "1", "19", "1 9", "199 ", "1999a", "10.1", "10.1000/", "10.1000.1", "doi: ", "https://doi.org/", "PMC1", "arxiv:", "a", "A", "a-",
    "a.", "arXiv: a", "1234.12345v", "n. ", "n.d", "in press", "(", "[1", "1,", " ", "\t", "\n", "\n ", "jan", "may ", "septembe", "#", "*",
    "references ", "list of ", "literature and ", "r e f ", "sources of ", "materials and ", "data ", "study, ", "author ", "1. ", "i.", "é", "⁰",
)  # fmt: skip


@pytest.fixture(scope="session")
def slowest():
    return _slowest


def _slowest(pattern: re.Pattern[str]) -> float:
    """Seconds for all matches, a search and a match in the text of 8 KB that costs the pattern most."""
    worst = 0.0
    for piece in HOSTILE:
        for text in ((piece * LENGTH)[:LENGTH], (piece * LENGTH)[:LENGTH] + "\x00"):
            start = time.process_time()
            for _ in pattern.finditer(text):
                pass
            pattern.fullmatch(text)
            worst = max(worst, time.process_time() - start)
    return worst
