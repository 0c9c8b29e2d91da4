"""What reference managers leave in Word fields -> the works that a field cites, with their fields.

Zotero and Mendeley write CSL-JSON, EndNote its own XML (in the field's code or, base64, in its data), newer Mendeley
a content control, Citavi its own JSON in base64, Word itself a key of ``customXml``.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from refdb.bibliography.composing import compose
from refdb.errors import InputError
from refdb.model import ParsedReference, Person, ReferenceType
from refdb.text.budgets import within_tags
from refdb.text.patterns import YEAR_OF_FIELD, doi_in, pages_of

_CSL_TYPES: dict[str, ReferenceType] = {
    "article-journal": "article", "article": "preprint", "article-magazine": "article", "article-newspaper": "article",
    "review": "article", "chapter": "chapter", "entry-encyclopedia": "chapter", "book": "book", "thesis": "thesis",
    "paper-conference": "proceedings", "report": "report", "dataset": "dataset", "software": "software",
    "webpage": "webpage", "post-weblog": "webpage", "legislation": "law", "legal_case": "law", "standard": "standard",
}  # fmt: skip
_ENDNOTE_TYPES: dict[str, ReferenceType] = {
    "Journal Article": "article", "Book": "book", "Edited Book": "book", "Book Section": "chapter", "Thesis": "thesis",
    "Conference Paper": "proceedings", "Conference Proceedings": "proceedings", "Report": "report",
    "Web Page": "webpage", "Dataset": "dataset", "Computer Program": "software", "Statute": "law", "Case": "law",
    "Standard": "standard", "Electronic Article": "article", "Magazine Article": "article",
}  # fmt: skip
_CITAVI_TYPES: dict[str, ReferenceType] = {
    "JournalArticle": "article", "NewspaperArticle": "article", "Book": "book", "BookEdited": "book",
    "Contribution": "chapter", "ConferenceProceedings": "proceedings", "Thesis": "thesis",
    "InternetDocument": "webpage", "UnpublishedWork": "report", "GreyLiterature": "report", "ReportOrReview": "report",
    "Statute": "law", "Standard": "standard", "ComputerProgram": "software",
}  # fmt: skip
_WORD_TYPES: dict[str, ReferenceType] = {
    "JournalArticle": "article", "ArticleInAPeriodical": "article", "Book": "book", "BookSection": "chapter",
    "ConferenceProceedings": "proceedings", "Report": "report", "InternetSite": "webpage",
    "DocumentFromInternetSite": "webpage", "Case": "law",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cited:
    """A work that a field cites: the key that is the same wherever it is cited, and its fields."""

    key: str
    fields: ParsedReference


class UnreadableFieldError(ValueError):
    """A citation field whose payload is cut or broken."""


# What each program calls the fields; of several names the first that is given.
_WORD_NAMES = {
    "title": "Title", "container_title": "JournalName BookTitle ConferenceName", "volume": "Volume", "issue": "Issue",
    "pages": "Pages", "publisher": "Publisher", "doi": "DOI", "url": "URL",
}  # fmt: skip
_CITAVI_NAMES = {
    "title": "Title", "container_title": "container", "volume": "Volume", "issue": "Number", "doi": "Doi",
    "pmid": "PubMedId",
}  # fmt: skip
_CSL_NAMES = {
    "title": "title", "container_title": "container-title", "volume": "volume", "issue": "issue", "pages": "page",
    "publisher": "publisher", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "isbn": "ISBN", "url": "URL",
}  # fmt: skip
_ENDNOTE_NAMES = {
    "title": "titles/title", "container_title": "titles/secondary-title periodical/full-title", "volume": "volume",
    "issue": "number", "pages": "pages", "publisher": "publisher", "doi": "electronic-resource-num",
    "pmid": "accession-num", "url": "urls/related-urls/url",
}  # fmt: skip
_READ: dict[str, Callable[[str], str]] = {
    "pages": pages_of,
    "doi": doi_in,
    "isbn": lambda value: re.sub(r"[^\dXx]", "", value.split(" ")[0]),
}


def cited_by_code(code: str, data: str) -> list[Cited] | None:
    """What a field's code (and its base64 data) cites; None where it is no citation field.

    Raises:
        UnreadableFieldError: it is one, and cannot be read.
    """
    if "CSL_CITATION" in code:
        return list(_from_csl(_json(code[code.index("CSL_CITATION") + len("CSL_CITATION") :])))
    citavi = re.search(r"CitaviPlaceholder\s*\{?\s*([A-Za-z0-9+/=\s]+)", code)
    if citavi:
        return list(_from_citavi(_json(_decoded(citavi.group(1)))))
    if re.match(r"\s*ADDIN\s+EN\.CITE", code):
        start = code.find("<EndNote")
        xml = code[start : code.rfind(">") + 1] if start >= 0 else _decoded(data) if data else ""
        return list(_from_endnote(xml)) if xml else []
    return None


def cited_by_tag(tag: str) -> list[Cited] | None:
    """What a content control's tag cites (Mendeley Cite); None where it is none.

    Raises:
        UnreadableFieldError: it is one, and cannot be read.
    """
    match = re.match(r"MENDELEY_CITATION_v\d+_(.+)", tag, re.S)
    return list(_from_csl(_json(_decoded(match.group(1))))) if match else None


def keys_of_word(code: str) -> list[str]:
    r"""The keys of Word's own citation field: ``CITATION Smi19 \l 1033 \m Jon20``."""
    match = re.match(r"\s*CITATION\s+(\S+)(.*)", code, re.S)
    return [match.group(1), *re.findall(r"\\m\s+(\S+)", match.group(2))] if match else []


def word_sources(xml: bytes) -> dict[str, ParsedReference]:
    """The sources that Word keeps for its own citations, by key; empty where the part is something else."""
    root = _xml(xml)
    if root is None or not str(root.tag).endswith("}Sources"):
        return {}
    found = {}
    for source in root:
        text = {etree.QName(e).localname: (e.text or "").strip() for e in source if isinstance(e.tag, str)}
        people = [
            Person(family=_local(p, "Last"), given=" ".join(filter(None, (_local(p, "First"), _local(p, "Middle")))))
            for p in source.iterfind(".//{*}Author/{*}Author//{*}Person")
        ]
        corporate = "".join(source.xpath(".//*[local-name()='Corporate']/text()"))
        authors = tuple(people) or ((Person(literal=corporate),) if corporate else ())
        kind = _WORD_TYPES.get(text.get("SourceType", ""), "")
        found[text.get("Tag", "")] = _reference(text, _WORD_NAMES, text.get("Year", ""), type=kind, authors=authors)
    return found


def _reference(text: Mapping[str, str], names: Mapping[str, str], year: str, **known: Any) -> ParsedReference:  # noqa: ANN401
    """What a program's record says, under its own ``names`` of the fields, and what was read of it already."""
    told = {name: next(filter(None, map(text.get, own.split())), "") for name, own in names.items()}
    told = {name: _READ[name](value) if name in _READ else value for name, value in told.items()}
    found = YEAR_OF_FIELD.search(year)
    fields = ParsedReference("", year=int(found.group(1)) if found else None, confidence=1.0, **{**told, **known})
    return replace(fields, raw=compose(fields))


def _json(text: str) -> Mapping[str, Any]:
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text.strip())
    except (ValueError, RecursionError) as error:
        raise UnreadableFieldError(str(error)) from error
    if not isinstance(value, dict):
        raise UnreadableFieldError("no JSON object")
    return value


def _decoded(data: str) -> str:
    try:
        return base64.b64decode("".join(data.split()) + "==").decode("utf-8", "replace").rstrip("\x00")
    except (binascii.Error, ValueError) as error:
        raise UnreadableFieldError(str(error)) from error


def _from_csl(citation: Mapping[str, Any]) -> Iterator[Cited]:
    items = citation.get("citationItems")
    for item in items if isinstance(items, list) else []:
        data = item.get("itemData") if isinstance(item, dict) else None
        if isinstance(data, dict):
            fields = _csl_fields(data)
            uris = item.get("uris") or item.get("uri") or []
            name = fields.doi or (uris[0] if isinstance(uris, list) and uris else "") or fields.raw.casefold()
            yield Cited(str(name), fields)


def _from_citavi(placeholder: Mapping[str, Any]) -> Iterator[Cited]:
    """The works of a Citavi placeholder: .NET's JSON, where a work that was written before is named by its number."""
    entries = placeholder.get("Entries")
    for entry in entries if isinstance(entries, list) else []:
        work = entry.get("Reference") if isinstance(entry, dict) else None
        if not isinstance(work, dict) or not (work.get("Title") or work.get("Authors")):
            continue
        text = {key: _plain(value) for key, value in work.items() if isinstance(value, str | int | float)}
        journal = work.get("Periodical")
        parent = work.get("ParentReference")
        container = journal.get("Name") if isinstance(journal, dict) else None
        if not container and isinstance(parent, dict):
            container = parent.get("Title")
        text["container"] = _plain(container or "")
        fields = _reference(
            text,
            _CITAVI_NAMES,
            text.get("Year") or text.get("YearResolved", ""),
            type=_CITAVI_TYPES.get(text.get("ReferenceType", ""), ""),
            authors=_citavi_people(work.get("Authors")),
            editors=_citavi_people(work.get("Editors")),
        )
        yield Cited(f"citavi:{entry.get('ReferenceId') or work.get('Id') or fields.raw.casefold()}", fields)


def _citavi_people(names: object) -> tuple[Person, ...]:
    people = []
    for name in names if isinstance(names, list) else []:
        if isinstance(name, dict) and name.get("LastName"):
            given = " ".join(str(name[part]) for part in ("FirstName", "MiddleName") if name.get(part))
            people.append(Person(_plain(name["LastName"]), _plain(given), _plain(name.get("Prefix") or "")))
    return tuple(people)


def _csl_fields(data: Mapping[str, Any]) -> ParsedReference:
    text = {key: _plain(value) for key, value in data.items() if isinstance(value, str | int | float)}
    issued = data.get("issued") if isinstance(data.get("issued"), dict) else {}
    return _reference(
        text,
        _CSL_NAMES,
        json.dumps(issued) if issued else text.get("issued", ""),
        type=_CSL_TYPES.get(text.get("type", ""), ""),
        authors=_csl_people(data.get("author")),
        editors=_csl_people(data.get("editor")),
    )


def _csl_people(names: object) -> tuple[Person, ...]:
    people = []
    for name in names if isinstance(names, list) else []:
        if not isinstance(name, dict):
            continue
        part = {key: _plain(value) for key, value in name.items() if isinstance(value, str)}
        particle = part.get("non-dropping-particle") or part.get("dropping-particle", "")
        person = Person(
            part.get("family", ""), part.get("given", ""), particle, part.get("suffix", ""), part.get("literal", "")
        )
        if person.family or person.literal:
            people.append(person)
    return tuple(people)


def _from_endnote(xml: str) -> Iterator[Cited]:
    root = _xml(xml.encode("utf-8", "replace"))
    if root is None:
        raise UnreadableFieldError("broken EndNote XML")
    for cite in root.iter("Cite"):
        record = cite.find("record")
        key = cite.find(".//foreign-keys/key")
        if record is None:
            continue
        fields = _endnote_fields(record)
        name = f"{key.get('db-id') or ''}:{''.join(key.itertext())}" if key is not None else fields.raw.casefold()
        yield Cited(name, fields)


def _endnote_fields(record: etree._Element) -> ParsedReference:
    def text(path: str) -> str:
        found = record.find(path)
        return " ".join("".join(found.itertext()).split()) if found is not None else ""

    kind = record.find("ref-type")
    told = {path: text(path) for own in (*_ENDNOTE_NAMES.values(), "dates/year") for path in own.split()}
    told["titles/title"] = told["titles/title"].rstrip(".")
    if not re.fullmatch(r"\d{5,8}", told["accession-num"]):
        told["accession-num"] = ""  # of another database than PubMed
    told["urls/related-urls/url"] = told["urls/related-urls/url"].split(" ")[0]
    return _reference(
        told,
        _ENDNOTE_NAMES,
        told["dates/year"],
        type=_ENDNOTE_TYPES.get(kind.get("name") or "", "") if kind is not None else "",
        authors=_endnote_people(record, "contributors/authors/author"),
        editors=_endnote_people(record, "contributors/secondary-authors/author"),
    )


def _endnote_people(record: etree._Element, path: str) -> tuple[Person, ...]:
    people = []
    for author in record.iterfind(path):
        name = " ".join("".join(author.itertext()).split())
        family, comma, given = name.partition(",")
        if comma and given.strip():  # "World Health Organization," is an institution
            people.append(Person(family=family.strip(), given=given.strip()))
        elif name.strip(" ,"):
            words = name.strip(" ,").split(" ")
            person = Person(family=words[-1], given=" ".join(words[:-1])) if not comma and 1 < len(words) < 4 else None
            people.append(person or Person(literal=name.strip(" ,")))
    return tuple(people)


def _xml(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        within_tags(data, "a field")
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, InputError):
        return None


def _local(element: etree._Element, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""


def _plain(value: object) -> str:
    return " ".join(re.sub(r"</?(?:i|b|sup|sub|span|sc|em|strong)\b[^>]*>", "", str(value)).split())
