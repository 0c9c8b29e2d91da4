"""Annotated bibliographies: the paragraph that follows an entry and says what the work is about is no part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refdb.citations.lists.places import is_surely_reference, reads_like_place

LEAST_WORDS = 6  # of a line that begins an annotation
MOSTLY_SMALL = 0.7  # share of its words that are no names
LEAST, LEAST_SHARE = 2, 0.3  # annotated entries, and their share, before a list is an annotated one
_FINISHED = re.compile(r"(?:[.!?)\]]|\d|/\S+)$")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def without_annotations(entries: Sequence[Sequence[str]]) -> list[int]:
    """How many of its lines each entry keeps: all, where the list is no annotated one."""
    kept = [_kept(lines) for lines in entries]
    annotated = sum(k < len(lines) for k, lines in zip(kept, entries, strict=True))
    if annotated < LEAST or annotated < LEAST_SHARE * len(entries):
        return [len(lines) for lines in entries]
    return kept


def _kept(lines: Sequence[str]) -> int:
    for i in range(1, len(lines)):
        above = " ".join(lines[:i])
        if _begins_annotation(lines[i]) and _FINISHED.search(above.rstrip()) and is_surely_reference(above):
            return i
    return len(lines)


def _begins_annotation(line: str) -> bool:
    words = _WORD.findall(line)
    small = sum(word[0].islower() for word in words)
    return (
        len(words) >= LEAST_WORDS
        and line[:1].isupper()
        and small >= MOSTLY_SMALL * len(words)
        and not reads_like_place(line)
    )
