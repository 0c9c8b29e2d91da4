"""The words of a PDF's pages with their places, sizes and links, as pdfium gives them."""

from __future__ import annotations

import ctypes
import math
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MOST_PAGES = 600  # a journal's article is never longer; a volume given by mistake would take minutes
MOST_CHARACTERS = 4_000_000
MOST_SECONDS = 8.0
MOST_ADDRESS = 2_000  # bytes of a web address

Handle = Any  # a pointer of pdfium's, whose types pypdfium2 does not name
_BOLD = re.compile(r"bold|black|heavy|demi|cmbx|cmssbx|medi(?:um)?(?:ital)?$|-b$|\.b$", re.I)
# Accents that TeX draws as characters of their own, over the letter that follows.
_COMBINING = "\u0301\u0300\u0308\u0302\u0303\u030c\u0327\u030a\u0304\u0306\u0307\u030b\u0328"
ACCENTS = dict(zip("´`¨ˆ˜ˇ¸˚¯˘˙˝˛", _COMBINING, strict=True))
_SPACES = frozenset(
    "\x00\t\n\r \xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_LIGATURES = {chr(0xFB00 + i): letters for i, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
# pdfium gives \x02 for the hyphen at a line's end; Symbol's bullets are private characters.
_ONE_FOR_ANOTHER = {"\x02": "-", "\u2011": "-", "\uf0b7": "•", "\uf0a7": "▪", **_LIGATURES}
_HIDDEN = 4  # in place of a turn: text that is not drawn, which is the page's only where all of it is (a scan, read)
_GAP = 0.2  # of the size: white that parts two words


@dataclass(slots=True)
class Word:
    """Characters of one style without a blank between them. ``y`` is the baseline, upwards; ``blank``: one follows."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    blank: bool = False
    link: str = ""  # where it leads inside the document, see ``target``
    starts: list[float] = field(default_factory=list)  # left edges of its characters


@dataclass(slots=True)
class Page:
    """A page's words in the order in which they were drawn."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    has_image: bool = False
    failed: bool = False


def target(page: int, x: float, y: float) -> str:
    """The name of a place that links lead to."""
    return f"{page} {x:.0f} {y:.0f}"


def place(name: str) -> tuple[int, float, float]:
    """The place that ``target`` named."""
    page, x, y = name.split()
    return int(page), float(x), float(y)


class TooMuch(Exception):
    """The document is larger than an article can be; the message says in what."""


def open_document(data: bytes) -> pypdfium2.PdfDocument:
    """The document.

    Raises:
        pypdfium2.PdfiumError: it cannot be opened; ``err_code`` says why.
    """
    return pypdfium2.PdfDocument(data)


def read_pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    """The pages, one after the other.

    Raises:
        TooMuch: more pages, characters or time than an article can need.
    """
    if len(document) > MOST_PAGES:
        raise TooMuch(f"it has {len(document)} pages")
    began, characters = time.thread_time(), 0
    for number in range(len(document)):
        raw = pdfium.FPDF_LoadPage(document.raw, number)
        if not raw:
            yield Page(0, 0, failed=True)
            continue
        try:
            page = Page(pdfium.FPDF_GetPageWidthF(raw), pdfium.FPDF_GetPageHeightF(raw))
            characters += _read_page(document, raw, page)
        finally:
            pdfium.FPDF_ClosePage(raw)
        if characters > MOST_CHARACTERS:
            raise TooMuch(f"it has more than {MOST_CHARACTERS:,} characters")
        if time.thread_time() - began > MOST_SECONDS:
            raise TooMuch(f"reading took more than {MOST_SECONDS:.0f} seconds")
        yield page


def _read_page(document: pypdfium2.PdfDocument, raw: Handle, page: Page) -> int:
    text = pdfium.FPDFText_LoadPage(raw)
    if not text:
        page.failed = True
        return 0
    try:
        count = min(int(pdfium.FPDFText_CountChars(text)), MOST_CHARACTERS + 1)
        page.words = _words(text, count)
    finally:
        pdfium.FPDFText_ClosePage(text)
    if not page.words:
        objects = min(pdfium.FPDFPage_CountObjects(raw), 1000)
        drawn = {pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(raw, i)) for i in range(objects)}
        page.has_image = bool(drawn & {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM})
    links = list(_links(document, raw))
    if links:
        page.words = [part for word in page.words for part in _linked(word, links)]
    return count


def _linked(word: Word, links: list[tuple[float, float, float, float, str]]) -> list[Word]:
    """The word, cut where a link begins or ends in it: "[7-16]" may be two links."""
    height = word.y + 0.3 * word.size
    near = [box for box in links if box[1] <= height <= box[3] and box[0] < word.x1 and word.x0 < box[2]]
    if not near:
        return [word]
    ends = [*word.starts[1:], word.x1]
    middles = [(a + b) / 2 for a, b in zip(word.starts, ends, strict=True)]
    if len(middles) != len(word.text):  # an accent was drawn apart from its letter
        middles = [word.x0 + (word.x1 - word.x0) * (i + 0.5) / len(word.text) for i in range(len(word.text))]
        ends = [m + (word.x1 - word.x0) * 0.5 / len(word.text) for m in middles]
    names = [next((box[4] for box in near if box[0] <= middle <= box[2]), "") for middle in middles]
    parts: list[Word] = []
    for i, name in enumerate(names):
        if parts and parts[-1].link == name:
            parts[-1].text += word.text[i]
            parts[-1].x1 = ends[i]
        else:
            start = parts[-1].x1 if parts else word.x0
            parts.append(Word(word.text[i], start, ends[i], word.y, word.size, word.bold, link=name))
    parts[-1].blank = word.blank
    return parts


def _links(document: pypdfium2.PdfDocument, raw: Handle) -> Iterator[tuple[float, float, float, float, str]]:
    """Links to a place in the document or out of it: their boxes, and the place's name or the address."""
    at, link, box = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    flags = [pdfium.FPDF_BOOL() for _ in range(3)]
    spot = [pdfium.FS_FLOAT() for _ in range(3)]
    for _ in range(5000):
        if not pdfium.FPDFLink_Enumerate(raw, at, link):
            return
        to = pdfium.FPDFLink_GetDest(document.raw, link)
        if not pdfium.FPDFLink_GetAnnotRect(link, box):
            continue
        if not to:
            address = _address(document, link)
            if address:
                low, high = sorted((box.bottom, box.top))
                yield box.left, low, box.right, high, address
            continue
        number = pdfium.FPDFDest_GetDestPageIndex(document.raw, to)
        if number < 0 or not pdfium.FPDFDest_GetLocationInPage(to, *flags, *spot) or not flags[1].value:
            continue
        x = spot[0].value if flags[0].value else -1.0
        low, high = sorted((box.bottom, box.top))
        yield box.left, low, box.right, high, target(number, x, spot[1].value)


def _address(document: pypdfium2.PdfDocument, link: Handle) -> str:
    """The address that a link leads out to, or nothing."""
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    length = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0)
    if not 0 < length <= MOST_ADDRESS:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(document.raw, action, buffer, length)
    address = buffer.value.decode("utf-8", "replace")
    return address if address.lower().startswith(("http://", "https://")) else ""


@dataclass(slots=True)
class _Style:
    size: float
    bold: bool
    turn: int  # quarters of a circle, anticlockwise; or _HIDDEN


def _style(text: Handle, index: int, element: Handle) -> _Style:
    matrix, size = pdfium.FS_MATRIX(), ctypes.c_float()
    if not element or not pdfium.FPDFText_GetMatrix(text, index, matrix):
        return _Style(abs(pdfium.FPDFText_GetFontSize(text, index)) or 1.0, False, 0)
    pdfium.FPDFTextObj_GetFontSize(element, size)
    font = pdfium.FPDFTextObj_GetFont(element)
    name = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(font, name, 200)
    bold = (
        bool(_BOLD.search(name.value.decode("latin-1")))
        or pdfium.FPDFFont_GetWeight(font) >= 600
        or pdfium.FPDFTextObj_GetTextRenderMode(element) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
    )
    if pdfium.FPDFTextObj_GetTextRenderMode(element) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return _Style(max(0.5, abs(size.value) * math.hypot(matrix.c, matrix.d)), bold, _HIDDEN)
    scale = math.hypot(matrix.c, matrix.d)
    turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4
    return _Style(max(0.5, abs(size.value) * scale), bold, turn)


def _words(text: Handle, count: int) -> list[Word]:
    found: dict[int, list[Word]] = {}
    turns: Counter[int] = Counter()
    styles: dict[int, _Style] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    get_object, unicode_of = pdfium.FPDFText_GetTextObject, pdfium.FPDFText_GetUnicode
    origin, loose, generated = (
        pdfium.FPDFText_GetCharOrigin,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_IsGenerated,
    )
    builder = _Builder()
    turn = -1
    for i in range(count):
        character = _character(unicode_of(text, i))
        if character in _SPACES:
            builder.space(by_pdfium=generated(text, i) == 1)
            continue
        if not character or not origin(text, i, x, y) or not loose(text, i, box):
            continue
        element = get_object(text, i)
        key = ctypes.cast(element, ctypes.c_void_p).value or 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(text, i, element)
        if style.turn != turn:
            turn = style.turn
            builder = _Builder(found.setdefault(turn, []))
        turns[turn] += 1
        builder.add(character, *_turned(turn, box, x.value, y.value), style)
    if not turns:
        return []
    words = found[turns.most_common(1)[0][0]]  # what stands at right angles to the page's text is no part of it
    for word in words:
        word.text = unicodedata.normalize("NFC", word.text)
    return words


def _character(code: int) -> str:
    if not code or code > 0x10FFFF or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF, 0xFEFF):
        return ""
    character = chr(code)
    character = _ONE_FOR_ANOTHER.get(character, character)
    if character in _SPACES or character.isprintable() or character == "\xad":
        return character
    return ""


def _turned(turn: int, box: Handle, x: float, y: float) -> tuple[float, float, float]:
    """(left, right, baseline) as seen when the text is held upright."""
    if turn in (0, _HIDDEN):
        return box.left, box.right, y
    if turn == 1:
        return min(box.bottom, box.top), max(box.bottom, box.top), -x
    if turn == 2:
        return -box.right, -box.left, -y
    return -max(box.bottom, box.top), -min(box.bottom, box.top), x


class _Builder:
    """Characters in drawing order -> words."""

    def __init__(self, words: list[Word] | None = None) -> None:
        self._words = words if words is not None else []
        self._word: Word | None = None
        self._style: _Style | None = None
        self._spaced = self._perhaps_spaced = False

    def space(self, *, by_pdfium: bool) -> None:
        if by_pdfium:
            self._perhaps_spaced = True
        else:
            self._spaced = True

    def add(self, character: str, x0: float, x1: float, y: float, style: _Style) -> None:
        word = self._word
        if word is not None and self._goes_on(word, x0, x1, y, style):
            if character in ACCENTS and not self._spaced and x1 <= word.x1 + 0.1 * style.size:
                word.text = word.text[:-1] + unicodedata.normalize("NFC", word.text[-1] + ACCENTS[character])
                return
            if word.text[-1] in ACCENTS and x0 < word.x1 - 0.1 * style.size and character.isalpha():
                character = unicodedata.normalize(
                    "NFC", ("i" if character == "ı" else character) + ACCENTS[word.text[-1]]
                )
                word.text = word.text[:-1]
            word.text += character
            word.starts += [x0] * len(character)
            word.x1 = max(word.x1, x1)
            return
        if word is not None:
            gap = x0 - word.x1
            word.blank = self._spaced or (self._perhaps_spaced and gap > 0.03 * word.size) or gap > _GAP * word.size
        self._word = Word(character, x0, x1, y, style.size, style.bold, starts=[x0] * len(character))
        self._style = style
        self._words.append(self._word)
        self._spaced = self._perhaps_spaced = False

    def _goes_on(self, word: Word, x0: float, x1: float, y: float, style: _Style) -> bool:
        gap = x0 - word.x1
        if (
            self._spaced
            or abs(y - word.y) > 0.05 * word.size
            or not -0.9 * word.size < gap < _GAP * word.size
            or x1 < word.x0
        ):
            return False
        if self._perhaps_spaced and gap > 0.03 * word.size:
            return False
        self._perhaps_spaced = False
        return style is self._style or (
            self._style is not None
            and style.bold == self._style.bold
            and abs(style.size - word.size) < 0.03 * word.size
        )
