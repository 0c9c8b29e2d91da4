"""A JATS ``ref`` -> its references: the fields that it tags, and the string that it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from refdb.bibliography.composing import compose
from refdb.model import ParsedReference, Person, ReferenceType
from refdb.text.patterns import BLANKS, DOI, FIELD_YEAR

_CITATIONS = ("mixed-citation", "element-citation", "citation", "nlm-citation")
_TYPES: dict[str, ReferenceType] = {
    "journal": "article", "book": "book", "confproc": "proceedings", "conf-proc": "proceedings", "thesis": "thesis",
    "report": "report", "working-paper": "report", "gov": "report", "web": "webpage", "webpage": "webpage",
    "website": "webpage", "data": "dataset", "dataset": "dataset", "software": "software", "preprint": "preprint",
    "standard": "standard", "legal-doc": "law", "legal": "law",
}  # fmt: skip
_YEAR = re.compile(rf"({FIELD_YEAR})\s*([a-z])?\b")
_TITLES = ("article-title", "chapter-title", "part-title", "data-title")


@dataclass(frozen=True, slots=True)
class ListedReference:
    """A reference of the list, its printed number, and the names under which the text cites it."""

    parsed: ParsedReference
    label: str
    anchors: tuple[str, ...]


def references_of(ref: etree._Element) -> Iterator[ListedReference]:
    """The references of a ``ref``: one, unless it lists several under one number.

    A printed and a tagged form of the same reference are one, in ``citation-alternatives`` or side by side (SciELO).
    """
    found = list(ref.iter(*_CITATIONS))
    printed = [e for e in found if e.tag != "element-citation"]
    tagged = [e for e in found if e.tag == "element-citation"]
    anchors = [a for a in [ref.get("id"), *(e.get("id") for e in ref.iter() if e is not ref)] if a]
    label = _text(ref.find("label")) or (_text(found[0].find("label")) if found else "")
    label = re.sub(r"^[\[(]?(.*?)[\])]?\.?$", r"\1", label)
    if not found:
        raw = _text(ref, without=("label",))
        pairs = [(ParsedReference(raw), raw)] if raw else []
    elif len(printed) == len(tagged):
        pairs = [(_fields(t), _raw(p)) for p, t in zip(printed, tagged, strict=True)]
    else:
        pairs = [(_fields(e), _raw(e) if e.tag != "element-citation" else "") for e in found]
    for i, (fields, raw) in enumerate(pairs):
        shared = _anchors(ref, found, i) if len(pairs) > 1 else tuple(anchors)
        yield ListedReference(replace(fields, raw=raw or compose(fields)), label, shared)


def _anchors(ref: etree._Element, found: list[etree._Element], i: int) -> tuple[str, ...]:
    """The names that lead to the ``i``-th of several works: those of the ``ref`` and around them all, and its own."""
    others = {one.get("id") for j, one in enumerate(found) if j != i}
    names = [ref.get("id"), *(e.get("id") for e in ref.iter() if e is not ref)]
    return tuple(name for name in names if name and name not in others)


def _fields(citation: etree._Element) -> ParsedReference:
    kind = (citation.get("publication-type") or citation.get("citation-type") or "").lower()
    authors, editors = _people(citation)
    title = next((t for t in (_text(citation.find(f".//{tag}")) for tag in _TITLES) if t), "")
    source = _text(citation.find(".//source"))
    reference_type = _TYPES.get(kind, "")
    if not title and source and kind != "journal":  # a book, a report: what it is called is its title
        title, source = source, ""
    elif kind == "book" and source:
        reference_type = "chapter"
    year = _YEAR.search(_text(citation.find(".//year")) or _text(citation.find(".//date")))
    identifiers = _identifiers(citation)
    return ParsedReference(
        raw="",
        type=reference_type,
        authors=authors,
        editors=editors,
        title=title.rstrip(".").strip(),
        container_title=source.strip(" ,;"),
        year=int(year.group(1)) if year else None,
        year_suffix=(year.group(2) or "") if year else "",
        volume=_text(citation.find(".//volume")),
        issue=_text(citation.find(".//issue")).strip("()"),
        pages=_pages(citation),
        publisher=_text(citation.find(".//publisher-name")),
        et_al=citation.find(".//etal") is not None,
        isbn=re.sub(r"[^\dXx]", "", _text(citation.find(".//isbn"))),
        confidence=1.0 if title or authors else 0.0,
        **identifiers,
    )


def _people(citation: etree._Element) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    authors: list[Person] = []
    editors: list[Person] = []
    for element in citation.iter("name", "string-name", "collab"):
        group = next((a for a in element.iterancestors("person-group") if a is not None), None)
        role = (group.get("person-group-type") if group is not None else element.get("person-group-type")) or "author"
        person = _person(element)
        if person and role in ("author", "allauthors", "inventor", "compiler", "assignee", "curator"):
            authors.append(person)
        elif person and role.startswith("ed"):
            editors.append(person)
    return tuple(authors), tuple(editors)


def _person(element: etree._Element) -> Person | None:
    if element.tag == "collab":
        text = _text(element).rstrip(" .,")
        return Person(literal=text) if text else None
    family, given = _text(element.find("surname")), _text(element.find("given-names"))
    if not family:
        text = _text(element)
        return Person(literal=text) if text else None
    return Person(family=family.strip(" ,"), given=given.strip(" ,"), suffix=_text(element.find("suffix")).strip(" ,"))


def _pages(citation: etree._Element) -> str:
    whole = _text(citation.find(".//page-range"))
    first, last = _text(citation.find(".//fpage")), _text(citation.find(".//lpage"))
    if first and last and first != last:
        if first.isdigit() and last.isdigit() and len(last) < len(first):
            last = first[: len(first) - len(last)] + last
        return f"{first}-{last}"
    return first or re.sub(rf"{BLANKS}[–—−]\s*", "-", whole) or _text(citation.find(".//elocation-id"))


def _identifiers(citation: etree._Element) -> dict[str, str]:
    found = {"doi": "", "pmid": "", "pmcid": "", "arxiv": "", "url": ""}
    for element in citation.iter("pub-id", "object-id", "ext-link", "uri"):
        kind = (element.get("pub-id-type") or element.get("ext-link-type") or "uri").lower()
        text = _text(element)
        target = element.get("{http://www.w3.org/1999/xlink}href") or text
        doi = DOI.search(text) or DOI.search(target)
        if doi and (kind in ("doi", "uri") or "doi.org/" in target):
            found["doi"] = found["doi"] or doi.group().rstrip(".,;)").lower()
        elif kind in ("pmid", "pmcid", "arxiv"):
            found[kind] = found[kind] or text
        elif kind in ("uri", "url") and target.startswith("http"):
            found["url"] = found["url"] or target
    return found


def _raw(citation: etree._Element) -> str:
    """The printed string. PubMed Central drops the stop between names and year, and the blank behind it."""
    text = _text(citation, without=("label",))
    return re.sub(r"(?<!\s)\s++([.,;:])", r"\1", text)


def _text(element: etree._Element | None, without: tuple[str, ...] = ()) -> str:
    if element is None:
        return ""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            hidden = node.tag in without or node.tag == "tex-math"
            bare = node is not element and node.get("pub-id-type") == "pmid"
            if bare and not re.search(r"PM(?:ID|CID)\W*$", "".join(parts[-3:])):
                parts.append(" PMID: ")  # PubMed Central adds the bare number
            parts.append("" if hidden else node.text or "")
        elif node is not element:
            parts.append(node.tail or _between(node))
    return " ".join("".join(parts).split())


def _between(node: etree._Element) -> str:
    """What belongs between tags that are set side by side: "<surname>Zheng</surname><given-names>X</given-names>"."""
    following = node.getnext()
    if following is None:
        return " " if node.getparent().tag in (*_CITATIONS, "ref") else ""
    if node.tag in ("name", "string-name", "collab") and following.tag in ("name", "string-name", "collab", "etal"):
        return ", "
    return " " if node.getparent().tag in (*_CITATIONS, "ref", "name", "string-name", "person-group", "date") else ""
