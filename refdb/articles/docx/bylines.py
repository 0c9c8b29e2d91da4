"""Who wrote a Word file and when: paragraphs in the styles that are named so, else who its properties name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from refdb.articles.bylines import dated, in_line, named
from refdb.articles.docx.parts import W, parse_part
from refdb.articles.packages import Package

_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_AUTHOR_STYLE = re.compile(r"(?:\w+[ _])?(?:authors?|author names?|by-?line|autor(?:en)?|auteurs?)", re.I)
_DATE_STYLE = re.compile(r"(?:date|datum|publication date)", re.I)
_SHOWN = (f"{W}t", f"{W}br", f"{W}tab")
MOST_PARAGRAPHS = 60  # at the beginning, among which the authors stand


def byline(package: Package, body: etree._Element, styles: Mapping[str, str], name: str) -> tuple[tuple[str, ...], str]:
    """The authors and the date of a Word file; that it was saved some day says nothing of the article's."""
    authors: list[str] = []
    date = ""
    for n, paragraph in enumerate(body.iter(f"{W}p")):
        if n >= MOST_PARAGRAPHS:
            break
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        called = styles.get(style.get(f"{W}val") or "", "") if style is not None else ""
        text = _text(paragraph)
        if _AUTHOR_STYLE.fullmatch(called):
            authors += in_line(text)
        elif _DATE_STYLE.fullmatch(called):
            date = date or dated(text)
    if not authors:
        core = package.read("docProps/core.xml")
        creators = [one.text or "" for one in parse_part(core, name).iter(_CREATOR)] if core else []
        authors = [each for creator in creators for each in in_line(creator)]
    return named(authors), date


def _text(paragraph: etree._Element) -> str:
    """The text of a paragraph without its raised marks, which stand for addresses."""
    out = []
    for run in paragraph.iter(f"{W}r"):
        align = run.find(f"{W}rPr/{W}vertAlign")
        if align is None or align.get(f"{W}val") != "superscript":
            out += [(piece.text or "") if piece.tag == f"{W}t" else " " for piece in run.iter(*_SHOWN)]
    return "".join(out)
