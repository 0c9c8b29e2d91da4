"""What is missing or suspicious in a bibliography, before a reviewer sees it.

Required fields are those of BibTeXing (O. Patashnik, 1988) and biblatex's data model, said of works; ISBN and ISSN are
checked by their check digits (ISO 2108, ISO 3297).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from refdb.bibliography.bibtex.harmless import harmful
from refdb.model import Person, Work
from refdb.text.folding import squashed
from refdb.text.patterns import DOI


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``error`` is what makes an entry wrong or unusable, ``warning`` what looks odd."""

    key: str
    severity: Literal["error", "warning"]
    field: str
    message: str


_REQUIRED = {
    "journal-article": ("authors", "title", "container_title", "year"),
    "book": ("people", "title", "publisher", "year"),
    "monograph": ("people", "title", "publisher", "year"),
    "edited-book": ("people", "title", "publisher", "year"),
    "book-chapter": ("authors", "title", "container_title", "year"),
    "proceedings-article": ("authors", "title", "container_title", "year"),
    "dissertation": ("authors", "title", "publisher", "year"),
    "report": ("people", "title", "publisher", "year"),
    "webpage": ("title", "url"),
    "posted-content": ("authors", "title", "year"),
    "dataset": ("title", "year"),
}
_NAMES = {
    "people": "author or editor", "authors": "author", "container_title": "journal or book", "year": "year",
    "publisher": "publisher or institution", "title": "title", "url": "address",
}  # fmt: skip
_RETRACTED = {
    "retraction": "retracted", "withdrawal": "withdrawn", "removal": "removed by its publisher",
    "partial_retraction": "retracted in part", "expression_of_concern": "under an expression of concern",
}  # fmt: skip
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:amp|lt|gt|nbsp|quot|#\d+);")
_PATH_OR_FORMULA = re.compile(r"[=@|+]|~?/|.*\.\./", re.DOTALL)
_BROKEN = re.compile("\ufffd|Ã[\u0080-\u00bf©¤¶¼]|â€")


def lint(works: Iterable[Work], *, this_year: int) -> list[Finding]:
    """What is to be looked at, work by work in their order, then what two works have in common."""
    listed = list(works)
    return [*(finding for work in listed for finding in lint_one(work, this_year=this_year)), *twins(listed)]


def lint_one(work: Work, *, this_year: int) -> list[Finding]:
    """What is to be looked at in a work by itself."""
    return [finding for check in _CHECKS for finding in check(work, this_year)]


def _missing(work: Work, _year: int) -> Iterator[Finding]:
    for name in _REQUIRED.get(work.type, ("title",)):
        present = work.authors or work.editors if name == "people" else getattr(work, name)
        if name == "publisher" and work.container_title:
            continue
        if not present:
            yield Finding(work.key, "error" if name == "title" else "warning", name, f"no {_NAMES[name]}")
    if work.type == "journal-article" and not (work.volume or work.pages or work.article_number or work.doi):
        yield Finding(work.key, "warning", "volume", "neither volume nor pages nor DOI")


def _years(work: Work, this_year: int) -> Iterator[Finding]:
    if work.year is not None and not 1400 <= work.year <= this_year + 1:
        yield Finding(work.key, "error", "year", f"the year is {work.year}")


def _pages(work: Work, _year: int) -> Iterator[Finding]:
    match = re.fullmatch(r"(\d+)-(\d+)", work.pages)
    if match and int(match[2]) < int(match[1]):
        yield Finding(work.key, "warning", "pages", f"the pages run backwards: {work.pages}")


def _identifiers(work: Work, _year: int) -> Iterator[Finding]:
    if work.doi and (not DOI.fullmatch(work.doi) or work.doi.endswith((".", ",", ";"))):
        yield Finding(work.key, "error", "doi", f"no DOI looks like {work.doi!r}")
    for number in work.isbn:
        if not _is_isbn(number):
            yield Finding(work.key, "warning", "isbn", f"the check digit of ISBN {number} is wrong")
    for number in work.issn:
        if not _is_issn(number):
            yield Finding(work.key, "warning", "issn", f"the check digit of ISSN {number} is wrong")
    if work.url and re.search(r"\s", work.url):
        yield Finding(work.key, "warning", "url", "a blank in the address")


def _titles(work: Work, _year: int) -> Iterator[Finding]:
    title = work.full_title
    letters = [c for c in title if c.isalpha()]
    if len(letters) > 12 and all(c.isupper() or not c.islower() for c in letters) and any(c.isupper() for c in letters):
        yield Finding(work.key, "warning", "title", "the title is all in capitals")
    if title.endswith(".") and not title.endswith(("..", "etc.", " al.", "Jr.", "Inc.")) and " " in title:
        yield Finding(work.key, "warning", "title", "a full stop behind the title")
    for name in ("title", "container_title", "publisher"):
        text = getattr(work, name)
        if match := _MARKUP.search(text):
            yield Finding(work.key, "warning", name, f"markup in the text: {match[0]}")
        if _BROKEN.search(text):
            yield Finding(work.key, "error", name, f"letters read in a wrong encoding: {text[:40]!r}")


def _people(work: Work, _year: int) -> Iterator[Finding]:
    for field, people in (("authors", work.authors), ("editors", work.editors)):
        for person in people:
            if said := _person(person):
                yield Finding(work.key, "warning", field, said)
        if len(set(people)) < len(people):
            yield Finding(work.key, "warning", field, "a name stands twice")


def _person(person: Person) -> str:
    name = person.sort_name
    if re.search(r"(?i)\bet al\b|^others$", name):
        return f"“{name}” is no name"
    if person.family and re.search(r"\d|[@;/]", f"{person.family}{person.given}"):
        return f"an odd sign in a name: {person.given} {name}".replace("  ", " ")
    if person.literal and person.literal.count(",") > 1 and not re.search(r"(?i)group|committee|univ|inc\b", name):
        return f"several names in one: {person.literal[:60]!r}"
    if person.family and person.family.isupper() and len(person.family) > 3:
        return f"a name all in capitals: {person.family}"
    return ""


def _updates(work: Work, _year: int) -> Iterator[Finding]:
    for update in work.updates:
        if update.type in _RETRACTED:
            notice = f" (https://doi.org/{update.doi})" if update.doi else ""
            yield Finding(work.key, "error", "updates", f"this work was {_RETRACTED[update.type]}{notice}")


def harmful_in(work: Work) -> Iterator[tuple[str, str]]:
    """(field, command) for TeX of the work's own .bib file that reads or writes files or runs programs."""
    for name, value in work.extra:
        if name == "preamble" or name.startswith(("tex:", "bib:")):
            yield from ((name.partition(":")[2] or name, command) for command in harmful(value))


def _tex(work: Work, _year: int) -> Iterator[Finding]:
    for field, command in dict.fromkeys(harmful_in(work)):
        yield Finding(
            work.key, "error", field, f"TeX that a bibliography has no use for: {command}; an export prints it as text"
        )


def _keys(work: Work, _year: int) -> Iterator[Finding]:
    if re.search(r"[\s,{}%#\"~\\'()=]", work.key) or not work.key.isascii():
        yield Finding(
            work.key, "warning", "key", "biber or LaTeX may refuse this key; an export writes it without its odd signs"
        )
    if _PATH_OR_FORMULA.match(work.key):
        yield Finding(work.key, "warning", "key", "programs that read an export may take it for a path or a formula")


_CHECKS: tuple[Callable[[Work, int], Iterator[Finding]], ...] = (
    _missing, _years, _pages, _identifiers, _titles, _people, _updates, _tex, _keys,
)  # fmt: skip


def twins(works: Sequence[Work]) -> Iterator[Finding]:
    """Works that may be one; `refdb dedupe` looks closer."""
    seen: dict[tuple[str, str], str] = {}
    for work in works:
        title = squashed(work.full_title)
        first = squashed(work.authors[0].sort_name) if work.authors else ""
        marks = [
            ("DOI", work.doi),
            ("PMID", work.pmid),
            ("title, author and year", f"{title} {first} {work.year} {work.volume}" if len(title) > 12 else ""),
        ]
        for name, value in marks:
            if not value:
                continue
            twin = seen.setdefault((name, value), work.key)
            if twin != work.key:
                yield Finding(work.key, "warning", "duplicate", f"the same {name} as {twin}")
                break


def _is_isbn(number: str) -> bool:
    if len(number) == 13 and number.isdecimal():
        return sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(number)) % 10 == 0
    if len(number) == 10 and number[:9].isdecimal():
        return sum((10 - n) * (10 if d in "Xx" else int(d)) for n, d in enumerate(number)) % 11 == 0
    return False


def _is_issn(number: str) -> bool:
    digits = number.replace("-", "")
    if len(digits) != 8 or not digits[:7].isdecimal():
        return False
    return sum((8 - n) * (10 if d in "Xx" else int(d)) for n, d in enumerate(digits)) % 11 == 0
