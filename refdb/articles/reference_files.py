"""Files that hold references and no article: BibTeX, RIS, PubMed's NBIB -> an Article of references alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from refdb.articles.assembling import Piece, article_from_pieces
from refdb.articles.composing import compose
from refdb.bibfile import parse_bib, reference_of
from refdb.errors import InputError
from refdb.model import Article, ParsedReference, Person, ReferenceType, Source
from refdb.tagged import first, person_of, records_of
from refdb.text import doi_in, pages_of

_RIS_TYPES: dict[str, ReferenceType] = {
    "JOUR": "article", "JFULL": "article", "MGZN": "article", "NEWS": "article", "ABST": "article", "EJOUR": "article",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "CHAP": "chapter", "ECHAP": "chapter", "CONF": "proceedings",
    "CPAPER": "proceedings", "STAND": "standard", "THES": "thesis", "RPRT": "report",
    "GOVDOC": "report", "DATA": "dataset", "COMP": "software",
    "ELEC": "webpage", "WEB": "webpage", "BLOG": "webpage", "UNPB": "preprint", "STAT": "law",
    "CASE": "law", "BILL": "law",
}  # fmt: skip


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
        found = [("", read(record)) for record in records_of(text, source.format)]
    pieces = [
        Piece("reference", raw, (), (key,) if key else (), replace(fields, raw=raw, confidence=1.0), str(n))
        for n, (key, fields) in enumerate(found, 1)
        if (raw := fields.raw or compose(fields))
    ]
    if not pieces:
        raise InputError(f"{source.name} holds no {source.format} entry that could be read")
    article = article_from_pieces(pieces, source)
    return replace(article, warnings=tuple(warnings))


def _from_ris(record: Mapping[str, list[str]]) -> ParsedReference:
    kind = _RIS_TYPES.get(first(record, "TY"), "")
    begin, end = first(record, "SP"), first(record, "EP")
    year = re.search(r"(?<!\d)\d{4}(?!\d)", first(record, "PY", "Y1", "DA"))
    number = re.sub(r"[^\dXx]", "", first(record, "SN"))
    return ParsedReference(
        "",
        type=kind,
        authors=tuple(person_of(name) for tag in ("AU", "A1") for name in record.get(tag, ()) if name),
        editors=tuple(person_of(name) for tag in ("ED", "A2") for name in record.get(tag, ()) if name),
        title=first(record, "TI", "T1", "CT"),
        container_title=first(record, "JO", "JF", "T2", "BT", "JA") if kind != "book" else "",
        year=int(year.group()) if year else None,
        volume=first(record, "VL"),
        issue=first(record, "IS"),
        pages=pages_of(f"{begin}-{end}" if begin and end and "-" not in begin else begin),
        publisher=first(record, "PB"),
        doi=doi_in(first(record, "DO", "M3", "L3", "UR")),
        isbn=number if len(number) in (10, 13) else "",
        url=first(record, "UR", "L2"),
    )


def _from_nbib(record: Mapping[str, list[str]]) -> ParsedReference:
    year = re.search(r"\d{4}", first(record, "DP", "DEP"))
    ids = " ".join(record.get("LID", []) + record.get("AID", []))
    names = [person_of(name) for name in record.get("FAU", []) or record.get("AU", [])]
    return ParsedReference(
        "",
        type="article",
        authors=(*names, *(Person(literal=name) for name in record.get("CN", ()))),
        title=first(record, "TI", "BTI").rstrip("."),
        container_title=first(record, "JT", "TA"),
        year=int(year.group()) if year else None,
        volume=first(record, "VI"),
        issue=first(record, "IP"),
        pages=pages_of(first(record, "PG")),
        doi=doi_in(ids),
        pmid=first(record, "PMID"),
        pmcid=first(record, "PMC"),
    )
