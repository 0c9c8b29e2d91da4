"""Whether two names of proceedings surely mean different conferences.

Names of conferences vary without end ("ICML", "Proceedings of the 38th International Conference on Machine Learning",
the publisher's series), so that only a plain contradiction counts: two different acronyms, or names that share nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from refdb.text.folding import folded
from refdb.verification.journal_names import abbreviates, significant
from refdb.verification.known_conferences import known_conferences

_ACRONYM = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z]{3,12}\b")
_SPONSORS = frozenset("ieee acm cvf ifip iet aip spie siam usenix asme aiaa isca iapr eurasip".split())
# Series that hold the proceedings of many conferences: which one is not in the name.
_SERIES = re.compile(
    r"lecture notes|proceedings of machine learning research|\bpmlr\b|procedia|conference series|leibniz international|"
    r"communications in computer|advances in intelligent systems|sigplan notices|smart innovation|ceur workshop|"
    r"ifip advances|springer proceedings|aip conference|studies in"
)
_ABOUT = re.compile(
    r"\b(?:conference|conf|symposium|symp|workshop|congress|meeting|journal|transactions)\s(?:on|of|for)\b"
)
_HELD = re.compile(r"\b(?:conference|symposium|workshop|congress)\s(?:on|of|for)\b")
_GENERIC = frozenset(
    "proceedings proc conference conf international intl int national annual symposium symp workshop meeting congress "
    "joint world european asian american ieee acm cvf society association research advances series volume part "
    "first second third fourth fifth sixth seventh eighth ninth tenth technical papers abstracts main track".split()
)


def other_conference(printed: str, registered: Sequence[str]) -> bool:
    """Whether the printed name of proceedings contradicts every registered one. Names as they stand, not folded."""
    names = [name for name in registered if name]
    return bool(printed and names) and all(_contradict(printed, name) for name in names)


def _contradict(printed: str, registered: str) -> bool:
    ours, theirs = folded(printed), folded(registered)
    if _SERIES.search(ours) or _SERIES.search(theirs):
        return False
    short, others = _acronyms(printed), _acronyms(registered)
    own_names = known_conferences().get(theirs.strip(), ())
    narrowed = bool(own_names) and all(_narrowed(ours, name) for name in own_names)
    if any(stands_for(one, theirs.split()) for one in short) or any(stands_for(one, ours.split()) for one in others):
        return narrowed
    if any(a in b or b in a for a in short for b in others):
        return False
    if short and others:
        return True
    content, known = _content(ours), _content(theirs)
    if not short and own_names:
        # The registry has the acronym alone: a name in which none of the conference's own words stand is another's,
        # and so is one that narrows them down: "Quantum Machine Learning" is not "Machine Learning".
        return narrowed or (len(content) >= 2 and not any(_is_called(content, name) for name in own_names))
    if len(content) < 2 or len(known) < 2:
        return False
    return not any(abbreviates(a, b) or abbreviates(b, a) for a in content for b in known)


def unknown_conference(printed: str) -> bool:
    """Whether a name is that of a conference, in full, which none of those that refdb knows is called."""
    ours = folded(printed)
    if not _HELD.search(ours) or _SERIES.search(ours) or _acronyms(printed):
        return False
    content = _content(ours)
    called = (_content(name) or name.split() for names in known_conferences().values() for name in names)
    return bool(content) and not any(_all_stand(own, content) or _all_stand(content, own) for own in called)


def _all_stand(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether each of some words stands among others, shortened or not, with none of another kind before the first."""
    places = [[n for n, b in enumerate(others) if abbreviates(a, b) or abbreviates(b, a)] for a in some]
    return all(places) and places[0][0] == 0


def _narrowed(printed: str, name: str) -> bool:
    """Whether another word of content stands before the conference's name, behind "conference on"."""
    held = list(_ABOUT.finditer(printed))
    first = (_content(name) or name.split())[:1]
    behind = _content(printed[held[-1].end() :]) if held and first else []
    return (
        len(behind) > 1 and not abbreviates(behind[0], first[0]) and any(abbreviates(b, first[0]) for b in behind[1:])
    )


def _is_called(content: Sequence[str], name: str) -> bool:
    """Whether most of the words that tell a conference from others stand in what is printed, shortened or not."""
    own = _content(name) or name.split()
    there = sum(any(abbreviates(a, b) or abbreviates(b, a) for a in content) for b in own)
    return there * 2 > len(own) or there == len(content)


def _acronyms(name: str) -> list[str]:
    return [found.lower() for found in _ACRONYM.findall(name) if found.lower() not in _SPONSORS]


def _content(name: str) -> list[str]:
    words = [word for word in significant(name.split()) if word not in _GENERIC]
    return [word for word in words if len(word) > 2 and not word[0].isdigit()]


def stands_for(acronym: str, words: Sequence[str]) -> bool:
    """Whether an acronym is made of beginnings of the words, in their order, some of them left out.

    >>> stands_for("neurips", ["advances", "in", "neural", "information", "processing", "systems"])
    True
    """
    reached = {0}  # how many letters of the acronym the words so far can give
    for word in words:
        for done in tuple(reached):
            for length in range(1, min(len(word), len(acronym) - done) + 1):
                if acronym[done : done + length] != word[:length]:
                    break
                reached.add(done + length)
    return len(acronym) in reached
