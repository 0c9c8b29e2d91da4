"""PDF -> Article: text with its columns, paragraphs, reference entries and links, by pdfium."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from refdb.articles.assembling import article_from_pieces
from refdb.articles.bylines import in_line
from refdb.articles.pdf.blocks import to_pieces
from refdb.articles.pdf.layout import reading_order
from refdb.articles.pdf.limits import MOST_UNPACKED, unpacked_size
from refdb.articles.pdf.words import Page, TooMuch, open_document, read_pages
from refdb.articles.pdf.worker import read_apart
from refdb.articles.recognising import SAID, with_text
from refdb.errors import InputError
from refdb.model import Article, Source

_HEAD = 4_000  # characters in which the authors are printed
_MARKS = 30  # characters behind a name that may be marks of addresses
_GOES_ON = re.compile(r"(?:[\s\d*†‡§¶⁰-⁹¹²³]|[a-z](?![a-z]))*(?:,|;|&|·|•|and\b|und\b|et\b)")  # another name follows


def read_pdf(data: bytes, source: Source) -> Article:
    """The article of a PDF.

    Raises:
        InputError: it is protected by a password, damaged, without text, or too large to be an article.
    """
    name = source.name
    try:
        pages, title, author, code = _pages(data)
        lines = reading_order(pages)
    except (TooMuch, MemoryError) as error:
        raise InputError(f"{name} is no article, or a damaged one: {error}; save it anew or as text") from None
    if code == pdfium.FPDF_ERR_PASSWORD:
        raise InputError(f"{name} is password-protected: save a copy without the password first")
    if code:
        raise InputError(f"{name} is a damaged PDF that cannot be opened: get it anew, or save its text")
    if not lines:
        recognised = with_text(data) if any(page.has_image for page in pages) else None
        if recognised is None:
            raise InputError(f"{name}: {_without_text(pages)}")
        pages, *_ = _pages(recognised)
        lines = reading_order(pages)
        if not lines:
            raise InputError(f"{name}: ocrmypdf found no text in its pictures either")
        article = article_from_pieces(to_pieces(lines, title), source)
        return replace(article, warnings=(*article.warnings, SAID))
    article = article_from_pieces(to_pieces(lines, title), source)
    return replace(article, warnings=(*article.warnings, *_warnings(data, pages)), authors=_printed(author, article))


def _printed(author: str, article: Article) -> tuple[str, ...]:
    """The authors that the file's properties name, where the article prints all of them at its beginning.

    Properties name whoever wrote the template or ran the press as often as they name the authors.
    """
    names, head = in_line(author), article.text[:_HEAD]
    at = [head.lower().find(name.split()[-1].lower()) for name in names]
    if not names or min(at) < 0:
        return ()
    behind = head[at[0] + len(names[0].split()[-1]) :][:_MARKS]
    return names if len(names) > 1 or not _GOES_ON.match(behind) else ()  # some name the first of many


def _pages(data: bytes) -> tuple[list[Page], str, str, int]:
    """The pages, the title and the authors that the file names, and pdfium's error code or 0."""
    size, apart = unpacked_size(data)
    if size > MOST_UNPACKED:
        raise TooMuch(f"it unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
    if apart:
        return read_apart(data)
    try:
        document = open_document(data)
    except pypdfium2.PdfiumError as error:
        return [], "", "", error.err_code or -1
    try:
        told = [document.get_metadata_value(name) for name in ("Title", "Author")]
        return list(read_pages(document)), told[0], told[1], 0
    finally:
        document.close()


def _without_text(pages: Sequence[Page]) -> str:
    if any(page.has_image for page in pages):
        return (
            "the PDF has no text layer, its pages are pictures; it needs OCR first: install ocrmypdf, and refdb uses it"
        )
    if any(page.failed for page in pages):
        return "the PDF is damaged, its pages cannot be read; get it anew, or save its text"
    return "no text was found in the PDF"


def _warnings(data: bytes, pages: Sequence[Page]) -> list[str]:
    warnings = []
    if b"%%EOF" not in data[-2048:]:
        warnings.append("The PDF is cut short or damaged: text may be missing.")
    failed = [str(n) for n, page in enumerate(pages, 1) if page.failed]
    if failed:
        warnings.append(f"The PDF is damaged: page {', '.join(failed[:10])} cannot be read.")
    pictures = [str(n) for n, page in enumerate(pages, 1) if page.has_image and not page.words]
    if pictures:
        warnings.append(
            f"Page {', '.join(pictures[:10])} of the PDF has no text layer (pictures only) and was not read."
        )
    return warnings
