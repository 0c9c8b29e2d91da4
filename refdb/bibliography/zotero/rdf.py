"""Zotero's RDF export -> works (bib, dc, dcterms, foaf, prism and Zotero's own vocabulary)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from refdb.bibliography.xml.roots import root_of
from refdb.bibliography.zotero.items import works_of as works_of_items
from refdb.model import Work

if TYPE_CHECKING:
    from lxml import etree

_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "z": "http://www.zotero.org/namespaces/export#",
    "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "bib": "http://purl.org/net/biblio#", "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "link": "http://purl.org/rss/1.0/modules/link/", "vcard": "http://nwalsh.com/rdf/vCard#",
    "vcard2": "http://www.w3.org/2006/vcard/ns#",
}  # fmt: skip
_ABOUT = f"{{{_NS['rdf']}}}about"
_RESOURCE = f"{{{_NS['rdf']}}}resource"
_ROLES = {"bib:authors": "author", "bib:editors": "editor", "bib:contributors": "contributor", "z:translators": "translator",
          "z:inventors": "inventor", "z:programmers": "programmer", "z:seriesEditors": "seriesEditor"}  # fmt: skip
_TEXTS = {
    "title": "dc:title", "date": "dc:date", "volume": "prism:volume", "issue": "prism:number", "pages": "bib:pages",
    "abstractNote": "dcterms:abstract", "language": "z:language", "edition": "prism:edition", "shortTitle": "z:shortTitle",
    "numPages": "z:numPages", "extra": "dc:description", "rights": "dc:rights", "accessDate": "dcterms:dateSubmitted",
    "type": "z:type", "citationKey": "z:citationKey", "numberOfVolumes": "z:numberOfVolumes",
}  # fmt: skip


def works_of(data: bytes) -> tuple[list[Work], list[str]]:
    """The works of a Zotero RDF file, and what of it could not be read.

    Raises:
        InputError: it is no XML.
    """
    root, said = root_of(data)
    known = {about: node for node in root if (about := node.get(_ABOUT))}
    members = {resource for node in root for resource in _resources(node, "dcterms:isPartOf")}
    items: list[dict[str, Any]] = []
    for node in root:
        kind = _text(node, "z:itemType")
        if kind and kind not in ("attachment", "note") and node.get(_ABOUT) not in members:
            items.append(_item(node, kind, known))
    document = {"items": items, "collections": _collections(root)}
    return works_of_items(document), said


def _find(node: etree._Element, path: str) -> list[etree._Element]:
    found: list[etree._Element] = node.findall(path, _NS)
    return found


def _text(node: etree._Element, path: str) -> str:
    return next((" ".join("".join(one.itertext()).split()) for one in _find(node, path)), "")


def _resources(node: etree._Element, path: str) -> list[str]:
    return [resource for one in _find(node, path) if (resource := one.get(_RESOURCE))]


def _item(node: etree._Element, kind: str, known: dict[str, etree._Element]) -> dict[str, Any]:
    item: dict[str, Any] = {"itemType": kind, "key": node.get(_ABOUT), "extra": ""}
    item |= {name: text for name, path in _TEXTS.items() if (text := _text(node, path))}
    item["creators"] = [
        {
            "creatorType": role,
            "lastName": _text(person, "foaf:surname"),
            "firstName": _text(person, "foaf:givenName") or _text(person, "foaf:givenname"),
        }
        for path, role in _ROLES.items()
        for person in _find(node, f"{path}/rdf:Seq/rdf:li/foaf:Person")
    ]
    places = [
        *_find(node, "dcterms:isPartOf/*"),
        *(known[r] for r in _resources(node, "dcterms:isPartOf") if r in known),
    ]
    for place in places:
        title = _text(place, "dc:title")
        if place.tag.endswith("}Series"):
            item["series"] = title
        else:
            item["publicationTitle"] = title
        for name, path in (
            ("volume", "prism:volume"),
            ("issue", "prism:number"),
            ("journalAbbreviation", "dcterms:alternative"),
        ):
            item.setdefault(name, _text(place, path))
        _identifiers(place, item)
    item["publisher"] = _text(node, "dc:publisher/foaf:Organization/foaf:name")
    item["place"] = _text(node, "dc:publisher/foaf:Organization/vcard:adr/vcard:Address/vcard:locality") or _text(
        node, "dc:publisher/foaf:Organization/vcard2:adr/vcard2:Address/vcard2:locality"
    )
    _identifiers(node, item)
    item["tags"] = [{"tag": tag} for tag in (*_texts(_find(node, "dc:subject")),) if tag]
    linked = [
        known[r] for path in ("link:link", "dcterms:isReferencedBy") for r in _resources(node, path) if r in known
    ]
    item["notes"] = [note for one in linked if one.tag.endswith("}Memo") and (note := _text(one, "rdf:value"))]
    item["attachments"] = [{"path": r} for one in linked for r in _resources(one, "rdf:resource")]
    return item


def _texts(nodes: Iterable[etree._Element]) -> list[str]:
    return [" ".join("".join(node.itertext()).split()) for node in nodes]


def _identifiers(node: etree._Element, item: dict[str, Any]) -> None:
    for identifier in _find(node, "dc:identifier"):
        text = " ".join("".join(identifier.itertext()).split())
        name, _, value = text.partition(" ")
        if name in ("ISBN", "ISSN", "DOI"):
            item.setdefault(name, value)
        elif re.match(r"https?://", text):
            item.setdefault("url", text)


def _collections(root: etree._Element) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for node in _find(root, "z:Collection"):
        found[node.get(_ABOUT) or ""] = {"name": _text(node, "dc:title"), "items": _resources(node, "dcterms:hasPart")}
    for key, collection in found.items():
        for part in collection["items"]:
            if part in found:
                found[part]["parent"] = key
    return found
