"""Bibliographic files -> works: BibTeX and BibLaTeX, RIS, PubMed's NBIB."""

from __future__ import annotations

import re
from collections.abc import Mapping

from refdb.bibfile import BibEntry, parse_bib, people_of
from refdb.model import Work
from refdb.tagged import first, kind_of_reference_file, person_of, records_of
from refdb.tex import to_text
from refdb.text import doi_in, pages_of

# Crossref's type names.
_BIB_TYPES = {
    "article": "journal-article", "book": "book", "mvbook": "book", "booklet": "book", "collection": "edited-book",
    "inbook": "book-chapter", "incollection": "book-chapter", "inproceedings": "proceedings-article",
    "conference": "proceedings-article", "proceedings": "proceedings", "phdthesis": "dissertation",
    "mastersthesis": "dissertation", "thesis": "dissertation", "techreport": "report", "report": "report",
    "manual": "report", "dataset": "dataset", "software": "software", "online": "webpage",
    "unpublished": "posted-content", "standard": "standard",
}  # fmt: skip
_RIS_TYPES = {
    "JOUR": "journal-article", "EJOUR": "journal-article", "MGZN": "journal-article", "BOOK": "book", "EBOOK": "book",
    "EDBOOK": "edited-book", "CHAP": "book-chapter", "ECHAP": "book-chapter", "CONF": "proceedings-article",
    "CPAPER": "proceedings-article", "THES": "dissertation", "RPRT": "report", "DATA": "dataset", "COMP": "software",
    "ELEC": "webpage", "UNPB": "posted-content", "STAND": "standard",
}  # fmt: skip


def works_of(text: str) -> tuple[list[Work], list[str]] | None:
    """(the works of a bibliographic file in its order, what of it could not be read); None where it is no such file."""
    kind = kind_of_reference_file(text[:20_000])
    if kind == "bibtex":
        entries, failures = parse_bib(text)
        said = [f"line {f.line}: an entry could not be read ({f.cause})" for f in failures]
        return [work_of_entry(entry) for entry in entries], said
    if not kind:
        return None
    read = _from_ris if kind == "ris" else _from_nbib
    return [read(record) for record in records_of(text, kind)], []


def work_of_entry(entry: BibEntry) -> Work:
    """The work that a BibTeX or BibLaTeX entry describes, under the entry's key."""
    text = {name: to_text(value) for name, value in entry.fields.items()}

    def one(*names: str) -> str:
        return next((text[name] for name in names if text.get(name)), "")

    date = tuple(int(part) for part in re.findall(r"\d+", one("date"))[:3]) or _year_and_month(text)
    container = one("journaltitle", "journal", "booktitle", "maintitle")
    eprint = one("eprint") if "arxiv" in one("eprinttype", "archiveprefix").lower() else ""
    return Work(
        key=entry.key,
        type=_BIB_TYPES.get(entry.type, ""),
        title=one("title"),
        subtitle=one("subtitle"),
        authors=people_of(entry.fields.get("author", "")),
        editors=people_of(entry.fields.get("editor", "")),
        container_title=container,
        container_title_short=one("shortjournal"),
        year=date[0] if date else None,
        years=date[:1],
        date=date,
        volume=one("volume"),
        issue=one("number", "issue"),
        pages=pages_of(one("pages")),
        publisher=one("publisher", "school", "institution", "organization"),
        publisher_place=one("location", "address"),
        edition=one("edition"),
        doi=doi_in(one("doi")),
        pmid=one("pmid") if one("pmid").isdigit() else "",
        arxiv=eprint,
        isbn=_numbers(one("isbn")),
        issn=tuple(re.findall(r"\d{4}-\d{3}[\dXx]", one("issn"))),
        url=entry.fields.get("url", "").strip("{} ").replace(r"\_", "_").replace(r"\%", "%"),
        language=one("langid", "language"),
        abstract=one("abstract"),
    )


def _year_and_month(text: Mapping[str, str]) -> tuple[int, ...]:
    year = re.search(r"(?<!\d)\d{4}(?!\d)", text.get("year", ""))
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    month = text.get("month", "").lower()
    number = int(month) if month.isdigit() else next((i for i, m in enumerate(names, 1) if month.startswith(m)), 0)
    return (int(year.group()), *([number] if 1 <= number <= 12 else [])) if year else ()


def _numbers(printed: str) -> tuple[str, ...]:
    found = (re.sub(r"[^\dXx]", "", part) for part in re.split(r"[,;]|\s{2,}", printed))
    return tuple(number for number in found if len(number) in (10, 13))


def _from_ris(record: Mapping[str, list[str]]) -> Work:
    kind = first(record, "TY")
    begin, end = first(record, "SP"), first(record, "EP")
    date = tuple(int(part) for part in re.findall(r"\d+", first(record, "PY", "Y1", "DA"))[:3])
    in_a_book = kind in ("CHAP", "ECHAP", "CONF", "CPAPER")
    return Work(
        type=_RIS_TYPES.get(kind, ""),
        title=first(record, "TI", "T1", "CT"),
        authors=tuple(person_of(name) for tag in ("AU", "A1") for name in record.get(tag, ()) if name),
        editors=tuple(
            person_of(name) for tag in ("ED", *(("A2",) if in_a_book else ())) for name in record.get(tag, ()) if name
        ),
        container_title="" if kind == "BOOK" else first(record, "JO", "JF", "T2", "BT", "JA"),
        container_title_short=first(record, "JA", "J2"),
        year=date[0] if date else None,
        years=date[:1],
        date=date,
        volume=first(record, "VL"),
        issue=first(record, "IS"),
        pages=pages_of(f"{begin}-{end}" if begin and end and "-" not in begin else begin),
        publisher=first(record, "PB"),
        publisher_place=first(record, "CY"),
        edition=first(record, "ET"),
        doi=doi_in(first(record, "DO", "M3", "UR")),
        isbn=_numbers(first(record, "SN")),
        issn=tuple(re.findall(r"\d{4}-\d{3}[\dXx]", first(record, "SN"))),
        url=first(record, "UR"),
        language=first(record, "LA"),
        abstract=first(record, "AB", "N2"),
    )


def _from_nbib(record: Mapping[str, list[str]]) -> Work:
    year = re.search(r"\d{4}", first(record, "DP", "DEP"))
    names = [person_of(name) for name in record.get("FAU", []) or record.get("AU", [])]
    return Work(
        type="journal-article",
        title=first(record, "TI", "BTI").rstrip("."),
        authors=(*names, *(person_of(name.replace(",", "")) for name in record.get("CN", ()))),
        container_title=first(record, "JT", "TA"),
        container_title_short=first(record, "TA"),
        year=int(year.group()) if year else None,
        years=(int(year.group()),) if year else (),
        date=(int(year.group()),) if year else (),
        volume=first(record, "VI"),
        issue=first(record, "IP"),
        pages=pages_of(first(record, "PG")),
        doi=doi_in(" ".join(record.get("LID", []) + record.get("AID", []))),
        pmid=first(record, "PMID"),
        pmcid=first(record, "PMC"),
        issn=tuple(re.findall(r"\d{4}-\d{3}[\dXx]", " ".join(record.get("IS", ())))),
        language=first(record, "LA"),
        abstract=first(record, "AB"),
    )
