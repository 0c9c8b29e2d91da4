"""Persons as CSL-JSON and registries name them, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping

from refdb.bibliography.csl.markup import plain_text
from refdb.bibliography.csl.values import text_of
from refdb.model import Person

_DEGREES = re.compile(r"(?i)\W*(?:(?:m\.?b\.?|m|b|d|ph|pharm|dr|ed|frc|fac)\W*(?:s|sc|d|a|p|ph|ch|b|bs|eng|ed)?\b\W*)+")
_GENERATION = re.compile(r"(?i)(?:jr|sr|junior|senior|[ivx]{1,4}|[2-9](?:nd|rd|th))\.?,?(?=$|\W)")
_NOBODY = frozenset(("&NA;", "NA", "N/A", "NULL", "NONE", "UNDEFINED", "[NO AUTHOR]"))  # publishers' ways to say so


def persons_of(value: object) -> tuple[Person, ...]:
    """The persons of a list of names, without those that say there is nobody."""
    people = (_person(one) for one in (value if isinstance(value, (list, tuple)) else (value,)))
    return tuple(person for person in people if person != Person())


def _person(value: object) -> Person:
    if isinstance(value, str):
        family, comma, given = plain_text(value).partition(",")
        if comma and given.strip():
            return Person(family.strip(), given.strip())
        return _registered(family.strip())
    if not isinstance(value, Mapping):
        return Person()
    family, given = _unquoted(text_of(value.get("family"))), text_of(value.get("given"))
    given, cut, behind = given.partition(",!")  # citeproc's way to write "Adlai E., III"
    literal = text_of(value.get("literal"))
    if not family and not literal:
        return _registered(text_of(value.get("name")) or given)
    if not family:
        return Person(literal=literal)
    particle = " ".join(filter(None, (text_of(value.get(f"{kind}-particle")) for kind in ("dropping", "non-dropping"))))
    suffix = _generation(text_of(value.get("suffix")) or behind.strip())
    given = given.rstrip() if suffix or not cut else f"{given}{cut}{behind}"
    family, comma, rest = family.partition(",")
    if comma and not suffix and _GENERATION.fullmatch(rest.strip()):  # "Raimundo, Jr." registered as one name
        suffix = rest.strip()
    elif comma:
        family = f"{family},{rest}"
    return Person(family, given, particle, suffix, literal)


def _unquoted(family: str) -> str:
    """A family name without the quotes that keep a program from cutting it."""
    return family[1:-1] if len(family) > 2 and family[0] == family[-1] == '"' else family


def _registered(name: str) -> Person:
    """A name as a registry has it, where publishers write "NA"; CSL's own ``literal`` may be somebody called None."""
    return Person() if name.upper() in _NOBODY else Person(literal=name)


def _generation(suffix: str) -> str:
    """The suffix where it belongs to the name; Crossref keeps degrees there too."""
    match = _GENERATION.match(suffix)
    if match:
        return match[0].rstrip(",")
    return "" if _DEGREES.fullmatch(suffix) else suffix


def name_of(person: Person) -> dict[str, str]:
    """A person as a CSL name."""
    name = {
        "family": person.family,
        "given": person.given,
        "non-dropping-particle": person.particle,
        "suffix": person.suffix,
        "literal": person.literal,
    }
    return {part: text for part, text in name.items() if text}


def listed_name(person: Person) -> str:
    """A person as name lists of .bib files have one, which is how ``Work.extra`` keeps persons."""
    if person.literal:
        return f"{{{person.literal}}}"
    return ", ".join(filter(None, (person.sort_name, person.suffix, person.given)))
