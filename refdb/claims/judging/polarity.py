"""Whether a sentence plainly says the opposite of a claim: the same thing done and not done, up and down.

A small encoder reads "did not lower the risk" much as "lowered the risk". Where claim and sentence share most of their
words, such a difference decides, so it is looked for by itself.
"""

from __future__ import annotations

import re

from refdb.text.words import EMPTY_WORDS, NEGATIONS

_WORD = re.compile(r"[a-z]+(?:'t)?")
_COMMON = EMPTY_WORDS | {"either", "among", "compared"}
_FILLERS = frozenset(
    "significantly significant substantially clearly markedly statistically have has had any be been do does "
    "did".split()
)
_UP = frozenset(
    "increas rais higher elevat improv enhanc promot greater more longer better benefici stimul rose".split()
)
_DOWN = frozenset(
    "decreas reduc lower declin worsen impair inhibit smaller less shorter worse harmful suppress fell".split()
)
OUTCOMES = frozenset("differenc effect associat association benefit chang relat relationship correlat".split())
_FAILED = re.compile(r"\b(?:fail(?:ed|s)? to|unable to|did nothing to)\b")
_NOT_ONLY = re.compile(r"\bnot only\b")
ENOUGH = 0.6  # share of the claim's words that the sentence must have for the two to speak of one thing


def opposed(claim: str, sentence: str) -> bool:
    """Whether the sentence denies what the claim asserts, asserts what it denies, or turns its direction round."""
    ours, theirs = stems_of(claim), stems_of(sentence)
    content = [stem for stem in ours if stem not in NEGATIONS]
    if share(content, theirs) < ENOUGH:
        return False
    denied_here, denied_there = _denied(ours), _denied(theirs)
    turned = any(has(stem, set(ours)) and not has(stem, denied_here) for stem in denied_there)
    turned = turned or any(has(stem, set(theirs)) and not has(stem, denied_there) for stem in denied_here)
    nothing_found = bool(denied_there & OUTCOMES) and not denied_here and bool(directions(ours))
    return (turned or nothing_found) != turns_round(ours, theirs)


def stems_of(text: str) -> list[str]:
    """The stems of a text's words in order, without the most common ones; each way of denying a verb is "not"."""
    text = _NOT_ONLY.sub("", _FAILED.sub("not", text.lower().replace("’", "'")))
    words = ("not" if word.endswith("n't") else word for word in _WORD.findall(text))
    return [_stem(word) for word in words if word not in _COMMON and word not in _FILLERS]


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def has(stem: str, known: set[str]) -> bool:
    """Whether a word is among those, in whatever form: long ones are compared by their beginning."""
    return stem in known or (len(stem) > 5 and any(other[:6] == stem[:6] for other in known))


def share(of: list[str], in_: list[str]) -> float:
    """How many of the words are among the others, 0…1; 0 of none."""
    known = set(in_)
    return sum(has(stem, known) for stem in of) / len(of) if of else 0.0


def _denied(stems: list[str]) -> set[str]:
    """What stands right behind a negation: the verb or noun that it denies."""
    found: set[str] = set()
    for at, stem in enumerate(stems):
        if stem in NEGATIONS:
            found.update(stems[at + 1 : at + 2])
    return found - NEGATIONS


def turns_round(ours: list[str], theirs: list[str]) -> bool:
    """Whether each speaks of one direction alone, and these are opposite."""
    here, there = directions(ours), directions(theirs)
    return len(here) == len(there) == 1 and here != there


def directions(stems: list[str]) -> set[str]:
    """Which of "up" and "down" the words speak of."""
    up = any(stem.startswith(known) for stem in stems for known in _UP)
    down = any(stem.startswith(known) for stem in stems for known in _DOWN)
    return {name for name, there in (("up", up), ("down", down)) if there}
