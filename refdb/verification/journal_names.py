"""Whether two names mean one journal or book: abbreviations after ISO 4, initialisms, parts left out.

ISO 4 abbreviates each significant word to a beginning of it and leaves articles, conjunctions and prepositions out;
a few words are contracted instead ("Natl", "Intl").
"""

from __future__ import annotations

from collections.abc import Sequence

from refdb.text.words import small_words

_SMALL = small_words()
_GENERIC = frozenset(
    "journal j archives arch annals ann proceedings proc international int american am british br european eur "
    "research res reviews rev review science sci sciences transactions trans bulletin bull letters lett".split()
)


def significant(words: Sequence[str]) -> list[str]:
    """The words an abbreviation keeps; all of them where only small ones are there."""
    return [word for word in words if word not in _SMALL] or list(words)


def abbreviates(short: str, full: str) -> bool:
    """Whether a word is a beginning or a contraction of another: "transl" of "translational", "natl" of "national"."""
    if full.startswith(short):
        return True
    if len(short) < 2 or short[0] != full[0] or len(short) > len(full):
        return False
    if short[-1] != full[-1] and not short.endswith(("l", "d", "n", "t", "s", "sch")):
        return False
    position = 0
    for letter in short:
        position = full.find(letter, position) + 1
        if not position:
            return False
    return len(short) >= 3 and len(full) >= 5


def same_words(printed: Sequence[str], registered: Sequence[str]) -> bool:
    """Whether the printed words, in order, abbreviate the registered ones; the registered name may go on."""
    right = significant(registered)
    # "Z" stands for "Zeitschrift" as often as it is a Polish preposition.
    with_letters = [word for word in printed if word not in _SMALL or len(word) == 1]
    return any(_in_order(left, right) for left in (significant(printed), with_letters))


def _in_order(left: Sequence[str], right: Sequence[str]) -> bool:
    if not left or len(left) > len(right):
        return False
    return all(abbreviates(a, b) or abbreviates(b, a) for a, b in zip(left, right, strict=False)) and (
        len(left) == len(right) or (not all(word in _GENERIC for word in left) and len(left) * 2 >= len(right))
    )


def same_container(printed: str, registered: Sequence[str]) -> bool:
    """Whether a printed journal or book name means one of the registered names. All folded."""
    words = printed.split()
    if not words:
        return False
    squashed = printed.replace(" ", "")
    for name in _with_and_without_initialism(registered):
        theirs = name.split()
        if not theirs:
            continue
        if squashed == name.replace(" ", "") or same_words(words, theirs) or same_words(theirs, words):
            return True
        initials = "".join(word[0] for word in theirs)
        if len(words) <= 2 and squashed in (initials, "".join(word[0] for word in significant(theirs))):
            return len(squashed) >= 3
        if len(theirs) == 1 and len(theirs[0]) >= 3 and theirs[0] == "".join(w[0] for w in significant(words)):
            return True
    return False


def stands_in(text: Sequence[str], registered: Sequence[str]) -> bool:
    """Whether one of the registered names, whole or abbreviated, stands somewhere in the words of a reference."""
    joined = f" {' '.join(text)} "
    content = significant(text)
    for name in _with_and_without_initialism(registered):
        if len(name) >= 4 and f" {name} " in joined:
            return True
        theirs = significant(name.split())
        n = len(theirs)
        if n >= 2 and any(
            all(abbreviates(a, b) for a, b in zip(content[i : i + n], theirs, strict=True))
            for i in range(len(content) - n + 1)
            if theirs[0].startswith(content[i][:1])
        ):
            return True
    return False


def _with_and_without_initialism(names: Sequence[str]) -> list[str]:
    """The names, and those that begin with their initialism without it: "jnci journal of the national cancer …"."""
    found = list(names)
    for name in names:
        head, _, rest = name.partition(" ")
        words = rest.split()
        if (
            len(words) > 1
            and len(head) > 2
            and head in ("".join(w[0] for w in words), "".join(w[0] for w in significant(words)))
        ):
            found.append(rest)
    return found
