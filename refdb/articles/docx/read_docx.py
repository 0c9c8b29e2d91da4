"""Word files (DOCX) -> Article: paragraphs, notes, and the citations that reference managers keep in fields.

Read straight from the package (ECMA-376, WordprocessingML): python-docx knows neither fields nor notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from refdb.articles import kinds
from refdb.articles.assembling import Piece, PieceBuilder, article_from_pieces
from refdb.articles.docx.bylines import byline
from refdb.articles.docx.fields import (
    Cited,
    UnreadableFieldError,
    cited_by_code,
    cited_by_tag,
    keys_of_word,
    word_sources,
)
from refdb.articles.docx.parts import W, addresses, notes, numbering, parse_part, properties, styles
from refdb.articles.packages import Package
from refdb.articles.superscripts import raised
from refdb.errors import InputError
from refdb.model import Article, BlockKind, ParsedReference, Source
from refdb.text.budgets import within_paragraphs
from refdb.text.headings import is_reference_heading

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "drawing", "pict", "object", "sdtPr"))
_BIBLIOGRAPHY = re.compile(
    r"ADDIN\s+(?:ZOTERO_BIBL|Mendeley Bibliography|EN\.REFLIST|CitaviBibliography)|^\s*BIBLIOGRAPHY\b"
)
_HEADING = re.compile(r"^(?:heading|title|subtitle|überschrift|titre|título)\b", re.I)
_HYPERLINK = re.compile(r"\s*HYPERLINK\s+\"(https?://[^\"]+)\"", re.I)
MOST_DEEP = 200  # nested fields and tables


def read_docx(data: bytes, source: Source) -> Article:
    """The article of a Word file.

    Raises:
        InputError: damaged, no Word document, or a bomb.
    """
    package = Package(data, source.name)
    document = package.read("word/document.xml")
    if document is None:
        what = "an OpenDocument text" if "content.xml" in package.names else "a ZIP file without a Word document in it"
        raise InputError(f"{source.name} is {what}; save it as .docx and try again")
    root = parse_part(document, source.name)
    body = root.find(f"{W}body")
    if body is None:
        raise InputError(f"{source.name} is a Word file without a text")
    within_paragraphs(sum(1 for _ in body.iter(f"{W}p")), source.name)
    reader = _Reader(
        styles(package, source.name),
        numbering(package, source.name),
        notes(package, source.name),
        addresses(package, source.name),
        properties(package, source.name),
    )
    pieces = [*reader.read(body), *reader.read_notes()]
    for part in package.names:
        if re.fullmatch(r"customXml/item\d+\.xml", part) and reader.word_keys:
            reader.add_word_sources(word_sources(package.read(part) or b""))
    article = article_from_pieces([*pieces, *reader.references()], source)
    if not article.text:
        raise InputError(f"{source.name} holds no text")
    authors, date = byline(package, body, reader.styles, source.name)
    return replace(article, warnings=(*article.warnings, *reader.warnings()), authors=authors, date=date)


@dataclass(slots=True)
class _Field:
    """A field that is open: its code so far, its base64 data, and whether its result is being shown."""

    code: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    shown: bool = False
    marks: int = 0
    bibliography: bool = False


class _Reader:
    """One pass over the body; what is cited is collected on the way."""

    def __init__(
        self,
        styles: Mapping[str, str],
        numbering: Mapping[tuple[str, str], str],
        notes: Mapping[str, etree._Element],
        addresses: Mapping[str, str],
        properties: Mapping[str, str],
    ) -> None:
        self._addresses, self._properties = addresses, properties
        self._bookmarks: dict[str, int] = {}  # open ones, and how many marks each began
        self._boxes: list[etree._Element] = []  # text boxes of the paragraph that is being read
        self.styles, self._numbering, self._notes = styles, numbering, notes
        self._counts: dict[tuple[str, str], int] = {}
        self._builder = PieceBuilder()
        self._fields: list[_Field] = []
        self._cited: dict[str, ParsedReference] = {}
        self._unreadable = 0
        self.word_keys: list[str] = []
        self._noted: list[str] = []

    def read(self, body: etree._Element) -> Iterator[Piece]:
        for element in body:
            yield from self._block(element, "paragraph")

    def _block(self, element: etree._Element, kind: BlockKind, depth: int = 0) -> Iterator[Piece]:
        if depth > MOST_DEEP:
            return
        if element.tag == f"{W}p":
            yield from self._paragraph(element, kind)
        elif element.tag == f"{W}tr":
            for paragraph in element.iter(f"{W}p"):
                self._inline(paragraph)
                self._builder.add("  ")
            yield self._builder.piece("table")
        elif element.tag in (f"{W}tbl", f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"):
            for child in element:
                yield from self._block(child, "table" if element.tag == f"{W}tbl" else kind, depth + 1)

    def _paragraph(self, paragraph: etree._Element, kind: BlockKind) -> Iterator[Piece]:
        listed = any(f.bibliography for f in self._fields)
        number = self._number(paragraph)
        self._builder.add(number)
        self._inline(paragraph)
        listed = listed or any(f.bibliography for f in self._fields)
        piece = self._builder.piece(kind)
        text = piece.text
        boxes, self._boxes = self._boxes, []
        if not text.strip():
            yield replace(piece, text="")
        elif listed and is_reference_heading(text):
            yield replace(piece, kind="reference_heading", marks=())
        elif listed and len(text) > 20:
            yield replace(piece, kind="reference", marks=tuple(m for m in piece.marks if "://" in m.target))
        else:
            yield replace(piece, kind=self._kind(paragraph, text, number, kind))
        for box in boxes:  # text boxes stand behind the paragraph that they hang on
            for child in box:
                yield from self._block(child, kind)

    def _kind(self, paragraph: etree._Element, text: str, number: str, kind: BlockKind) -> BlockKind:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = self.styles.get(style.get(f"{W}val") or "", "") if style is not None else ""
        if name.lower() == "title":
            return "title"
        if _HEADING.match(name):
            return "heading"
        if "caption" in name.lower() or kinds.is_caption(text):
            return "caption"
        if number:
            return "list_item"
        runs = [r for r in paragraph.iter(f"{W}r") if "".join(r.itertext(f"{W}t")).strip()]
        bold = bool(runs) and all(_is_on(r.find(f"{W}rPr/{W}b")) for r in runs)
        if (bold or text.isupper()) and kinds.is_heading(text):
            return "heading"
        return kind

    def _number(self, paragraph: etree._Element) -> str:
        """The number or bullet that Word prints before the paragraph."""
        numbered = paragraph.find(f"{W}pPr/{W}numPr")
        if numbered is None:
            return ""
        ids = [numbered.find(f"{W}{name}") for name in ("numId", "ilvl")]
        num, level = ((e.get(f"{W}val") or "0") if e is not None else "0" for e in ids)
        if num == "0":
            return ""
        self._counts[num, level] = self._counts.get((num, level), 0) + 1
        return "• " if self._numbering.get((num, level)) == "bullet" else f"{self._counts[num, level]}. "

    def _bookmark(self, name: str, number: str) -> None:
        """A bookmark is a name that links lead to; Zotero keeps what it cites under it in the file's properties."""
        self._builder.anchors.append(name)
        keys = self._cited_keys(f"ADDIN ZOTERO_{self._properties[name]}", "") if name in self._properties else []
        for key in keys:
            self._builder.begin_mark(key, cites=True)
        self._bookmarks[number] = len(keys)

    def _inline(self, element: Iterable[etree._Element], depth: int = 0) -> None:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED or depth > MOST_DEEP:
                continue
            if tag == f"{W}r":
                self._run(child)
            elif tag == f"{W}fldSimple":
                self._begin(_Field([child.get(f"{W}instr") or ""]))
                self._show(self._fields[-1])
                self._inline(child, depth + 1)
                self._end()
            elif tag == f"{W}hyperlink" and child.get(f"{W}anchor"):
                self._builder.begin_mark(str(child.get(f"{W}anchor")))
                self._inline(child, depth + 1)
                self._builder.end_mark()
            elif tag == f"{W}hyperlink" and child.get(f"{_R}id") in self._addresses:
                self._builder.begin_mark(self._addresses[str(child.get(f"{_R}id"))])
                self._inline(child, depth + 1)
                self._builder.end_mark()
            elif tag == f"{W}bookmarkStart" and child.get(f"{W}name"):
                self._bookmark(str(child.get(f"{W}name")), str(child.get(f"{W}id")))
            elif tag == f"{W}bookmarkEnd":
                for _ in range(self._bookmarks.pop(str(child.get(f"{W}id")), 0)):
                    self._builder.end_mark()
            elif tag == f"{_MC}AlternateContent":  # the same twice, for new and for old programs
                self._inline(child[:1], depth + 1)
            elif tag == f"{W}sdt":
                self._control(child, depth)
            else:
                self._inline(child, depth + 1)

    def _control(self, control: etree._Element, depth: int) -> None:
        tag = control.find(f"{W}sdtPr/{W}tag")
        keys: list[str] = []
        try:
            keys = self._keep(cited_by_tag(tag.get(f"{W}val") or "") if tag is not None else None)
        except UnreadableFieldError:
            self._unreadable += 1
        for key in keys:
            self._builder.begin_mark(key, cites=True)
        content = control.find(f"{W}sdtContent")
        if content is not None:
            self._inline(content, depth + 1)
        for _ in keys:
            self._builder.end_mark()

    def _run(self, run: etree._Element) -> None:
        align = run.find(f"{W}rPr/{W}vertAlign")
        is_raised = align is not None and align.get(f"{W}val") == "superscript"
        for child in run:
            tag = child.tag
            if tag == f"{W}fldChar":
                self._mark_of_field(child)
            elif tag == f"{W}instrText" and self._fields:
                self._fields[-1].code.append(child.text or "")
            elif tag == f"{W}t" and self._is_shown():
                text = child.text or ""
                self._builder.add(raised(text, self._builder.tail) if is_raised else text)
            elif tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                self._builder.add(" ")
            elif tag == f"{W}noBreakHyphen":
                self._builder.add("-")
            elif tag in (f"{_MC}AlternateContent", f"{W}drawing", f"{W}pict"):
                self._boxes += [box for box in child.iter(f"{W}txbxContent") if not _is_second(box)]
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._note(f"{tag.removeprefix(W)[:-9]}-{child.get(f'{W}id')}")

    def _is_shown(self) -> bool:
        return all(f.shown for f in self._fields)

    def _mark_of_field(self, mark: etree._Element) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin" and len(self._fields) < MOST_DEEP:
            self._begin(_Field())
        if not self._fields:
            return
        data = mark.find(f"{W}fldData")
        if data is not None and data.text:
            self._fields[-1].data.append(data.text)
        if kind == "separate":
            self._show(self._fields[-1])
        elif kind == "end":
            self._end()

    def _begin(self, opened: _Field) -> None:
        self._fields.append(opened)

    def _show(self, shown: _Field) -> None:
        """The field's code is complete: what it cites begins here."""
        shown.shown = True
        code = "".join(shown.code)
        shown.bibliography = bool(_BIBLIOGRAPHY.search(code))
        address = _HYPERLINK.match(code)
        if address:
            self._builder.begin_mark(address.group(1))
            shown.marks += 1
        for key in self._cited_keys(code, "".join(shown.data)):
            self._builder.begin_mark(key, cites=True)
            shown.marks += 1

    def _end(self) -> None:
        ended = self._fields.pop()
        if not ended.shown:  # a field without a result: EndNote's data, hidden in the field that shows the marker
            code, data = "".join(ended.code), "".join(ended.data)
            if self._fields and "EN.CITE.DATA" in code:
                self._fields[-1].data.append(data)
            return
        for _ in range(ended.marks):
            self._builder.end_mark()

    def _cited_keys(self, code: str, data: str) -> list[str]:
        if "EN.CITE.DATA" in code:
            return []
        try:
            keys = self._keep(cited_by_code(code, data))
        except UnreadableFieldError:
            self._unreadable += 1
            return []
        word = keys_of_word(code)
        self.word_keys += word
        return keys or [f"word:{key}" for key in word]

    def _keep(self, cited: list[Cited] | None) -> list[str]:
        for one in cited or ():
            self._cited.setdefault(one.key, one.fields)
        return [one.key for one in cited or ()]

    def _note(self, name: str) -> None:
        """A footnote's mark: it leads to the note, and cites what the note's fields cite."""
        if name not in self._notes:
            return
        if name not in self._noted:
            self._noted.append(name)
        keys = self._keys_in_note(self._notes[name])
        for key in (name, *keys):
            self._builder.begin_mark(key, cites=key != name)
        self._builder.add(raised(str(self._noted.index(name) + 1), self._builder.tail or "."))
        for _ in (name, *keys):
            self._builder.end_mark()

    def _keys_in_note(self, note: etree._Element) -> list[str]:
        codes = ["".join(e.text or "" for e in p.iter(f"{W}instrText")) for p in note.iter(f"{W}p")]
        parts = [part for code in codes for part in re.split(r"(?=ADDIN )", code) if part.strip()]
        return [key for part in parts for key in self._cited_keys(part, "")]

    def read_notes(self) -> Iterator[Piece]:
        if self._noted:
            yield Piece("heading", "Notes")
        for n, name in enumerate(self._noted, 1):
            self._builder.add(f"{n}. ")
            for paragraph in self._notes[name].iter(f"{W}p"):
                self._inline(paragraph)
                self._builder.add(" ")
            piece = self._builder.piece("list_item")
            yield replace(piece, anchors=(name, *piece.anchors))

    def add_word_sources(self, sources: Mapping[str, ParsedReference]) -> None:
        for key in self.word_keys:
            if key in sources:
                self._cited.setdefault(f"word:{key}", sources[key])

    def references(self) -> Iterator[Piece]:
        """What the fields cite, outside the text: the list that is printed may say it in other words."""
        for key, fields in self._cited.items():
            yield Piece("reference", "", (), (key,), fields)

    def warnings(self) -> tuple[str, ...]:
        still_open = sum(1 for f in self._fields if "ADDIN" in "".join(f.code))
        count = self._unreadable + still_open
        return (
            (f"{count} citation field(s) of the Word file are damaged and were read as plain text.",) if count else ()
        )


def _is_second(box: etree._Element) -> bool:
    """Whether a text box is the copy that old programs read."""
    return any(a.tag == f"{_MC}Fallback" for a in box.iterancestors())


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{W}val") not in ("0", "false")
