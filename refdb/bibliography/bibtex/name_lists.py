"""Persons -> a name list as BibTeX and biber cut it: ``von Last, Jr, First and {An Institution}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from refdb.model import Person

_DIVIDES = re.compile(r"(?i)(?:^|\s)(?:and|others)(?:\s|$)")
_PLAIN = re.compile(r"[A-Za-z.\- ]*")

Encode = Callable[[str], str]


def people(persons: Iterable[Person], encode: Encode) -> str:
    """The name list; ``encode`` writes a text as TeX."""
    return " and ".join(filter(None, (_name(person, encode) for person in persons)))


def grouped(encoded: str) -> str:
    """In braces that BibTeX does not read as one accented letter."""
    return f"{{{{}}{encoded}}}" if encoded.startswith("\\") else f"{{{encoded}}}"


def _name(person: Person, encode: Encode) -> str:
    """A name, with braces around what BibTeX would cut elsewhere."""
    if not person.family:
        whole = encode(person.literal or person.given or person.particle)
        return grouped(whole) if whole else ""
    family, given, suffix = (_part(part, encode) for part in (person.family, person.given, person.suffix))
    if (not person.particle and _is_cut(person.family)) or (person.particle and " " in person.family):
        family = grouped(encode(person.family))
    if person.particle:
        particle = _part(person.particle, encode)
        gap = "" if person.particle[-1] in "-'’" else " "
        family = f"{particle}{gap}{family}"
    if suffix and not given:  # "King, Jr.," with nothing behind is an error to BibTeX
        return grouped(encode(f"{person.family}, {person.suffix}"))
    if not suffix and not given and " " in family and not family.startswith("{"):
        return grouped(family) if not person.particle else family
    return ", ".join(filter(None, (family, suffix, given)))


def _part(part: str, encode: Encode) -> str:
    """A part of a name; in braces where it holds a comma or the word "and"."""
    if _PLAIN.fullmatch(part) and "nd" not in part and "thers" not in part and "--" not in part:
        return part
    encoded = encode(part)
    return grouped(encoded) if encoded and ("," in part or "=" in part or _DIVIDES.search(part)) else encoded


def _is_cut(family: str) -> bool:
    """Whether BibTeX would take a part of the family name for a particle: "Garcia y Perez", but not "van der Berg"."""
    words = family.split()
    if len(words) < 2:
        return False
    small = [word[0].islower() or not word[0].isascii() for word in words[:-1]]
    return any(small) and not all(word[0].islower() and word[0].isascii() for word in words[: small.count(True)])
