"""EndNote's XML export -> works (``<xml><records><record>…``; text stands in ``<style>`` elements)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refdb.bibliography.bibtex.fields import numbers_of, serials_of
from refdb.bibliography.tagged.lines import person_of
from refdb.bibliography.xml.roots import root_of
from refdb.model import Work
from refdb.text.patterns import YEAR_OF_FIELD, doi_in, pages_of

if TYPE_CHECKING:
    from lxml import etree

_TYPES = {
    "Journal Article": "journal-article", "Electronic Article": "journal-article", "Book": "book",
    "Electronic Book": "book", "Edited Book": "edited-book", "Book Section": "book-chapter",
    "Electronic Book Section": "book-chapter", "Conference Paper": "proceedings-article",
    "Conference Proceedings": "proceedings-article", "Thesis": "dissertation", "Report": "report",
    "Government Document": "report", "Dataset": "dataset", "Computer Program": "software", "Web Page": "webpage",
    "Blog": "webpage", "Patent": "patent", "Standard": "standard", "Case": "legal_case", "Statute": "legislation",
    "Bill": "bill", "Newspaper Article": "article-newspaper", "Magazine Article": "article-magazine",
    "Manuscript": "manuscript", "Unpublished Work": "manuscript", "Encyclopedia": "reference-entry",
    "Dictionary": "reference-entry", "Pamphlet": "pamphlet", "Map": "map", "Generic": "other",
}  # fmt: skip
_READ = (
    "ref-type contributors titles dates volume number pages publisher pub-location edition isbn electronic-resource-num "
    "urls abstract keywords notes research-notes language accession-num label rec-number foreign-keys database "
    "source-app periodical alt-periodical key"
).split()


def works_of(data: bytes) -> tuple[list[Work], list[str]]:
    """The works of an EndNote XML file, and what of it could not be read.

    Raises:
        InputError: it is no XML.
    """
    root, said = root_of(data)
    return [_work(record) for record in root.iter("record")], said


def _text(element: etree._Element | None) -> str:
    return " ".join(str(element.xpath("string()")).split()) if element is not None else ""


def _one(record: etree._Element, *paths: str) -> str:
    return next((text for path in paths if (text := _text(record.find(path)))), "")


def _all(record: etree._Element, path: str) -> list[str]:
    return [text for element in record.findall(path) if (text := _text(element))]


def _work(record: etree._Element) -> Work:
    kind = record.find("ref-type")
    name = kind.get("name", "") if kind is not None else ""
    date = _date(_one(record, "dates/year"), _one(record, "dates/pub-dates/date"))
    numbers = _one(record, "isbn")
    urls = _all(record, "urls/related-urls/url") + _all(record, "urls/web-urls/url")
    files = [path.replace("internal-pdf://", "") for path in _all(record, "urls/pdf-urls/url")]
    container = _one(record, "titles/secondary-title", "periodical/full-title", "alt-periodical/full-title")
    short = _one(record, "periodical/abbr-1", "alt-periodical/abbr-1", "titles/alt-title", "periodical/full-title")
    accession = _one(record, "accession-num")
    extra = [
        ("title-short", _one(record, "titles/short-title")),
        ("collection-title", _one(record, "titles/tertiary-title")),
    ]
    whole = name in ("Book", "Edited Book", "Electronic Book")
    if whole and container:
        extra.append(("collection-title", container))
    extra += [(f"endnote:{child.tag}", _text(child)) for child in record.iterchildren("*") if child.tag not in _READ]
    if accession and not accession.isdecimal():
        extra.append(("endnote:accession-num", accession))
    return Work(
        key=_one(record, "label") if re.fullmatch(r"[\w:.+-]{2,40}", _one(record, "label")) else "",
        type=_TYPES.get(name, "other" if name else ""),
        title=_one(record, "titles/title"),
        authors=tuple(person_of(author) for author in _all(record, "contributors/authors/author")),
        editors=tuple(person_of(editor) for editor in _all(record, "contributors/secondary-authors/author")),
        container_title="" if whole else container,
        container_title_short=short if short != container else "",
        year=date[0] if date else None,
        years=date[:1],
        date=date,
        volume=_one(record, "volume"),
        issue=_one(record, "number"),
        pages=pages_of(_one(record, "pages")),
        publisher=_one(record, "publisher"),
        publisher_place=_one(record, "pub-location"),
        edition=_one(record, "edition"),
        doi=doi_in(_one(record, "electronic-resource-num")) or doi_in(" ".join(urls)),
        pmid=accession if accession.isdecimal() else "",
        isbn=numbers_of(numbers),
        issn=serials_of(re.sub(r"[\d-]{10,}", " ", numbers)),
        url=next((url for url in urls if "doi.org" not in url), ""),
        language=_one(record, "language"),
        abstract=_one(record, "abstract"),
        tags=tuple(dict.fromkeys(_all(record, "keywords/keyword"))),
        notes=tuple(filter(None, (_one(record, "notes"), _one(record, "research-notes")))),
        files=tuple(files),
        extra=tuple((known, value) for known, value in extra if value),
    )


def _date(year: str, day: str) -> tuple[int, ...]:
    from refdb.bibliography.bibtex.fields import date_of

    found = YEAR_OF_FIELD.search(year) or YEAR_OF_FIELD.search(day)
    if not found:
        return ()
    month = re.search(r"[A-Za-z]{3,}", day)
    number = re.search(r"(?<!\d)\d{1,2}(?!\d)", day)
    return date_of({"year": found[0], "month": month[0] if month else "", "day": number[0] if number and month else ""})
