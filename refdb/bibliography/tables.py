"""CSV and TSV files -> works; columns are known by their names, or mapped: ``{"Titel": "title"}``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.csl.items import work_from_item
from refdb.bibliography.tagged.lines import person_of
from refdb.errors import InputError
from refdb.model import Person, Work
from refdb.text.patterns import BLANKS, pages_of

FIELDS = (
    "key", "type", "title", "authors", "editors", "container_title", "year", "date", "volume", "issue", "pages",
    "publisher", "publisher_place", "edition", "doi", "pmid", "pmcid", "arxiv", "isbn", "issn", "url", "language",
    "abstract", "tags", "collections", "notes", "files",
)  # fmt: skip
_NAMES = {
    "citation key": "key", "citekey": "key", "bibtex key": "key", "id": "key", "item type": "type", "document type": "type",
    "publication type": "type", "article title": "title", "document title": "title", "author": "authors",
    "author(s)": "authors", "author full names": "authors", "editor": "editors", "editor(s)": "editors", "journal": "container_title", "journal/book": "container_title",
    "publication title": "container_title", "source title": "container_title", "source": "container_title",
    "publication year": "year", "pub year": "year", "publication date": "date", "number": "issue", "page": "pages",
    "place": "publisher_place", "isbns": "isbn", "link": "url", "abstract note": "abstract", "keywords": "tags",
    "author keywords": "tags", "manual tags": "tags", "automatic tags": "tags", "note": "notes", "extra": "notes",
    "file attachments": "files", "pubmed id": "pmid", "pmc id": "pmcid", "arxiv id": "arxiv", "vol": "volume",
    "collection": "collections", "doi link": "doi", "author names": "authors", "author name": "authors",
    "start page": "first page", "page start": "first page", "first page": "first page", "beginning page": "first page",
    "end page": "last page", "page end": "last page", "last page": "last page", "ending page": "last page",
    "article number": "article_number", "art. no.": "article_number", "art no": "article_number",
    "article no.": "article_number", "article no": "article_number", "title of article": "title",
}  # fmt: skip
_CSL = {
    "container_title": "container-title", "publisher_place": "publisher-place", "doi": "DOI", "pmid": "PMID",
    "pmcid": "PMCID", "isbn": "ISBN", "issn": "ISSN", "url": "URL", "pages": "page", "key": "id",
}  # fmt: skip
_TYPES = {
    "journalarticle": "article-journal", "article": "article-journal", "journal article": "article-journal",
    "review": "article-journal", "booksection": "chapter", "book chapter": "chapter", "conferencepaper": "paper-conference",
    "conference paper": "paper-conference", "thesis": "thesis", "dissertation": "thesis", "preprint": "posted-content",
}  # fmt: skip
_WITH_INITIALS = re.compile(
    r"([^\W\d_][^\d,.]*[^\W\d_])\s+((?:[^\W\d_a-z]\.?[\s-]?){1,4}(?<!UK)(?<!USA)(?<!EU))(?: (?:Jr|Sr))?\.?"
)


def works_of(text: str, columns: Mapping[str, str] | None = None) -> tuple[list[Work], list[str]]:
    """The works of a table with a head line, and the rows that name none; columns nobody knows are kept.

    Args:
        text: comma-, semicolon- or tab-separated.
        columns: column -> field of ``FIELDS`` (or any CSL variable), beside those that are known by their names.

    Raises:
        InputError: no column is known, or a mapped one is not there.
    """
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_delimiter(text))
    head = [name.strip() for name in next(rows, [])]
    missing = [name for name in columns or {} if name not in head]
    if missing:
        raise InputError(f"no column {missing[0]!r} in the table; it has {', '.join(map(repr, head))}")
    names = [(columns or {}).get(name) or _known(name) for name in head]
    if not {"title", "doi", "pmid", "arxiv", "isbn"}.intersection(names):
        raise InputError(
            f"no column of the table is a title or an identifier; it has {', '.join(map(repr, head))}; "
            "say which is which with --column NAME=title"
        )
    works, said = [], []
    for row in rows:
        pairs = [(name or "", column, value.strip()) for name, column, value in zip(names, head, row, strict=False)]
        work = _work([pair for pair in pairs if pair[2]])
        if work.title or work.doi or work.pmid or work.arxiv or work.isbn:
            works.append(work)
        elif any(cell.strip() for cell in row):
            said.append(f"line {rows.line_num}: neither title nor identifier; left out")
    return works, said


def is_table(head: str) -> bool:
    """Whether a text begins with a line of column names that are known."""
    line = head.lstrip("\ufeff").split("\n", 1)[0]
    cells = [cell.strip().strip('"') for cell in re.split(r"[,;\t]", line)]
    known = {_known(cell) for cell in cells} - {None}
    return len(known) > 1 and bool({"title", "doi", "pmid"} & known)


def _delimiter(text: str) -> str:
    line = text.split("\n", 1)[0]
    return max("\t;,", key=line.count)


def _known(column: str) -> str | None:
    name = " ".join(re.sub(r"[_-]", " ", column).lower().split())
    if name.replace(" ", "_") in FIELDS:
        return name.replace(" ", "_")
    return _NAMES.get(name)


def _work(cells: list[tuple[str, str, str]]) -> Work:
    item: dict[str, Any] = {"custom": {}}
    extra: list[tuple[str, str]] = []
    own: dict[str, tuple[str, ...]] = {}
    bounds: dict[str, str] = {}
    for name, column, value in cells:
        if name in ("tags", "collections", "files", "notes"):
            own[name] = (*own.get(name, ()), *([value] if name == "notes" else _listed(value)))
        elif name in ("authors", "editors"):
            item[name[:-1]] = [_csl(person) for person in _people(value)]
        elif name in ("first page", "last page"):
            bounds[name] = value
        elif name == "article_number":
            item["article-number"] = value
        elif name == "pages":
            item["page"] = pages_of(value)
        elif name == "type":
            item["type"] = _TYPES.get(value.lower(), value.lower().replace(" ", "-"))
        elif name in ("year", "date"):
            item["issued"] = {"raw": value} if name == "date" or "issued" not in item else item["issued"]
        elif name in FIELDS:
            item[_CSL.get(name, name)] = value
        elif name:
            extra.append((name, value))
        else:
            extra.append((f"csv:{column}", value))
    if bounds and "page" not in item:
        item["page"] = pages_of("-".join(bounds[name] for name in ("first page", "last page") if name in bounds))
    work = work_from_item(item)
    values = {name: tuple(dict.fromkeys(value)) for name, value in own.items()}
    return _replaced(work, values, extra)


def _replaced(work: Work, values: Mapping[str, tuple[str, ...]], extra: list[tuple[str, str]]) -> Work:
    from dataclasses import replace

    return replace(work, **values, extra=(*work.extra, *extra))  # type: ignore[arg-type]


def _listed(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|]" if re.search(r"[;|]", value) else ",", value) if part.strip()]


def _people(value: str) -> list[Person]:
    """Names as tables have them: ``Family, Given; Family, Given``, or joined by "and"."""
    if ";" in value or "|" in value:
        names = [re.sub(rf"{BLANKS}\(\d+\)$", "", name) for name in _listed(value)]
        return [person_of(name) if "," in name else people_of(name)[0] for name in names]
    parts = (value if "." in value[:-1] else value.rstrip(".")).split(", ")
    if len(parts) > 1 or _WITH_INITIALS.fullmatch(parts[0]):
        # PubMed's "LeBoff MS, Chou SH", Scopus' and Embase's "Sica A., Massarotti M.": no comma within a name
        found = [_WITH_INITIALS.fullmatch(part) for part in parts]
        if all(found):
            return [Person(family=match[1], given=match[2]) for match in found if match]
    return list(people_of(value))


def _csl(person: Person) -> dict[str, str]:
    if person.literal and not person.family:
        return {"literal": person.literal}
    return {
        "family": person.family,
        "given": person.given,
        "non-dropping-particle": person.particle,
        "suffix": person.suffix,
    }
