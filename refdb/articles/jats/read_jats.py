"""JATS XML -> Article: its sections, and the references and links that it keeps as such.

Tag set: Journal Article Tag Suite, ANSI/NISO Z39.96. Entities are never expanded and no DTD is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.entities import name2codepoint

from lxml import etree

from refdb.articles.assembling import Piece, PieceBuilder, article_from_pieces
from refdb.articles.bylines import date_of, named
from refdb.articles.jats.ref_elements import references_of
from refdb.articles.superscripts import raised
from refdb.errors import InputError
from refdb.model import Article, BlockKind, Source
from refdb.text.budgets import within_tags
from refdb.text.encodings import decode

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)")
_ROOTS = ("article", "sub-article", "response")
_BLOCKS: dict[str, BlockKind] = {
    "p": "paragraph", "title": "heading", "label": "paragraph", "list-item": "list_item", "caption": "caption",
    "tr": "table", "disp-quote": "paragraph", "verse-group": "paragraph", "def-item": "paragraph", "sec": "paragraph",
    "fig": "caption", "table-wrap": "caption", "table-wrap-foot": "caption", "boxed-text": "paragraph",
    "fn": "paragraph", "ack": "paragraph", "app": "paragraph", "statement": "paragraph", "subtitle": "heading",
    "disp-formula": "paragraph", "supplementary-material": "caption", "speech": "paragraph",
}  # fmt: skip
# Kinds that paragraphs inside them take over.
_HANDED_DOWN = ("caption", "table", "list_item", "abstract")
_DROPPED = frozenset(
    "object-id tex-math graphic media inline-graphic alt-text long-desc permissions contrib-group aff author-notes "
    "journal-meta article-categories history pub-date kwd-group funding-group counts custom-meta-group article-id "
    "related-article related-object self-uri ref-list sub-article response processing-meta annotation "
    "supplement volume issue fpage lpage elocation-id trans-title-group alt-title contrib-id".split()
)


def looks_like_xml(head: str) -> bool:
    """Whether a text is XML other than a page: by its declaration, its doctype or its root."""
    start = _DECLARATION.sub("", head).lstrip()
    declared = head.lstrip().startswith("<?xml") and not re.match(r"<!doctype html|<html", start, re.I)
    return declared or bool(re.match(r"<!DOCTYPE (?!html)|<article[\s>]", start))


def read_jats(data: bytes, source: Source) -> Article:
    """The article that a JATS file holds, with the references and the links that it marks as such.

    Raises:
        InputError: not well-formed from its beginning on, nested too deeply, or no JATS article.
    """
    root, warnings = _parse(data, source.name)
    article = next((e for e in root.iter("article") if e.find(".//body") is not None or _has_front(e)), None)
    if article is None:
        raise InputError(f"{source.name} is XML, but not a JATS article (its root is <{root.tag}>)")
    read = article_from_pieces([*_Walk().pieces(article), *_listed(article)], source)
    if not read.text:
        raise InputError(f"{source.name} is a JATS article without text")
    authors, date = _byline(article)
    return replace(read, warnings=(*warnings, *read.warnings), authors=authors, date=date)


_NAMES = ("name", "name-alternatives/name", "string-name[surname]")


def _byline(article: etree._Element) -> tuple[tuple[str, ...], str]:
    """The authors, and the day on which the article first came out."""
    names = []
    for contrib in article.findall("front/article-meta/contrib-group/contrib"):
        if contrib.get("contrib-type", "author") == "author":
            name = next((e for path in _NAMES if (e := contrib.find(path)) is not None), None)
            parts = [name.findtext(part) or "" for part in ("given-names", "surname")] if name is not None else []
            other = next((e for path in ("string-name", "collab") if (e := contrib.find(path)) is not None), None)
            if other is not None and not any(parts):  # a group's members stand within it: its own text is its name
                parts = other.xpath("text()|named-content//text()|institution//text()") or list(other.itertext())
            names.append(" ".join(parts))
    dates = [
        date_of(*[" ".join((one.findtext(part) or "").split()) for part in ("year", "month", "day")])
        for one in article.findall("front/article-meta/pub-date")
    ]
    known = [date for date in dates if date]
    # The finest of them, and of those the first: many files give the year beside the day online.
    return named(names), min(known, key=lambda date: (-len(date), date), default="")


def _has_front(element: etree._Element) -> bool:
    return element.find("front/article-meta") is not None or element.find(".//ref-list") is not None


def _parse(data: bytes, name: str) -> tuple[etree._Element, tuple[str, ...]]:
    encoded = _as_utf8(data, name)
    within_tags(encoded, name)
    strict = _parser(recover=False)
    try:
        return etree.fromstring(encoded, strict), ()
    except (etree.XMLSyntaxError, ValueError) as error:
        cause = str(getattr(error, "msg", error)).split("\n")[0]
    # A file cut short keeps what stands before the cut.
    root = None
    if re.search(r"premature end|tag mismatch|not terminated|unclosed|end of file|endtag", cause, re.I):
        try:
            root = etree.fromstring(encoded, _parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            root = None
    if root is None:
        raise InputError(f"{name} is not well-formed XML ({cause}); export it again, or save the article as text")
    return root, (f"The file is damaged ({cause}): what stands after that may be missing.",)


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding="utf-8",
    )


def _as_utf8(data: bytes, name: str) -> bytes:
    """The file as UTF-8; what it declares is believed where its bytes agree, and never "ASCII"."""
    declared = _ENCODING.match(data[:200])
    encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        text = data.decode("utf-8" if encoding.lower() in ("us-ascii", "ascii") else encoding)
    except (UnicodeDecodeError, LookupError):
        text, _ = decode(data, name)
    return _DECLARATION.sub("", text.lstrip("\ufeff")).encode("utf-8", "replace")


def _listed(article: etree._Element) -> Iterator[Piece]:
    """The reference lists, as pieces that hold their fields; lists in sub-articles are not this article's."""
    for listed in article.iter("ref-list"):
        if any(a.tag in _ROOTS[1:] or a.tag == "ref-list" for a in listed.iterancestors()):
            continue
        yield Piece("reference_heading", " ".join("".join(listed.xpath("./title//text()")).split()) or "References")
        for ref in listed.iter("ref"):
            for found in references_of(ref):
                yield Piece("reference", found.parsed.raw, (), found.anchors, found.parsed, found.label)


class _Walk:
    """One pass over the elements in the order of the text. libxml2 refuses files nested deeper than 256."""

    def __init__(self) -> None:
        self._builder = PieceBuilder()

    def pieces(self, article: etree._Element) -> Iterator[Piece]:
        for path, kind in (
            ("front/article-meta/title-group/article-title", "title"),
            ("front/article-meta/title-group/subtitle", "heading"),
            ("front/article-meta/abstract", "abstract"),
            ("front/article-meta/trans-abstract", "abstract"),
            ("body", "paragraph"),
            ("back", "paragraph"),
            ("floats-group", "caption"),
        ):
            for element in article.findall(path):
                yield from self._inside(element, kind)  # type: ignore[arg-type]

    def _inside(self, element: etree._Element, kind: BlockKind) -> Iterator[Piece]:
        """The pieces of an element whose own text is of this kind."""
        self._anchor(element)
        self._builder.add(element.text or "")
        for child in element:
            yield from self._child(child, kind)
            self._builder.add(child.tail or "")
        yield from self._flush(kind)

    def _child(self, child: etree._Element, kind: BlockKind) -> Iterator[Piece]:
        tag = child.tag
        if not isinstance(tag, str):
            self._builder.add(_entity(child))
        elif tag in _DROPPED:
            return
        elif tag in _BLOCKS and not (tag == "label" and kind == "caption"):
            yield from self._flush(kind)
            own = _BLOCKS[tag]
            yield from self._inside(child, kind if own == "paragraph" and kind in _HANDED_DOWN else own)
        elif tag == "xref" and child.get("ref-type") == "bibr":
            self._xref(child)
        elif tag == "sup" and len(child) == 0:
            self._builder.add(raised(child.text or "", self._builder.tail))
        else:
            self._anchor(child)
            self._builder.add(" " if tag in ("break", "td", "th", "label") else "")
            self._builder.add(child.text or "")
            for grandchild in child:
                yield from self._child(grandchild, kind)
                self._builder.add(grandchild.tail or "")
            self._builder.add("  " if tag in ("td", "th", "label") else "")

    def _xref(self, xref: etree._Element) -> None:
        targets = (xref.get("rid") or "").split()
        text = "".join(xref.itertext())
        is_raised = xref.find("sup") is not None or any(a.tag == "sup" for a in xref.iterancestors("sup"))
        for target in targets:
            self._builder.begin_mark(target, cites=True)
        self._builder.add(raised(text, self._builder.tail) if is_raised else text)
        for _ in targets:
            self._builder.end_mark()

    def _anchor(self, element: etree._Element) -> None:
        if element.get("id"):
            self._builder.anchors.append(str(element.get("id")))

    def _flush(self, kind: BlockKind) -> Iterator[Piece]:
        piece = self._builder.piece(kind)
        if piece.text or piece.anchors:
            yield piece


def _entity(node: etree._Element) -> str:
    """A character that HTML names (&nbsp;, &alpha;); an entity of the file's own making is left out."""
    name = getattr(node, "name", "") or ""
    return chr(name2codepoint[name]) if name in name2codepoint else ""
