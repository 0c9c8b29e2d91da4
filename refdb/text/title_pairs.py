"""Two titles of nearly the same letters: one with a slip in it, or those of two works?"""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA, Levenshtein

from refdb.text.folding import folded
from refdb.text.words import NEGATIONS, small_words

_NUMERAL = re.compile(r"\d+|[ivx]+|[a-d]")
# Beginnings that turn a word into another: "hypertension" and "hypotension" are two letters apart.
_PREFIXES = tuple(
    frozenset(pair.split())
    for pair in (
        "hyper hypo",
        "inter intra",
        "pre post",
        "micro macro",
        "in de",
        "in ex",
        "endo exo",
        "anti pro",
        "over under",
        "mono poly",
        "uni bi",
        "homo hetero",
        "ante post",
        "sub super",
        "pro re",
        "af ef",
        "ab ad",
        "im ex",
        "pro pre",
    )
)


def told_apart(one: str, other: str) -> bool:
    """Whether two titles differ in a word that makes them titles of two works, and not by a slip or in spelling.

    >>> told_apart("Iron in older men", "Iron in older women"), told_apart("Iron. Part I", "Iron. Part II")
    (True, True)
    >>> told_apart("Tumour growth in mice", "Tumor growth in mice")
    False
    """
    ours, theirs = folded(one).split(), folded(other).split()
    for change in Levenshtein.opcodes(ours, theirs):
        if change.tag == "equal":
            continue
        old, new = ours[change.src_start : change.src_end], theirs[change.dest_start : change.dest_end]
        if "".join(old) != "".join(new) and _words_differ(old, new):
            return True
    return False


def _words_differ(old: list[str], new: list[str]) -> bool:
    if len(old) == len(new):
        return any(_two_words(a, b) for a, b in zip(old, new, strict=True))
    longer = max(old, new, key=len)
    return any(
        word in NEGATIONS or word in ("non", "without") or (word != "a" and _NUMERAL.fullmatch(word) is not None)
        for word in longer
    )


def _two_words(a: str, b: str) -> bool:
    small = small_words()
    if a in small and b in small:
        return False
    if _NUMERAL.fullmatch(a) or _NUMERAL.fullmatch(b):
        return a != b
    for x, y in map(sorted, _PREFIXES):
        for p, q in ((x, y), (y, x)):
            if a.startswith(p) and b.startswith(q) and len(a) - len(p) > 2 and a[len(p) :] == b[len(q) :]:
                return True
    longest = max(len(a), len(b))
    allowed = 0 if longest < 4 else 1 if longest < 8 else 2
    if a[0] != b[0]:
        allowed = min(allowed, 1) if longest > 5 else 0
    return OSA.distance(a, b) > allowed
