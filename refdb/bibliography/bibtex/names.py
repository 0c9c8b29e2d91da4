"""Name lists <-> persons, as BibTeX and biber cut them: ``von Last, Jr, First and {An Institution}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from refdb.model import Person, Work
from refdb.text.tex import to_text, unicode_tex

_PARTICLE = re.compile(r"['’ʼ]?[a-zà-öø-ÿ]")  # the letter of "'t Hooft" is small
_LAST_OF_SERIES = re.compile(r",\s*and\s+\S+[^,]*$", re.I)
_SERIES = re.compile(r"(?<!\s)\s*,\s*(?:and\s+)?|(?<!\s)\s+and\s+", re.I)
_DOUBLED = re.compile(r"^and\s+", re.I)  # "A. Roe and and B. Poe"
_COMMAND_FIRST = re.compile(r"(?<=[ ][aA][nN][dD][ ])(?=\\)")
_EXTENDED = re.compile(r"(?:^|,)\s*(family|given|prefix|suffix)\s*=\s*((?:[^,{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)")
_JUNIOR = re.compile(r"[JS]r\.?|[js]r\.")
_GENERATION = re.compile(
    rf"{_JUNIOR.pattern}|II|III|IV|[23](?:nd|rd)"
)  # "V" and "I" are initials; so are "JR" and "SR"
OTHERS = re.compile(r"(?i)(?:and )?others\.?|et\.? al\.?,?")  # in the place of the authors that a list leaves out
_CUT = re.compile(r"(?i)\band\s+others\s*$")
_DIVIDES = re.compile(r"(?i)(?:^|\s)(?:and|others)(?:\s|$)")
_PLAIN = re.compile(r"[A-Za-z.\- ]*")

Encode = Callable[[str], str]


# --- read -----------------------------------------------------------------------------------


def people_of(names: str) -> tuple[Person, ...]:
    """The persons of a name list: "First von Last", "von Last, First", "von Last, Jr, First", "{An Institution}"."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    names = " ".join(names.split())
    if "\\" in names:  # bibtexparser cuts at the tilde of \~n, and the first letters off a name that begins with \
        names = _COMMAND_FIRST.sub("{}", unicode_tex(names))
    parts = _enumerated(names) or split_multiple_persons_names(names)
    listed = (_DOUBLED.sub("", part.strip()) for part in parts)
    return tuple(_person(name) for name in listed if name.lower() not in ("", "others"))


def _enumerated(names: str) -> list[str]:
    """The names of "M. Halle, J. Bresnan, and G. Miller", which BibTeX refuses: each part has a first name."""
    if "{" in names or "\\" in names or not _LAST_OF_SERIES.search(names):
        return []
    parts = [part for part in _SERIES.split(names) if part]
    return parts if all(" " in part.strip() or "." in part for part in parts) else []


def _person(name: str) -> Person:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if "=" in name and (person := _extended(name)):
        return person
    parts = parse_single_name_into_parts(f"{name} {{}}" if name.endswith(",") else name, strict=False)
    given, family = parts.first, [*parts.von, *parts.last]
    if not given and not parts.jr and family == [name]:
        text = to_text(name)
        return Person(literal=text) if (name[0] == "{" and name[-1] == "}") or " " in text else Person(family=text)
    particles = _particles(family)
    if not given and not particles and "," not in name:  # letters without case, all of which are small to bibtexparser
        given, family = family[:-1], family[-1:]
    if not parts.jr and len(suffixed := [*given, *family]) > 1 and any(map(_GENERATION.fullmatch, suffixed)):
        given, family, parts.jr = _with_suffix(given, family, comma="," in name)
        particles = _particles(family)
    texts = (" ".join(words) for words in (family[particles:], given, family[:particles], parts.jr))
    return Person(*map(to_text, texts))


def _with_suffix(given: list[str], family: list[str], *, comma: bool) -> tuple[list[str], list[str], list[str]]:
    """Given name, family name and suffix where BibTeX has the suffix in another of them: "Davis Jr, S"."""
    if len(family) > 1 and _GENERATION.fullmatch(family[-1]):
        return given, family[:-1], family[-1:]
    if not comma and len(family) == 1 and _GENERATION.fullmatch(family[0]):
        return given[:-1], given[-1:], family
    if (
        comma
        and len(given) == 1
        and (_JUNIOR.fullmatch(given[0]) or (len(family) > 1 and _GENERATION.fullmatch(given[0])))
    ):
        return family[:-1], family[-1:], given  # "John Smith, Jr.", a name in reading order
    return given, family, []


def _particles(family: Sequence[str]) -> int:
    """How many of the words of a family name stand before it: "van der" of "van der Berg", none of "Garcia y Perez"."""
    count = 0
    while count < len(family) - 1 and _PARTICLE.match(to_text(family[count])[:2]):
        count += 1
    return count


def _extended(name: str) -> Person | None:
    """biber's extended form: ``family=Hakim, given=Tawfiq, prefix=al-, useprefix=true``."""
    text = {part: to_text(value.strip().strip('"')) for part, value in _EXTENDED.findall(name)}
    if not {"family", "given"} & text.keys():
        return None
    return Person(text.get("family", ""), text.get("given", ""), text.get("prefix", ""), text.get("suffix", ""))


def has_others(work: Work) -> bool:
    """Whether the file that a work came from says that it has more authors than are named, the first still its own."""
    said = work.more("tex:author")
    in_bib = _CUT.search(said) and work.authors and work.authors[0].family in said
    return bool(work.authors and (in_bib or work.more("ris:AU")))


# --- write ----------------------------------------------------------------------------------


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
    if person.particle and not given and not suffix:
        return f"{family}, {{}}"  # without a comma, the particle would be a first name
    if not suffix and not given and " " in family and not family.startswith("{"):
        return grouped(family)
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
