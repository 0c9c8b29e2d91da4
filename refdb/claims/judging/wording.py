"""What needs no model: a sentence that says a claim in the claim's own words, or denies it in them.

Rare in test sets, common where people write: a press release takes a sentence over, a summary loses its "not". A small
encoder is unsure of both, so they are looked for by themselves, and narrowly: ``bench_wording`` counts how
often they are right.
"""

from __future__ import annotations

import re

from refdb.claims.judging.polarity import OUTCOMES, directions, has, opposed, share, stems_of, turns_round
from refdb.text.words import NEGATIONS

# Where a rule below holds, so much of the two sides' probability goes to the side it names.
TRUSTED = 0.9
LEAST_WORDS = 4  # of a claim; fewer are met anywhere
IN_ORDER = 0.85  # of the claim's words
MOST_ADDED = 0.4  # of the sentence's words that the claim does not have: each may narrow what it says
OF_SUBJECT, OF_OBJECT = 0.5, 0.7  # of the claim's words before and behind its verb
# They join a claim to the text around it and say nothing of the thing.
_JOINING = re.compile(
    r"\b(?:instead|indeed|however|thus|therefore|hence|moreover|furthermore|in addition|in fact|also|too|then|besides|"
    r"overall|notably|importantly|interestingly|in contrast|by contrast|accordingly|consequently|likewise|similarly)\b",
    re.I,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DOUBT = re.compile(
    r"\b(?:may|might|could|should|whether|if|unclear|unknown|unlikely|conflicting|hypothes\w+|possib\w+|potential\w*|"
    r"controvers\w+|aim\w*|investigat\w+|evaluat\w+|assess\w*|examin\w+|test\w*|question\w*)\b|\?",
    re.I,
)
_PARTLY = re.compile(
    r"\b(?:and|or|if|only) not\b|\bnot only\b|\b(?:but|although|though|however|whereas|while|except\w*)\b|;", re.I
)


def repeats(claim: str, sentence: str) -> bool:
    """Whether the sentence says the claim with the same words and figures in the same order, and little besides."""
    ours, theirs = _stems(claim), _stems(sentence)
    if len(ours) < LEAST_WORDS or not all(stem in theirs for stem in ours):
        return False
    if len(theirs) - len(ours) > MOST_ADDED * len(theirs) or _in_order(ours, theirs) < IN_ORDER * len(ours):
        return False
    if _number_of_denials(ours) != _number_of_denials(theirs) or directions(ours) != directions(theirs):
        return False
    doubted = not _doubts(sentence) <= _doubts(claim)
    figures = set(_NUMBER.findall(claim)) <= set(_NUMBER.findall(sentence))
    return figures and not doubted and not opposed(claim, sentence)


def denies(claim: str, sentence: str, around: str = "") -> bool:
    """Whether the sentence says that the claim's subject does *not* do what the claim says it does, or found no effect.

    The other way round, a claim that says "not", is left to the judge: half of such finds were wrong.

    Args:
        claim: the claim.
        sentence: of the source.
        around: what else was read, the source's title above all: what it names need not be said again.
    """
    ours, theirs = _stems(claim), _stems(sentence)
    if len(ours) < LEAST_WORDS or _number_of_denials(ours) or _number_of_denials(theirs) != 1:
        return False
    if _PARTLY.search(sentence) or _DOUBT.search(sentence) or turns_round(ours, theirs):
        return False
    at = next(n for n, stem in enumerate(theirs) if stem in NEGATIONS)
    said = theirs[at + 1 : at + 2]
    if theirs[at] == "not":
        verb = next((n for n, stem in enumerate(ours) if n and _same(stem, said)), None)
        before, behind = theirs[:at], theirs[at + 2 :]
    elif theirs[at] == "no" and said and said[0] in OUTCOMES:  # "had no effect on", "no difference in … between"
        verb = next((n for n, stem in enumerate(ours) if n and directions([stem])), None)
        before = behind = theirs
    else:
        return False
    if verb is None:
        return False
    subject, object_ = ours[:verb], ours[verb + 1 :]
    return (
        share(subject, before) > 0
        and share(subject, before + stems_of(around)) >= OF_SUBJECT
        and share(object_, behind) >= OF_OBJECT
    )


def _stems(text: str) -> list[str]:
    return stems_of(_JOINING.sub(" ", text))


def _same(stem: str, stems: list[str]) -> bool:
    """Whether a word is among those, or one of its direction: "lowered" and "reduce"."""
    return has(stem, set(stems)) or not directions([stem]).isdisjoint(directions(stems))


def _doubts(text: str) -> set[str]:
    return {word.lower() for word in _DOUBT.findall(text)}


def _number_of_denials(stems: list[str]) -> int:
    return sum(stem in NEGATIONS for stem in stems)


def _in_order(ours: list[str], theirs: list[str]) -> int:
    """How many words stand in both in the same order (longest common subsequence)."""
    row = [0] * (len(theirs) + 1)
    for word in ours:
        new = [0]
        for at, other in enumerate(theirs):
            new.append(row[at] + 1 if word == other else max(row[at + 1], new[-1]))
        row = new
    return row[-1]
