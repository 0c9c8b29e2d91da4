"""A reference and a work prepared for comparison: folded once, with the raw string beside the parsed fields.

A parser errs; what it did not find, or found wrong, is looked for in the raw string before anything is called wrong.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from refdb.articles.profiles.profile import mended
from refdb.bibliography.taken_back import original_title, without_mark
from refdb.model import ParsedReference, Person, Work
from refdb.text.folding import folded, squashed
from refdb.text.patterns import DOI, YEAR_NOT_OF_RANGE

_LINKS = re.compile(
    r"(?i)\bhttps?://\S+|\bwww\.\S+|\b(?:doi|pmid|pmcid|issn|isbn)\s*:?\s*\S+|\b" + DOI.pattern + r"|\b97[89][-\d]{10,}"
)
_RANGE = r"[A-Za-z]{0,3}\d++[A-Za-z]?\d*+\s*+(?:[-–—‐−]|\bto\b)++\s*+[A-Za-z]{0,3}\d++[A-Za-z]?"
_PAGES = re.compile(rf"(?:(?<=[\s:,;.(])|^)(?:pp?\.?\s*+|S\.\s*+)?({_RANGE})")
_HEAD = re.compile(r"[:?!]|\.\s|\s[-–—]\s")
_NUMBERS = re.compile(r"[A-Za-z]{0,3}\d++[A-Za-z]?\d*+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class Printed:
    """A reference as it is compared; all but ``parsed`` folded."""

    parsed: ParsedReference
    raw: str
    text: str  # the raw string without addresses and identifiers
    title: str
    container: str
    families: tuple[str, ...]
    et_al: bool
    years: tuple[int, ...]  # printed years, page ranges left out
    first_pages: tuple[str, ...]  # as parsed, else the beginnings of all ranges


@dataclass(frozen=True, slots=True)
class Registered:
    """A work as it is compared, folded."""

    work: Work
    titles: tuple[str, ...]
    heads: tuple[str, ...]  # what stands before the first colon or other break of the title
    containers: tuple[str, ...]
    families: tuple[str, ...]
    first_page: str


@functools.lru_cache(maxsize=64)  # a reference is looked at several times while its questions are put
def prepare_reference(reference: ParsedReference) -> Printed:
    """The reference folded, with all years and first pages that stand in it."""
    text = _LINKS.sub(" ", mended(reference.raw))
    without_ranges = _PAGES.sub(" ", text)
    years = dict.fromkeys(int(year) for year in YEAR_NOT_OF_RANGE.findall(without_ranges))
    if reference.year is not None:
        years = dict.fromkeys((reference.year, *years))
    pages: tuple[str, ...] = (first_page(reference.pages),) if reference.pages else ()
    if not pages:
        pages = tuple(first_page(match) for match in _PAGES.findall(text))
    return Printed(
        reference,
        folded(reference.raw),
        folded(text),
        folded(without_mark(reference.title)),
        folded(reference.container_title),
        tuple(filter(None, (family(person) for person in reference.authors))),
        reference.et_al or bool(re.search(r"(?i)\bet\.? ?al\b|\bu\. ?a\.|and others|\.\s?\.\s?\.|…", reference.raw)),
        tuple(years),
        pages,
    )


def prepare_work(work: Work) -> Registered:
    """The work folded, with every title and container name a reader may print."""
    bare = original_title(work)  # what was cited before the work was taken back
    titles = [folded(work.full_title.replace(work.title, bare, 1)), folded(bare), *map(folded, work.other_titles)]
    containers = [folded(work.container_title), folded(work.container_title_short)]
    return Registered(
        work,
        tuple(dict.fromkeys(filter(None, titles))),
        (folded(_HEAD.split(bare, maxsplit=1)[0]),),
        tuple(dict.fromkeys(filter(None, containers))),
        _families(work),
        first_page(work.pages),
    )


def family(person: Person) -> str:
    """The family name folded with its particle."""
    return folded(f"{person.particle} {person.family}") or folded(person.literal)


def _families(work: Work) -> tuple[str, ...]:
    """The family names of a work's authors; some registrants swap family and given names, initials first."""
    swapped = [_given_for_initials(person) for person in work.authors]
    names = swapped if all(swapped) else [family(person) for person in work.authors]
    return tuple(filter(None, names))


def _given_for_initials(person: Person) -> str:
    """The given name, folded, where the family name is but initials: ``Person("LU", "Yu-feng")``; else ``""``."""
    initials = (
        len(squashed(person.family)) <= 2 and person.family.replace(".", "").isupper() and not person.given.isupper()
    )
    given = folded(person.given)
    return given if initials and len(max(given.split(), key=len, default="")) > 2 else ""


def first_page(pages: str) -> str:
    """The first page or article number in lower case, without leading zeros: ``"S149-S159"`` -> ``"s149"``."""
    match = _NUMBERS.search(pages)
    return str(re.sub(r"(?<![0-9])0+(?=\d)", "", match[0].lower())) if match else ""


def last_page(pages: str) -> str:
    """The last page of a range, completed where it is abbreviated (``"983-93"`` -> ``"993"``); ``""`` without one."""
    numbers: list[str] = re.findall(r"\d+", pages)
    if len(numbers) < 2:
        return ""
    first, last = numbers[0], numbers[-1]
    return first[: len(first) - len(last)] + last if len(last) < len(first) else last


def number(text: str) -> str:
    """A volume or issue in one form: roman numerals as digits, no leading zeros, words as they are."""
    bare = folded(text).removeprefix("vol ").removeprefix("volume ").removeprefix("no ").strip()
    if bare and len(bare) < 8 and all(letter in _ROMAN for letter in bare):
        values = [_ROMAN[letter] for letter in bare]
        return str(sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True)))
    return bare.lstrip("0") or bare
