"""Records of RIS and NBIB files -> works; a tag that ``Work`` has no place for is kept under "ris:…" or "nbib:…".

RIS: Research Information Systems' specification of 2001 and its successor of 2011, with the tags that EndNote, Zotero
and Mendeley use; NBIB: https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format.
"""

from __future__ import annotations

import re
from dataclasses import replace

from refdb.bibliography.bibtex.blocks import MONTHS
from refdb.bibliography.bibtex.fields import numbers_of, serials_of
from refdb.bibliography.tagged.lines import Tagged, person_of, pubmed_person, records_of
from refdb.model import Person, Update, Work
from refdb.text.patterns import doi_in, pages_of

RIS_TYPES = {
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
RIS_MORE = {"T3": "collection-title", "ST": "title-short", "Y2": "accessed", "CN": "call-number", "SE": "section"}
IN_BOOKS = ("CHAP", "ECHAP", "CONF", "CPAPER", "DICT", "ENCYC")
NBIB_TYPES = {
    "Preprint": "posted-content", "Book Chapter": "book-chapter", "Book": "book", "Books": "book",
    "Dataset": "dataset", "Technical Report": "report", "Academic Dissertations": "dissertation",
}  # fmt: skip
_COMPUTED = frozenset(("SO", "AU", "CED"))  # said better by other tags
_MONTH = {name.title(): n for n, name in enumerate(MONTHS, 1)}


class _Record:
    """A record that knows which of its tags were read."""

    def __init__(self, record: Tagged) -> None:
        self._values = record.values
        self._read: set[str] = set()

    def first(self, *tags: str) -> str:
        """The first value that any of the tags has, or nothing."""
        for tag in tags:
            for value in self._values.get(tag, ()):
                if value:
                    self._read.add(tag)
                    return value
        return ""

    def all(self, *tags: str) -> tuple[str, ...]:
        """The values of all these tags."""
        self._read.update(tags)
        return tuple(value for tag in tags for value in self._values.get(tag, ()) if value)

    def left(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """What nobody asked for, and what a tag that is read once has more than once."""
        return tuple(
            (f"{prefix}:{tag}", value)
            for tag, values in self._values.items()
            if tag not in self._read
            for value in values
            if value
        )


def work_of_ris(record: Tagged) -> Work:
    """The work that a RIS record describes."""
    take = _Record(record)
    kind = take.first("TY").upper()
    date = _date(take.first("PY", "Y1"), take.first("DA"))
    whole = kind in ("BOOK", "EBOOK", "EDBOOK", "SER", "PAMP")
    title = take.first("TI", "T1", "CT", *(("BT",) if whole else ()))
    container = "" if whole else take.first("T2", "JO", "JF", "BT", "JA", "J2")
    full = take.first("JF", "JO") if kind in ("JOUR", "EJOUR") else ""
    if full and container and "." in container and "." not in full:
        container = full
    short = next((name for name in (take.first("J2"), take.first("JA"), take.first("JO")) if name != container), "")
    numbers = " ".join(take.all("SN"))
    doi = doi_in(take.first("DO")) or doi_in(take.first("M3", "L3")) or doi_in(take.first("UR"))
    more = [(name, value) for tag, name in RIS_MORE.items() if (value := take.first(tag))]
    if whole and (series := take.first("T2")):
        more.append(("collection-title", series))
    urls = take.all("UR")
    return Work(
        key=take.first("ID"),
        type=RIS_TYPES.get(kind, ""),
        title=title,
        authors=tuple(person_of(name) for name in take.all("AU", "A1")),
        editors=tuple(person_of(name) for name in take.all("ED", *(("A2",) if kind in IN_BOOKS or whole else ()))),
        container_title=container,
        container_title_short=short,
        year=date[0] if date else None,
        years=date[:1],
        date=date,
        volume=take.first("VL"),
        issue=take.first("IS"),
        pages=_pages(take.first("SP"), take.first("EP")),
        article_number=take.first("C7"),
        publisher=take.first("PB"),
        publisher_place=take.first("CY", "PP"),
        edition=take.first("ET"),
        doi=doi,
        pmid=_pmid(take.first("AN") if "PubMed" in take.first("DB") else ""),
        isbn=numbers_of(numbers),
        issn=serials_of(re.sub(r"[\d-]{10,}", " ", numbers)),
        url=next((url for url in urls if not doi_in(url) or "doi.org" not in url), ""),
        language=take.first("LA"),
        abstract=take.first("AB", "N2"),
        tags=tuple(dict.fromkeys(take.all("KW"))),
        notes=take.all("N1", "RN"),
        files=take.all("L1", "L2", "L4"),
        extra=(*more, *take.left("ris")),
    )


def _pages(begin: str, end: str) -> str:
    return pages_of(f"{begin}-{end}" if begin and end and "-" not in begin else begin)


def _pmid(printed: str) -> str:
    return printed if printed.isdecimal() else ""


def _date(*printed: str) -> tuple[int, ...]:
    """``2001/03/04/spring`` or a date that says more than the year does."""
    dates = []
    for text in printed:
        if match := re.match(r"\s*(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?(?!\d)", text):
            dates.append(tuple(int(part) for part in match.groups() if part and int(part)))
    return max(dates, key=lambda date: (date[0] == dates[0][0], len(date)), default=())


def work_of_nbib(record: Tagged) -> Work:
    """The work that a record of PubMed describes."""
    take = _Record(record)
    date, exact = _pubmed_date(take.first("DP", "DEP"))
    names = take.all("FAU") or take.all("AU")
    kinds = take.all("PT")
    title = take.first("TI", "BTI")
    in_book = bool(take.first("TI") and record.values.get("BTI"))
    kind = next((NBIB_TYPES[name] for name in kinds if name in NBIB_TYPES), "journal-article")
    ids = " ".join(take.all("LID", "AID"))
    serials = " ".join(take.all("IS"))
    extra = [("nbib:PT", name) for name in kinds if name != "Journal Article" and name not in NBIB_TYPES]
    extra += [] if exact else [("nbib:DP", take.first("DP"))]
    numbers = [one for one in (*take.all("LID"), *take.all("AID")) if not one.endswith("[doi]")]
    article_number = next((one.removesuffix(" [pii]") for one in numbers if not record.values.get("PG")), "")
    extra += [("nbib:AID", one) for one in dict.fromkeys(numbers) if one.removesuffix(" [pii]") != article_number]
    return Work(
        type="book-chapter" if in_book else kind,
        title=title[:-1] if title.endswith(".") and not title.endswith("..") else title,
        authors=(
            *(pubmed_person(name) for name in names),
            *(Person(literal=name) for name in take.all("CN")),
        ),
        editors=tuple(pubmed_person(name) for name in take.all("FED") or take.all("ED")),
        container_title=take.first("BTI") if in_book else take.first("JT", "TA"),
        container_title_short=take.first("TA"),
        year=date[0] if date else None,
        years=date[:1],
        date=date,
        volume=take.first("VI"),
        issue=take.first("IP"),
        pages=pages_of(take.first("PG")),
        article_number=article_number,
        publisher=take.first("PB"),
        publisher_place=take.first("PL"),
        edition=take.first("EN"),
        doi=doi_in(" ".join(one for one in (*take.all("LID"), *take.all("AID")) if "[doi]" in one) or ids),
        pmid=take.first("PMID"),
        pmcid=take.first("PMC"),
        isbn=numbers_of(" ".join(take.all("ISBN"))),
        issn=serials_of(serials),
        language=take.first("LA"),
        abstract=take.first("AB"),
        updates=tuple(_updates(take, kinds)),
        tags=tuple(dict.fromkeys(tag.lstrip("*") for tag in take.all("OT"))),
        notes=take.all("GN"),
        extra=(*extra, *((n, v) for n, v in take.left("nbib") if n.removeprefix("nbib:") not in _COMPUTED)),
    )


def _updates(take: _Record, kinds: tuple[str, ...]) -> list[Update]:
    """What befell the work, as PubMed links it."""
    found = []
    for tag, kind in (("RIN", "retraction"), ("ECI", "expression_of_concern"), ("EIN", "correction")):
        found += [Update(kind, doi_in(notice), "pubmed") for notice in take.all(tag)]
    if "Retracted Publication" in kinds and not any(update.type == "retraction" for update in found):
        found.append(Update("retraction", source="pubmed"))
    return found


def _pubmed_date(printed: str) -> tuple[tuple[int, ...], bool]:
    """The date of ``2001 Mar 5``, and whether that is all it says (not of ``2001 Mar-Apr``)."""
    match = re.match(r"(\d{4})(?:\s+([A-Z][a-z]{2})(?:\s+(\d{1,2}))?)?(.*)", printed)
    if not match:
        return (), not printed
    date: tuple[int, ...] = (int(match[1]),)
    if match[2] in _MONTH:
        date = (*date, _MONTH[match[2]], *((int(match[3]),) if match[3] else ()))
    return date, not match[4].strip() and (match[2] is None or match[2] in _MONTH)


def works_of_records(text: str, kind: str) -> tuple[list[Work], list[str]]:
    """The works of a RIS or NBIB file (``kind``), in its order, and the records that say nothing, by line."""
    read = work_of_ris if kind == "ris" else work_of_nbib
    begins = "TY" if kind == "ris" else "PMID"
    works, said = [], []
    for record in records_of(text, kind):
        work = read(record)
        if begins not in record.values:
            said.append(f"line {record.line}: a record that does not begin with {begins}")
        if work.title or work.authors or work.doi or work.pmid.strip("0"):
            works.append(work if work.pmid.strip("0") else replace(work, pmid=""))
        else:
            said.append(f"line {record.line}: a record with neither title nor author nor identifier; left out")
    return works, said
