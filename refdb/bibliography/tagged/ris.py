"""Works -> RIS, as EndNote, Zotero, Mendeley and refdb read it (specification of 2011)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refdb.bibliography.tagged.records import IN_BOOKS, RIS_MORE, RIS_TYPES
from refdb.model import Person, Work

_TYPES: dict[str, str] = {}
for _ris, _crossref in RIS_TYPES.items():
    _TYPES.setdefault(_crossref, _ris)
_TYPES |= {
    "monograph": "BOOK", "reference-book": "BOOK", "book-set": "BOOK", "book-section": "CHAP", "book-part": "CHAP",
    "book-track": "CHAP", "proceedings-series": "SER", "posted-content": "UNPB", "journal": "JFULL",
    "journal-volume": "JFULL", "peer-review": "JOUR", "report-component": "RPRT", "report-series": "RPRT",
    "standard-series": "STAND", "database": "DATA", "reference-entry": "ENCYC",
}  # fmt: skip


def export(works: Iterable[Work]) -> str:
    """The works as RIS records, in their order."""
    return "".join(
        "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in _lines(work) if value) + "ER  - \n\n"
        for work in works
    )


def _lines(work: Work) -> Iterator[tuple[str, str]]:
    kind = _type(work)
    whole = kind in ("BOOK", "EBOOK", "EDBOOK", "SER", "PAMP")
    yield "TY", kind
    yield "ID", work.key
    yield from (("AU", _name(person)) for person in work.authors)
    yield from (("A2" if kind in IN_BOOKS or whole else "ED", _name(person)) for person in work.editors)
    yield "TI", work.full_title
    series = work.more("collection-title") or (work.container_title if whole else "")
    yield "T2", series if whole else work.container_title
    yield "J2", work.container_title_short if work.container_title_short != work.container_title else ""
    yield from _date(work)
    yield "VL", work.volume
    yield "IS", work.issue
    begin, dash, end = work.pages.partition("-")
    odd = "," in work.pages or "-" in end
    yield "SP", work.pages if odd else begin
    yield "EP", end if dash and not odd else ""
    yield "C7", work.article_number
    yield "PB", work.publisher
    yield "CY", work.publisher_place
    yield "ET", work.edition
    yield "DO", work.doi
    yield from (("SN", number) for number in (*work.isbn, *work.issn))
    yield "UR", work.url
    if work.pmid:
        yield "AN", work.pmid
        yield "DB", "PubMed"
    yield "LA", work.language
    yield "AB", work.abstract
    yield from (("KW", tag) for tag in work.tags)
    yield from (("N1", note) for note in work.notes)
    yield from (("L1", file) for file in work.files)
    for tag, name in RIS_MORE.items():
        yield tag, "" if tag == "T3" and whole else work.more(name)
    yield from ((name[4:], value) for name, value in work.extra if name.startswith("ris:"))


def _type(work: Work) -> str:
    if work.type == "reference-entry" and "ris:TY" not in dict(work.extra):
        return "ENCYC"
    return _TYPES.get(work.type) or ("JOUR" if work.container_title and not work.type else "GEN")


def _date(work: Work) -> Iterator[tuple[str, str]]:
    date = work.date or ((work.year,) if work.year is not None else ())
    if date:
        yield "PY", f"{date[0]:04}"
    if len(date) > 1:
        yield "DA", "/".join(f"{part:02}" for part in (*date, 0, 0)[:3]).replace("/00", "/")


def _name(person: Person) -> str:
    """``Family, Given, Suffix``; an institution without a comma that would cut it."""
    if not person.family:
        return (person.literal or person.given).replace(",", " ").replace("  ", " ") + (
            "," if person.literal and " " not in person.literal else ""
        )
    return ", ".join(
        filter(None, (person.sort_name if not person.literal else person.family, person.given, person.suffix))
    )
