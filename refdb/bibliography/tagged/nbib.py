"""Works -> PubMed's NBIB, which every reference manager reads."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from refdb.bibliography.bibtex.blocks import MONTHS
from refdb.bibliography.tagged.records import NBIB_TYPES
from refdb.model import Person, Work

_TYPES: dict[str, str] = {}
for _name_of_type, _crossref in NBIB_TYPES.items():
    _TYPES.setdefault(_crossref, _name_of_type)
_TYPES |= {"journal-article": "Journal Article", "monograph": "Book", "edited-book": "Book"}
_WIDTH = 88


def export(works: Iterable[Work]) -> str:
    """The works as records of PubMed, in their order; a work that PubMed does not have begins with an empty number."""
    return "\n".join("".join(_wrapped(tag, value) for tag, value in _lines(work)) for work in works)


def _wrapped(tag: str, value: str) -> str:
    value = " ".join(value.split())
    if not value and tag != "PMID":
        return ""
    lines = textwrap.wrap(value, _WIDTH - 6, break_long_words=False, break_on_hyphens=False) or [""]
    return f"{tag:<4}- " + "\n      ".join(lines) + "\n"


def _lines(work: Work) -> Iterator[tuple[str, str]]:
    in_book = work.type in ("book-chapter", "book-section", "book-part", "reference-entry")
    yield "PMID", work.pmid or "0"
    yield "IS", work.issn[0] if work.issn else ""
    yield from (("IS", number) for number in work.issn[1:])
    yield from (("ISBN", number) for number in work.isbn)
    yield "VI", work.volume
    yield "IP", work.issue
    exact = work.more("nbib:DP")
    yield "DP", exact or _date(work)
    title = work.full_title
    yield "TI", title if title.endswith((".", "?", "!")) or not title else f"{title}."
    yield "BTI", work.container_title if in_book else ""
    yield "PG", work.pages
    yield "LID", f"{work.article_number} [pii]" if work.article_number else ""
    yield "AID", f"{work.doi} [doi]" if work.doi else ""
    yield "AB", work.abstract
    for person in work.authors:
        if person.family:
            yield "FAU", _full(person)
            yield "AU", _short(person)
        else:
            yield "CN", person.literal or person.given
    yield from (("FED", _full(person)) for person in work.editors)
    yield "LA", work.language
    yield "PT", _TYPES.get(work.type, "Book Chapter" if in_book else "")
    yield from ((name[5:], value) for name, value in work.extra if name.startswith("nbib:") and name != "nbib:DP")
    yield "PL", work.publisher_place
    yield "PB", work.publisher
    yield "EN", work.edition
    yield "TA", work.container_title_short
    yield "JT", work.container_title if not in_book else ""
    yield "PMC", work.pmcid
    yield from (("OT", tag) for tag in work.tags)
    yield from (("GN", note) for note in work.notes)


def _date(work: Work) -> str:
    date = work.date or ((work.year,) if work.year is not None else ())
    if not date:
        return ""
    months = [name.title() for name in MONTHS]
    month = months[date[1] - 1] if len(date) > 1 and 1 <= date[1] <= 12 else ""
    return " ".join(filter(None, (f"{date[0]:04}", month, str(date[2]) if month and len(date) > 2 else "")))


def _full(person: Person) -> str:
    return ", ".join(
        filter(
            None, (person.sort_name if not person.literal else person.family, f"{person.given} {person.suffix}".strip())
        )
    )


def _short(person: Person) -> str:
    initials = "".join(part[0] for part in person.given.replace("-", " ").replace(".", " ").split())
    return " ".join(filter(None, (person.sort_name, initials, person.suffix)))
