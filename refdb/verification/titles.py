"""Where a registered title stands in a printed reference, and which of its words differ.

Words are aligned, not characters: a slip within a word is a misprint, another word in its place is another title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from refdb.text.words import small_words

# A letter alone is no small word, "a" aside: vitamin D is not vitamin E.
SMALL = frozenset(word for word in small_words("en", "de", "fr") if len(word) > 1) | {"a", "is", "are", "be", "its"}

LEAST_PRINTED = 0.4  # share of a title's letters that must at least begin as printed words do


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A registered title beside the stretch of the reference that comes nearest to it.

    ``similarity`` is the share of the registered title's letters whose words are printed (0 to 1); ``exchanged``
    counts the words with another word in their place, ``missing`` those left out within the printed stretch,
    ``added`` those put in; ``start`` and ``end`` bound the stretch in the folded reference.
    """

    similarity: float = 0.0
    exchanged: int = 0
    missing: int = 0
    added: int = 0
    words: int = 0
    letters: int = 0
    start: int = -1
    end: int = -1

    @property
    def exact(self) -> bool:
        """Whether every word is there, misprints aside."""
        return self.similarity > 0.8 and not self.exchanged and not self.missing and not self.added


def same_word(a: str, b: str) -> bool:
    """Whether two words are one, misprinted or in another form (plural, British spelling)."""
    if a == b:
        return True
    if a.isdecimal() or b.isdecimal():
        return False
    shortest, longest = sorted((len(a), len(b)))
    if longest == 3 and sorted(a) == sorted(b):  # "nad" for "and"
        return True
    if longest - shortest == 1 and longest < 4 and (a in SMALL or b in SMALL):  # "o" for "of", "ts" for "its"
        return OSA.distance(a, b) == 1
    allowed = 0 if longest < 4 else 1 if longest < 8 else 2
    return longest - shortest <= allowed and bool(allowed) and OSA.distance(a, b, score_cutoff=allowed) <= allowed


def compare_words(printed: list[str], registered: list[str]) -> TitleMatch:
    """Two titles word by word."""
    letters = sum(map(len, registered))
    exchanged = missing = added = lost = 0
    for a0, a1, b0, b1 in _differing(registered, printed):
        old, new = registered[a0:a1], printed[b0:b1]
        if _same_letters(registered, printed, (a0, a1, b0, b1)):
            continue
        wrong = [(x, y) for x, y in zip(old, new, strict=False) if not same_word(x, y)]
        lost += sum(len(x) for x, _ in wrong) + sum(map(len, old[len(new) :]))
        exchanged += sum(1 for x, y in wrong if x not in SMALL or y not in SMALL)
        missing += sum(1 for word in old[len(new) :] if word not in SMALL)
        added += sum(1 for word in new[len(old) :] if word not in SMALL)
    return TitleMatch(1 - lost / letters if letters else 0.0, exchanged, missing, added, len(registered), letters)


def _differing(registered: list[str], printed: list[str]) -> list[tuple[int, int, int, int]]:
    """The stretches that differ, neighbours joined: [a0:a1] of the registered words, [b0:b1] of the printed ones."""
    blocks: list[tuple[int, int, int, int]] = []
    for change in Levenshtein.opcodes(registered, printed):
        if change.tag == "equal":
            continue
        a0, a1, b0, b1 = change.src_start, change.src_end, change.dest_start, change.dest_end
        if blocks and blocks[-1][1] == a0 and blocks[-1][3] == b0:
            blocks[-1] = (blocks[-1][0], a1, blocks[-1][2], b1)
        else:
            blocks.append((a0, a1, b0, b1))
    return blocks


def _same_letters(registered: list[str], printed: list[str], block: tuple[int, int, int, int]) -> bool:
    """Whether a stretch differs only in spaces, a misprint or an initialism."""
    a0, a1, b0, b1 = block
    old, new = "".join(registered[a0:a1]), "".join(printed[b0:b1])
    if old == new or _one_formula(old, new):
        return True
    for short, long in ((printed[b0:b1], registered[a0:a1]), (registered[a0:a1], printed[b0:b1])):
        if len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long):
            return True  # "hCG" for "human chorionic gonadotropin"
    return len(old) > 7 and same_word(old, new)


def _one_formula(a: str, b: str) -> bool:
    """Whether two stretches differ but in where their figures stand: "Ca38" is what a registry makes of "38Ca"."""
    figures = re.sub(r"\D", "", a)
    return bool(figures) and figures == re.sub(r"\D", "", b) and re.sub(r"\d", "", a) == re.sub(r"\d", "", b)


def find_title(raw: str, registered: str, printed_title: str = "") -> TitleMatch:
    """The registered title in the reference ``raw``, or in the title read from it. All folded."""
    words = registered.split()
    if not words or not raw:
        return TitleMatch()
    letters = sum(map(len, words))
    start = f" {raw} ".find(f" {registered} ")
    if start >= 0:
        return TitleMatch(1.0, 0, 0, 0, len(words), letters, start, start + len(registered))
    if hopeless(raw, words):
        return TitleMatch(words=len(words), letters=letters)
    best = TitleMatch(words=len(words))
    alignment = fuzz.partial_ratio_alignment(registered, raw, score_cutoff=45)
    if alignment is not None and len(registered) <= len(raw) + 20:
        start = raw.rfind(" ", 0, alignment.dest_start + 1) + 1
        end = raw.find(" ", max(start, alignment.dest_end - 1))
        best = _fitted(raw, start, len(raw) if end < 0 else end, words)
    if printed_title:
        other = compare_words(printed_title.split(), words)
        at = raw.find(printed_title)
        if (other.similarity, -other.added) > (best.similarity, -best.added):
            found = (at, at + len(printed_title)) if at >= 0 else (best.start, best.end)
            best = replace(other, start=found[0], end=found[1])
    return best


def hopeless(raw: str, words: list[str]) -> bool:
    """Whether so little of a title is printed that no misprint can be the cause: most candidates end here.

    A printed word is not there as such where it is misprinted or cut in two, so its first three letters suffice.
    """
    spaced, letters = f" {raw}", sum(map(len, words))
    return sum(len(word) for word in words if f" {word[:3]}" in spaced) < LEAST_PRINTED * letters


def _fitted(raw: str, start: int, end: int, words: list[str]) -> TitleMatch:
    """The stretch moved by a word at either end to where it fits best: the alignment's ends are rough."""
    printed = raw.split(" ")
    first, last = raw.count(" ", 0, start), raw.count(" ", 0, end) + 1

    def fit(one: int, other: int) -> tuple[tuple[float, int], TitleMatch, int, int]:
        found = compare_words(printed[one:other], words)
        return (found.similarity, -found.added - found.missing - found.exchanged), found, one, other

    best = fit(first, last)
    for steps in (((0, -1), (0, 1)), ((-1, 0), (1, 0))):
        _, match, first, last = best
        if match.similarity == 1.0 and not match.added:
            break
        for one, other in ((first + a, last + b) for a, b in steps):
            if 0 <= one < other <= len(printed):
                best = max(best, fit(one, other), key=lambda fitted: fitted[0])
    _, match, first, last = best
    begin = sum(map(len, printed[:first])) + first
    return replace(match, start=begin, end=begin + len(" ".join(printed[first:last])))
