"""PubMed's NBIB <-> works; a tag that ``Work`` has no place for is kept.

https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from refdb.bibliography.bibtex.fields import numbers_of, serials_of
from refdb.bibliography.bibtex.syntax.blocks import MONTHS
from refdb.bibliography.tagged.lines import Record, person_of
from refdb.bibliography.tagged.lines import works_of as tagged_works
from refdb.model import Person, Update, Work
from refdb.text.patterns import doi_in, pages_of

_WORK_TYPES = {
    "Preprint": "posted-content", "Book Chapter": "book-chapter", "Book": "book", "Books": "book",
    "Dataset": "dataset", "Technical Report": "report", "Academic Dissertations": "dissertation",
}  # fmt: skip
_COMPUTED = frozenset(("SO", "AU", "CED"))  # said better by other tags
_MONTH = {name.title(): n for n, name in enumerate(MONTHS, 1)}
_GENERATION = re.compile(r"(.*\S) (Jr|Sr|2nd|3rd|[2-9]th|II|III|IV)\.?")
_TYPES = {kind: name for name, kind in reversed(_WORK_TYPES.items())} | {  # the way back
    "journal-article": "Journal Article",
    "monograph": "Book",
    "edited-book": "Book",
}
_WIDTH = 88


def works_of(text: str) -> tuple[list[Work], list[str]]:
    """The works of a file, in its order, and the records that say nothing, by line."""
    return tagged_works(text, "PMID", _work)


def _work(take: Record) -> Work:
    """The work that a record of PubMed describes."""
    date, exact = _pubmed_date(take.first("DP", "DEP"))
    names = take.all("FAU") or take.all("AU")
    kinds = take.all("PT")
    title = take.first("TI", "BTI")
    in_book = bool(take.first("TI") and take.all("BTI"))
    kind = next((_WORK_TYPES[name] for name in kinds if name in _WORK_TYPES), "journal-article")
    ids = " ".join(take.all("LID", "AID"))
    serials = " ".join(take.all("IS"))
    extra = [("nbib:PT", name) for name in kinds if name != "Journal Article" and name not in _WORK_TYPES]
    extra += [] if exact else [("nbib:DP", take.first("DP"))]
    numbers = [one for one in (*take.all("LID"), *take.all("AID")) if not one.endswith(("[doi]", "[bookaccession]"))]
    article_number = next((one.removesuffix(" [pii]") for one in numbers if not take.all("PG")), "")
    extra += [("nbib:AID", one) for one in dict.fromkeys(numbers) if one.removesuffix(" [pii]") != article_number]
    return Work(
        type="book-chapter" if in_book else kind,
        title=title[:-1] if title.endswith(".") and not title.endswith("..") else title,
        authors=(
            *(_person(name) for name in names),
            *(Person(literal=name) for name in take.all("CN")),
        ),
        editors=tuple(_person(name) for name in take.all("FED") or take.all("ED")),
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


def _updates(take: Record, kinds: tuple[str, ...]) -> list[Update]:
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


def _person(name: str) -> Person:
    """A name as PubMed has it, "King, Martin Luther Jr"."""
    person = person_of(name)
    match = _GENERATION.fullmatch(person.given)
    return Person(person.family, match[1], suffix=match[2]) if match and not person.suffix else person


# --- write ----------------------------------------------------------------------------------


def export(works: Iterable[Work]) -> str:
    """The works as records of PubMed, in their order; a work that PubMed does not have begins with an empty number."""
    return "".join(pieces(works))


def pieces(works: Iterable[Work]) -> Iterator[str]:
    """What ``export`` gives, a record at a time."""
    for n, work in enumerate(works):
        yield ("\n" if n else "") + "".join(_wrapped(tag, value) for tag, value in _lines(work))


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
