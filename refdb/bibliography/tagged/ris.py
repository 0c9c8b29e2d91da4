"""RIS <-> works, as EndNote, Zotero, Mendeley and refdb read and write it; a tag that has no place in ``Work`` is kept.

Research Information Systems' specification of 2001 and its successor of 2011, with tags that programs use beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refdb.bibliography.bibtex.fields import numbers_of, serials_of
from refdb.bibliography.bibtex.names import OTHERS, has_others
from refdb.bibliography.tagged.lines import Record, person_of
from refdb.bibliography.tagged.lines import works_of as tagged_works
from refdb.model import Person, Work
from refdb.text.patterns import DOI_LABEL, SHORT_DOI, doi_in, pages_of

_WORK_TYPES = {
    "JOUR": "journal-article", "EJOUR": "journal-article", "ABST": "journal-article", "INPR": "journal-article",
    "JFULL": "journal-issue", "MGZN": "article-magazine", "NEWS": "article-newspaper", "BOOK": "book", "EBOOK": "book",
    "EDBOOK": "edited-book", "SER": "book-series", "CHAP": "book-chapter", "ECHAP": "book-chapter",
    "DICT": "reference-entry", "ENCYC": "reference-entry", "CONF": "proceedings", "CPAPER": "proceedings-article",
    "THES": "dissertation", "RPRT": "report", "GOVDOC": "report", "STAND": "standard", "DATA": "dataset",
    "AGGR": "dataset", "COMP": "software", "ELEC": "webpage", "BLOG": "webpage", "WEB": "webpage", "PAMP": "pamphlet",
    "UNPB": "manuscript", "MANSCPT": "manuscript", "PAT": "patent", "CASE": "legal_case", "STAT": "legislation",
    "BILL": "bill", "HEAR": "hearing", "MPCT": "motion_picture", "VIDEO": "motion_picture", "SOUND": "song",
    "MUSIC": "musical_score", "MAP": "map", "ART": "graphic", "FIGURE": "figure", "PCOMM": "personal_communication",
    "SLIDE": "speech", "GEN": "other",
}  # fmt: skip
# Tags with a meaning that CSL names; other formats have it too.
_MORE = {"T3": "collection-title", "ST": "title-short", "Y2": "accessed", "CN": "call-number", "SE": "section"}
_IN_BOOKS = ("CHAP", "ECHAP", "CONF", "CPAPER", "DICT", "ENCYC")
_TYPES = {kind: name for name, kind in reversed(_WORK_TYPES.items())} | {  # the way back
    "monograph": "BOOK", "reference-book": "BOOK", "book-set": "BOOK", "book-section": "CHAP", "book-part": "CHAP",
    "book-track": "CHAP", "proceedings-series": "SER", "posted-content": "UNPB", "journal": "JFULL",
    "journal-volume": "JFULL", "peer-review": "JOUR", "report-component": "RPRT", "report-series": "RPRT",
    "standard-series": "STAND", "database": "DATA", "reference-entry": "ENCYC",
}  # fmt: skip


def works_of(text: str) -> tuple[list[Work], list[str]]:
    """The works of a file, in its order, and the records that say nothing, by line."""
    return tagged_works(text, "TY", _work)


def _work(take: Record) -> Work:
    """The work that a RIS record describes."""
    kind = take.first("TY").upper()
    date = _date_of(take.first("PY", "Y1"), take.first("DA"))
    whole = kind in ("BOOK", "EBOOK", "EDBOOK", "SER", "PAMP")
    title = take.first("TI", "T1", "CT", *(("BT",) if whole else ()))
    container = "" if whole else take.first("T2", "JO", "JF", "BT", "JA", "J2")
    full = take.first("JF", "JO") if kind in ("JOUR", "EJOUR") else ""
    if full and container and "." in container and "." not in full:
        container = full
    short = next((name for name in (take.first("J2"), take.first("JA"), take.first("JO")) if name != container), "")
    numbers = " ".join(take.all("SN"))
    doi = doi_in(take.first("DO")) or doi_in(take.first("M3", "L3")) or doi_in(take.first("UR"))
    more = [(name, value) for tag, name in _MORE.items() if (value := take.first(tag))]
    if whole and (series := take.first("T2")):
        more.append(("collection-title", series))
    urls = take.all("UR")
    others = [("ris:AU", name) for name in take.all("AU", "A1")[-1:] if OTHERS.fullmatch(name)]
    return Work(
        key=take.first("ID"),
        type=_WORK_TYPES.get(kind, ""),
        title=title,
        authors=tuple(person_of(name) for name in take.all("AU", "A1") if not OTHERS.fullmatch(name)),
        editors=tuple(person_of(name) for name in take.all("ED", *(("A2",) if kind in _IN_BOOKS or whole else ()))),
        container_title=container,
        container_title_short=short,
        year=date[0] if date else None,
        years=date[:1],
        date=date,
        volume=take.first("VL"),
        issue=take.first("IS"),
        pages=_pages_of(take.first("SP"), take.first("EP")),
        article_number=take.first("C7"),
        publisher=take.first("PB"),
        publisher_place=take.first("CY", "PP"),
        edition=take.first("ET"),
        doi=doi,
        pmid=_pmid_of(take.first("AN") if "PubMed" in take.first("DB") else ""),
        isbn=numbers_of(numbers),
        issn=serials_of(re.sub(r"[\d-]{10,}", " ", numbers)),
        url=next((url for url in urls if not doi_in(url) or "doi.org" not in url), _short_address(take.first("DO"))),
        language=take.first("LA"),
        abstract=take.first("AB", "N2"),
        tags=tuple(dict.fromkeys(take.all("KW"))),
        notes=take.all("N1", "RN"),
        files=take.all("L1", "L2", "L4"),
        extra=(*more, *others, *take.left("ris")),
    )


def _short_address(doi: str) -> str:
    """The address of a short DOI, which says no prefix; ``""`` for a whole one, or none."""
    short = DOI_LABEL.sub("", doi).strip()
    return f"https://doi.org/{short}" if SHORT_DOI.fullmatch(short) else ""


def _pages_of(begin: str, end: str) -> str:
    return pages_of(f"{begin}-{end}" if begin and end and "-" not in begin else begin)


def _pmid_of(printed: str) -> str:
    return printed if printed.isdecimal() else ""


def _date_of(*printed: str) -> tuple[int, ...]:
    """``2001/03/04/spring`` or a date that says more than the year does."""
    dates = []
    for text in printed:
        if match := re.match(r"\s*(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?(?!\d)", text):
            dates.append(tuple(int(part) for part in match.groups() if part and int(part)))
    return max(dates, key=lambda date: (date[0] == dates[0][0], len(date)), default=())


# --- write ----------------------------------------------------------------------------------


def export(works: Iterable[Work]) -> str:
    """The works as RIS records, in their order."""
    return "".join(pieces(works))


def pieces(works: Iterable[Work]) -> Iterator[str]:
    """What ``export`` gives, a record at a time."""
    for work in works:
        lines = "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in _lines(work) if value)
        yield f"{lines}ER  - \n\n"


def _lines(work: Work) -> Iterator[tuple[str, str]]:
    kind = _type(work)
    whole = kind in ("BOOK", "EBOOK", "EDBOOK", "SER", "PAMP")
    yield "TY", kind
    yield "ID", work.key
    yield from (("AU", _name(person)) for person in work.authors)
    yield "AU", "et al." if has_others(work) and not work.more("ris:AU") else ""
    yield from (("A2" if kind in _IN_BOOKS or whole else "ED", _name(person)) for person in work.editors)
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
    for tag, name in _MORE.items():
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
    if len(date) > 1 and date[1] <= 12:
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
