"""The claims as refdb meets them that no judge learns from: for thresholds, and for what a rule is worth."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from refdb.claims.detection.sentences import clean_claim
from refdb.claims.judging.selection import stems
from scripts.training.judge.data import SETS, held_out, read_set, sentences_of, text_key

NEAR = ("written", "more_written", "scifact")
Rows = list[dict[str, Any]]


def held_out_rows(shared: Path, names: tuple[str, ...] = NEAR) -> Rows:
    """The held-out rows of these sets with ``set``, in an order of chance that is always the same."""
    share = {chosen.name: chosen.held_out for chosen in SETS}
    found = [row | {"set": name} for name in names for row in read_set(shared, name) if held_out(row, share[name])]
    return sorted((row for row in found if sentences_of(row)), key=lambda row: digest(f"{row['set']} {row['id']}"))


def in_first_half(row: dict[str, Any]) -> bool:
    """Whether a row is of the half on which numbers are chosen; the rows of a text are of one half."""
    return digest("half" + text_key(row)) % 2 == 1


def nearest(rows: Rows) -> list[int]:
    """For each row the index of one about another text that shares most of its claim's words."""
    words = [stems(" ".join([row.get("title") or "", *sentences_of(row)])) for row in rows]
    texts = [text_key(row) for row in rows]

    def best(n: int) -> int:
        wanted = stems(clean_claim(rows[n]["claim"]))
        others = (m for m in range(len(rows)) if texts[m] != texts[n])
        return max(others, key=lambda m: (len(wanted & words[m]) / len(words[m]) ** 0.3, -m))

    return [best(n) for n in range(len(rows))]


def digest(text: str) -> int:
    """A number that a text always has."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)
