"""Printed authors beside registered ones, whole: who is there, given names, order, and who was left out.

What is no difference: initials, transliteration, a nickname, family and given names that a registrant swapped, one part
of a double family name with the other as an initial, particles, an institution among persons, "et al.".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from refdb.model import Outcome, Person, Severity
from refdb.text.folding import base_letters, folded
from refdb.verification.given_names import is_short_for, one_letter, one_name
from refdb.verification.printed import Printed, Registered
from refdb.verification.titles import same_word

_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_HONORIFIC = frozenset("dr prof professor mr mrs ms md phd sir jr sr".split())


@dataclass(frozen=True, slots=True)
class AuthorsDiff:
    """How two lists of authors lie to each other, with what differs in words."""

    outcome: Outcome = "match"
    severity: Severity = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Given:
    """Given names: those written out, and the first letters of all."""

    words: tuple[str, ...]
    initials: str

    @property
    def whole(self) -> str:
        return "".join(self.words)


def compare_authors(printed: Printed, registered: Registered) -> AuthorsDiff:
    """The lists in detail, for a work whose authors agree as far as family names can tell.

    A list with names that no registry has, or with other given names, is a mismatch. One that is cut without a word of
    it is a mismatch where a file keeps the names apart, a minor one where the first few are there; a parser of printed
    text may lose some, so there it is noted.
    """
    ours = [person for person in printed.parsed.authors if person.family]
    theirs = [person for person in registered.work.authors if person.family]
    if not ours or not theirs:
        return AuthorsDiff()
    found = [_matching(person, theirs) for person in ours]
    groups = len(theirs) < len(registered.work.authors) or len(ours) < len(printed.parsed.authors)
    parts = [
        _other_given(ours, found, theirs),
        _unregistered(printed, registered, ours, found, groups=groups),
        _left_out(printed, theirs, found, groups=groups),
        _order(found),
    ]
    return next((one for wanted in ("mismatch", "partial") for one in parts if one.outcome == wanted), AuthorsDiff())


def same_family(a: str, b: str) -> bool:
    """Whether two folded family names are one: misprint, particle left out, one part of a double name."""
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return True
    if (
        len(a) > 2
        and len(b) > 2
        and (a.endswith(f" {b}") or b.endswith(f" {a}") or a.startswith(f"{b} ") or b.startswith(f"{a} "))
    ):
        return True
    umlauts = (
        a.replace("oe", "o").replace("ue", "u").replace("ae", "a"),
        b.replace("oe", "o").replace("ue", "u").replace("ae", "a"),
    )
    if umlauts[0] == umlauts[1]:
        return True
    return len(a) > 3 and len(b) > 3 and same_word(a, b)


def _matching(person: Person, theirs: Sequence[Person]) -> list[int]:
    """The registered persons that a printed one may be, by what could be the family name of either."""
    own = folded(f"{person.particle} {person.family}")
    exact = [n for n, other in enumerate(theirs) if same_family(own, folded(f"{other.particle} {other.family}"))]
    return exact or [n for n, other in enumerate(theirs) if _may_be_family(own, other)]


def _may_be_family(own: str, other: Person) -> bool:
    """Whether a printed family name stands anywhere in a registered name: as a part of it, or in the wrong place."""
    given, names = folded(other.given), folded(f"{other.particle} {other.family} {other.given}").split()
    if own.replace(" ", "") == given.replace(" ", "") or any(len(word) > 3 and word in names for word in own.split()):
        return True
    return len(own) > 3 and any(
        own in name or (len(name) > 3 and name in own) or fuzz.ratio(own, name) > 80 for name in names
    )


def _other_given(ours: Sequence[Person], found: Sequence[list[int]], theirs: Sequence[Person]) -> AuthorsDiff:
    clashes, written_out = [], False
    for n, (person, numbers) in enumerate(zip(ours, found, strict=True)):
        if not numbers or any(given_fits(person, theirs[number]) for number in numbers):
            continue
        other = theirs[numbers[0]]
        clashes.append((n, f"{_shown(person)} for {_shown(other)}"))
        written_out = written_out or bool(_given(person.given).words and _given(other.given).words)
    if not clashes:
        return AuthorsDiff()
    reason = f"given names: {'; '.join(text for _, text in clashes[:3])}"
    # An initial that differs, late in a list, is a misprint more often than another person.
    grave = written_out or clashes[0][0] == 0 or len(clashes) * 2 >= len(ours)
    return AuthorsDiff("mismatch", "major", reason) if grave else AuthorsDiff("partial", "minor", reason)


def given_fits(person: Person, other: Person) -> bool:
    """Whether the given names of two persons of one family name can be those of one person.

    >>> given_fits(Person("Pinto", "S."), Person("Pinto", "Sandro"))
    True
    >>> given_fits(Person("Pinto", "Ricardo"), Person("Pinto", "Sandro"))
    False
    """
    if not person.given.strip() or not other.given.strip():
        return True
    own, known = _given(person.given), _given(other.given)
    # "Márquez LG" is Luis García Márquez; a registrant may have put the given name into the family name's place.
    more = _given(f"{other.particle} {other.family}")
    if not own.initials or not known.initials or not (own.whole + known.whole + own.initials).isascii():
        return True
    if own.words and known.words:
        if one_name(own.words[0], known.words[0]) or _initial_for_word(own, known):
            return True
        return any(is_short_for(a, b) for a in own.words for b in (*known.words, *more.words))
    return _share(own.initials, known.initials) or _share(own.initials, more.initials)


def _initial_for_word(own: _Given, known: _Given) -> bool:
    """Whether names fit by an initial ("J. Michael" is John M.) or only joined ("Xiao Ming" is Xiaoming)."""
    if own.whole.startswith(known.whole) or known.whole.startswith(own.whole):
        return True
    alone = [letter for letter in own.initials if letter not in {word[0] for word in own.words}]
    others = [letter for letter in known.initials if letter not in {word[0] for word in known.words}]
    return any(word[0] in alone for word in known.words) or any(word[0] in others for word in own.words)


def _share(ours: str, theirs: str) -> bool:
    """Whether the first initial of either is among those of the other."""
    pairs = [(ours[0], letter) for letter in theirs] + [(theirs[:1], letter) for letter in ours]
    return any(one_letter(a, b) for a, b in pairs)


def _given(text: str) -> _Given:
    """Given names apart: ``"JoAnn E."`` -> words ("joann",), initials "jae"."""
    words, initials = [], ""
    for match in _PART.finditer(text):
        part, small = match[0], base_letters(match[0]).replace("'", "").replace("’", "")
        if not small or small in _HONORIFIC:
            continue
        if part.isupper() and len(part) <= 3:
            initials += small
            continue
        initials += small[0] + "".join(
            base_letters(letter) for letter in part[1:] if letter.isupper() and not part.isupper()
        )
        if len(part) > 2 or text[match.end() : match.end() + 1] != ".":  # "Yu. V." abbreviates
            words.append(small)
    return _Given(tuple(words), initials)


def _unregistered(
    printed: Printed, registered: Registered, ours: Sequence[Person], found: Sequence[list[int]], *, groups: bool
) -> AuthorsDiff:
    """Printed persons whom the registry does not have; what a parser may have taken for a person does not count."""
    work = registered.work
    editors = (folded(editor.sort_name) for editor in work.editors)
    texts = (*registered.titles, *registered.containers, folded(work.publisher), *editors)
    known = {word for text in texts for word in text.split()}
    extra = [
        person
        for person, numbers in zip(ours, found, strict=True)
        if not numbers
        and person.given
        and len(person.family) > 1
        and not known.intersection(folded(person.family).split())
    ]
    if not extra:
        return AuthorsDiff()
    reason = f"not among the registered authors: {'; '.join(map(_shown, extra[:3]))}"
    registered_persons = sum(1 for person in work.authors if person.family)
    # Many records have but the first of several authors.
    thin = groups or registered_persons == 1 or len(extra) > registered_persons
    return AuthorsDiff("partial", "minor", reason) if thin else AuthorsDiff("mismatch", "major", reason)


def _left_out(printed: Printed, theirs: Sequence[Person], found: Sequence[list[int]], *, groups: bool) -> AuthorsDiff:
    there = {number for numbers in found for number in numbers}
    absent = [person for n, person in enumerate(theirs) if n not in there]
    if not absent or len(found) >= len(theirs) or printed.et_al or groups:
        return AuthorsDiff()
    reason = f"left out: {'; '.join(map(_shown, absent[:3]))}{' …' if len(absent) > 3 else ''}"
    if printed.parsed.confidence < 1.0:
        return AuthorsDiff("partial", "minor", reason)
    first_ones = len(found) > 1 and there == set(range(len(there)))  # as many programs keep the first few
    return AuthorsDiff("mismatch", "minor" if first_ones else "major", reason)


def _order(found: Sequence[list[int]]) -> AuthorsDiff:
    places = [numbers[0] for numbers in found if len(numbers) == 1]
    if places == sorted(places) and (not found[0] or 0 in found[0]):
        return AuthorsDiff()
    return AuthorsDiff("partial", "minor", "in another order")


def _shown(person: Person) -> str:
    return f"{person.given} {person.sort_name}".strip()
