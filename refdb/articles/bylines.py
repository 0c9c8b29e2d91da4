"""Who wrote an article, and when, as its format says it: names as they are spoken, dates as ISO writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from refdb.text.patterns import MONTH, MONTH_NUMBERS, YEAR

MOST_AUTHORS, LONGEST_NAME = 500, 200
_BETWEEN = re.compile(r" ?[;|] ?|,? (?:and|und|et|&) ")
_ISO = re.compile(r"\s*((?:1[5-9]|20)\d\d)(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?(?!\d)")
_SUFFIX = re.compile(r"(?:[JS]r|II|III|IV|MD|PhD|M\.D|Ph\.D)\.?", re.I)
# What programs and sites write where nobody gave a name.
_NOBODY = re.compile(
    r"(?:unknown|authors?|user|admin|administrator|owner|root|guest|default|none|null|n/?a|staff|editor|anonymous|"
    r"microsoft(?: office)?(?: user)?|python-docx|apache poi|openoffice(?:\.org)?|libreoffice|pandoc|docx4j|"
    r"hp|dell|lenovo|pc|test)",
    re.I,
)


def spoken(name: str) -> str:
    """A name in the order in which it is spoken, or nothing where it names nobody.

    >>> spoken("Weber,  Anna B."), spoken("Anna Weber"), spoken("Microsoft Office User"), spoken("https://a.org/anna")
    ('Anna B. Weber', 'Anna Weber', '', '')
    """
    name = " ".join(name.split()).strip(" ,;*†‡§")
    family, comma, given = name.partition(", ")
    if comma and "," not in given and not _SUFFIX.fullmatch(given):
        name = f"{given} {family}"
    if (
        not 1 < len(name) <= LONGEST_NAME
        or "://" in name
        or _NOBODY.fullmatch(name)
        or any(c in "@$<>{}=" for c in name)
    ):
        return ""
    return name if any(c.isalpha() for c in name) else ""


def named(names: Iterable[str]) -> tuple[str, ...]:
    """The names among ``names``, each once."""
    return tuple(dict.fromkeys(name for name in map(spoken, names) if name))[:MOST_AUTHORS]


def in_line(line: str) -> tuple[str, ...]:
    """The names of a line of several, in whichever way they are parted.

    >>> in_line("Anna Weber, Karl Braun and Li Wei"), in_line("Weber, Anna; Braun, Karl"), in_line("Weber, Anna")
    (('Anna Weber', 'Karl Braun', 'Li Wei'), ('Anna Weber', 'Karl Braun'), ('Anna Weber',))
    """
    found: list[str] = []
    for part in _BETWEEN.split(" ".join(line[:20_000].split())):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        whole = len(pieces) > 1 and all(" " in piece and not _SUFFIX.fullmatch(piece) for piece in pieces)
        found += pieces if whole else [part]
    return named(found)


def dated(text: str) -> str:
    """A printed date as ISO writes it, as far as it is known; nothing where no year is in it.

    >>> dated("2023-05-01T10:00:00Z"), dated("May 3, 2024"), dated("3. Mai 2024"), dated("2024/5"), dated("Spring 2019")
    ('2023-05-01', '2024-05-03', '2024-05-03', '2024-05', '2019')
    """
    text = text[:100]
    if iso := _ISO.match(text):
        return date_of(iso[1], iso[2] or "", iso[3] or "")
    year = YEAR.search(text)
    if not year:
        return ""
    month = MONTH.search(text)
    rest = text[: year.start()] + " " + text[year.end() :]
    day = _DAY.search(rest) if month else None
    return date_of(year[0], str(MONTH_NUMBERS[month[0].lower()]) if month else "", day[1] if day else "")


def date_of(year: str, month: str = "", day: str = "") -> str:
    """The parts of a date as ISO writes it; a part that cannot be is left out, and what is finer than it.

    >>> date_of("2024", "5", "3"), date_of("2024", "13", "1"), date_of("", "5")
    ('2024-05-03', '2024', '')
    """
    if not re.fullmatch(r"\d{4}", year.strip()):
        return ""
    out = year.strip()
    for part, most in ((month.strip(), 12), (day.strip(), 31)):
        if not (part.isdecimal() and len(part) < 3 and 1 <= int(part) <= most):
            break
        out += f"-{int(part):02}"
    return out


def of_front_matter(front: str) -> tuple[tuple[str, ...], str]:
    """Authors and date of a YAML front matter: names, or a list of them or of tables; nothing where it is bad YAML."""
    import yaml

    if len(front) > 50_000 or re.search(r"(?m)[&*]\w", front):  # aliases can grow without end
        front = "\n".join(line for line in front[:50_000].split("\n") if not re.search(r"(?:^|\s)[&*]\w", line))
    try:
        known = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506  (the base loader makes texts alone)
    except yaml.YAMLError:
        return (), ""
    if not isinstance(known, Mapping):
        return (), ""
    authors = next((known[name] for name in ("author", "authors") if known.get(name)), ())
    date = next((known[name] for name in ("date", "published", "publishDate") if known.get(name)), "")
    return _of_yaml(authors), dated(date) if isinstance(date, str) else ""


def _of_yaml(given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        return in_line(given)
    out = []
    for one in given if isinstance(given, list) else [given]:
        name = one.get("name") if isinstance(one, Mapping) else one
        if isinstance(name, Mapping):  # Quarto's {given: …, family: …}
            name = name.get("literal") or f"{name.get('given', '')} {name.get('family', '')}"
        elif not name and isinstance(one, Mapping):
            first, last = one.get("given") or one.get("firstname"), one.get("family") or one.get("lastname")
            # "- Anna Weber: {institute: a}" has the name as the table's only key
            name = f"{first or ''} {last or ''}" if first or last else next(iter(one), "") if len(one) == 1 else ""
        out.append(name if isinstance(name, str) else "")
    return named(out)
