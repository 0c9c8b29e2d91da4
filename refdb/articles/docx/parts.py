"""The parts of a Word file beside its body: addresses, properties, styles, numbering and notes."""

from __future__ import annotations

import re

from lxml import etree

from refdb.articles.packages import Package
from refdb.errors import InputError
from refdb.text.budgets import within_tags

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def parse_part(xml: bytes, name: str) -> etree._Element:
    """A part of the package as XML; ``name`` is the file's.

    Raises:
        InputError: it is damaged, declares entities, or has more tags than an article.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True
    )
    if b"<!DOCTYPE" in xml[:2000] or b"<!ENTITY" in xml[:5000]:
        raise InputError(f"{name} is no proper Word file: its text declares entities, which Word never writes")
    within_tags(xml, name)
    try:
        return etree.fromstring(xml.replace(_STRICT, W[1:-1].encode()), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{name} is damaged: its text is not well-formed XML ({error}); save it again") from error


def addresses(package: Package, name: str) -> dict[str, str]:
    """Where the hyperlinks lead, by their ids; notes have ids of their own, which are rarely the same."""
    found: dict[str, str] = {}
    for part in ("endnotes", "footnotes", "document"):
        xml = package.read(f"word/_rels/{part}.xml.rels")
        for relation in parse_part(xml, name) if xml else ():
            target = relation.get("Target") or ""
            if target.lower().startswith(("http://", "https://")):
                found[relation.get("Id") or ""] = target
    return found


def properties(package: Package, name: str) -> dict[str, str]:
    """The citations that Zotero keeps outside the text, by the bookmark that shows them; long ones are cut in parts."""
    xml = package.read("docProps/custom.xml")
    parts: dict[str, list[tuple[int, str]]] = {}
    for one in parse_part(xml, name) if xml else ():
        cut = re.fullmatch(r"(ZOTERO_BREF_\w+?)_(\d+)", one.get("name") or "")
        if cut:
            parts.setdefault(cut.group(1), []).append((int(cut.group(2)), "".join(one.itertext())))
    return {bookmark: "".join(text for _, text in sorted(texts)) for bookmark, texts in parts.items()}


def styles(package: Package, name: str) -> dict[str, str]:
    """The names of the styles, by their ids."""
    xml = package.read("word/styles.xml")
    if not xml:
        return {}
    found = {}
    for style in parse_part(xml, name).iter(f"{W}style"):
        named = style.find(f"{W}name")
        if named is not None:
            found[style.get(f"{W}styleId") or ""] = named.get(f"{W}val") or ""
    return found


def numbering(package: Package, name: str) -> dict[tuple[str, str], str]:
    """(list, level) -> how it counts: "decimal", "bullet" …"""
    xml = package.read("word/numbering.xml")
    if not xml:
        return {}
    root = parse_part(xml, name)
    formats: dict[tuple[str, str], str] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        for level in abstract.iter(f"{W}lvl"):
            shape = level.find(f"{W}numFmt")
            key = (abstract.get(f"{W}abstractNumId") or "", level.get(f"{W}ilvl") or "0")
            formats[key] = (shape.get(f"{W}val") or "") if shape is not None else ""
    found = {}
    for num in root.iter(f"{W}num"):
        of = num.find(f"{W}abstractNumId")
        for (abstract_id, level_id), shape_name in formats.items():
            if of is not None and of.get(f"{W}val") == abstract_id:
                found[num.get(f"{W}numId") or "", level_id] = shape_name
    return found


def notes(package: Package, name: str) -> dict[str, etree._Element]:
    """The footnotes and endnotes, by "footnote-ID" and "endnote-ID"."""
    found = {}
    for kind in ("footnote", "endnote"):
        xml = package.read(f"word/{kind}s.xml")
        for note in parse_part(xml, name).iter(f"{W}{kind}") if xml else ():
            if note.get(f"{W}type") is None:
                found[f"{kind}-{note.get(f'{W}id')}"] = note
    return found
