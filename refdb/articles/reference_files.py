"""Files that hold references and no article: BibTeX, RIS, PubMed's NBIB -> an Article of references alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from refdb.articles.assembling import Piece, article_from_pieces
from refdb.articles.composing import compose
from refdb.bibfile import parse_bib, reference_of
from refdb.errors import InputError
from refdb.model import Article, ParsedReference, Person, ReferenceType, Source

_BIB = re.compile(
    r"\s*(?:%[^\n]*\n\s*|@comment\b[^\n]*\n\s*|@preamble\b[^\n]*\n\s*|@string\b[^\n]*\n\s*)*@\w+\s*[{(]", re.I
)
_TAGGED = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")
_RIS_TYPES: dict[str, ReferenceType] = {
    "JOUR": "article", "JFULL": "article", "MGZN": "article", "NEWS": "article", "ABST": "article", "EJOUR": "article",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "CONF": "proceedings",
    "CPAPER": "proceedings", "STAND": "standard", "THES": "thesis", "RPRT": "report",
    "GOVDOC": "report", "DATA": "dataset", "COMP": "software",
    "ELEC": "webpage", "WEB": "webpage", "BLOG": "webpage", "UNPB": "preprint", "STAT": "law",
    "CASE": "law", "BILL": "law",
}  # fmt: skip


def kind_of_reference_file(head: str) -> str:
    """Tell "bibtex", "ris" or "nbib" by how the text begins; ``""`` for anything else."""
    if _BIB.match(head):
        return "bibtex"
    first = head.lstrip("\ufeff \t\r\n")[:200]
    return "ris" if re.match(r"TY {1,2}- ", first) else "nbib" if re.match(r"PMID {0,2}- ?\d", first) else ""


def read_references(text: str, source: Source) -> Article:
    """The references of a bibliographic file, in its order; what cannot be read of it is named in the warnings.

    Raises:
        InputError: no entry in it could be read.
    """
    warnings: list[str] = []
    found: list[tuple[str, ParsedReference]] = []
    if source.format == "bibtex":
        entries, failures = parse_bib(text)
        found = [(entry.key, reference_of(entry)) for entry in entries]
        warnings = [f"line {f.line}: an entry could not be read ({f.cause})." for f in failures]
    else:
        read = _from_ris if source.format == "ris" else _from_nbib
        found = [("", read(record)) for record in _records(text, source.format)]
    pieces = [
        Piece("reference", raw, (), (key,) if key else (), replace(fields, raw=raw, confidence=1.0), str(n))
        for n, (key, fields) in enumerate(found, 1)
        if (raw := fields.raw or compose(fields))
    ]
    if not pieces:
        raise InputError(f"{source.name} holds no {source.format} entry that could be read")
    article = article_from_pieces(pieces, source)
    return replace(article, warnings=tuple(warnings))


def _records(text: str, kind: str) -> Iterator[Mapping[str, list[str]]]:
    """The records of a tagged file: tag -> its values in order. A line without a tag goes on with the one above."""
    record: dict[str, list[str]] = {}
    last = ""
    begins = "TY" if kind == "ris" else "PMID"
    for line in text.split("\n"):
        match = _TAGGED.match(line.rstrip())
        if match:
            tag, value = match.groups()
            if tag == begins and record:
                yield record
                record = {}
            if tag != "ER":
                record.setdefault(tag, []).append(value.strip())
                last = tag
        elif line.strip() and last:
            record[last][-1] = f"{record[last][-1]} {line.strip()}"
    if record:
        yield record


def _first(record: Mapping[str, list[str]], *tags: str) -> str:
    return next((value for tag in tags for value in record.get(tag, ()) if value), "")


def _from_ris(record: Mapping[str, list[str]]) -> ParsedReference:
    kind = _RIS_TYPES.get(_first(record, "TY"), "")
    first, last = _first(record, "SP"), _first(record, "EP")
    year = re.search(r"(?<!\d)\d{4}(?!\d)", _first(record, "PY", "Y1", "DA"))
    number = re.sub(r"[^\dXx]", "", _first(record, "SN"))
    return ParsedReference(
        "",
        type=kind,
        authors=tuple(_person(name) for tag in ("AU", "A1") for name in record.get(tag, ()) if name),
        editors=tuple(_person(name) for tag in ("ED", "A2") for name in record.get(tag, ()) if name),
        title=_first(record, "TI", "T1", "CT"),
        container_title=_first(record, "JO", "JF", "T2", "BT", "JA") if kind != "book" else "",
        year=int(year.group()) if year else None,
        volume=_first(record, "VL"),
        issue=_first(record, "IS"),
        pages=_pages(f"{first}-{last}" if first and last and "-" not in first else first),
        publisher=_first(record, "PB"),
        doi=_doi(_first(record, "DO", "M3", "L3", "UR")),
        isbn=number if len(number) in (10, 13) else "",
        url=_first(record, "UR", "L2"),
    )


def _from_nbib(record: Mapping[str, list[str]]) -> ParsedReference:
    year = re.search(r"\d{4}", _first(record, "DP", "DEP"))
    ids = " ".join(record.get("LID", []) + record.get("AID", []))
    names = [_person(name) for name in record.get("FAU", []) or record.get("AU", [])]
    return ParsedReference(
        "",
        type="article",
        authors=(*names, *(Person(literal=name) for name in record.get("CN", ()))),
        title=_first(record, "TI", "BTI").rstrip("."),
        container_title=_first(record, "JT", "TA"),
        year=int(year.group()) if year else None,
        volume=_first(record, "VI"),
        issue=_first(record, "IP"),
        pages=_pages(_first(record, "PG")),
        doi=_doi(ids),
        pmid=_first(record, "PMID"),
        pmcid=_first(record, "PMC"),
    )


def _person(name: str) -> Person:
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or not parts[1]:
        return Person(literal=parts[0])
    return Person(family=parts[0], given=parts[1], suffix=parts[2] if len(parts) > 2 else "")


def _pages(printed: str) -> str:
    first, dash, last = re.sub(r"\s*[–—-]+\s*", "-", printed).partition("-")
    if dash and first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}-{last}" if dash and last and last != first else first


def _doi(text: str) -> str:
    match = re.search(r"10\.\d{4,9}/\S+", text)
    return match.group().rstrip(".,;)").lower() if match else ""
