"""PDF -> Article: text with its columns, paragraphs, reference entries and links, by pdfium."""

from __future__ import annotations

import pypdfium2

from refdb.articles.assembling import article_from_pieces
from refdb.articles.pdf_blocks import to_pieces
from refdb.articles.pdf_layout import reading_order
from refdb.articles.pdf_words import Page, TooMuch, open_document, read_pages
from refdb.errors import InputError
from refdb.model import Article, Source


def read_pdf(data: bytes, source: Source) -> Article:
    """The article of a PDF.

    Raises:
        InputError: it is protected by a password, damaged, without text, or too large to be an article.
    """
    pages, title = _pages(data, source.name)
    if not any(page.words for page in pages):
        if any(page.has_image for page in pages):
            raise InputError(f"{source.name}: the PDF has no text layer, its pages are pictures; it needs OCR first")
        raise InputError(f"{source.name}: no text was found in the PDF")
    return article_from_pieces(to_pieces(reading_order(pages), title), source)


def _pages(data: bytes, name: str) -> tuple[list[Page], str]:
    try:
        document = open_document(data)
        return list(read_pages(document)), document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{name}: {error}") from None
    except TooMuch as error:
        raise InputError(f"{name}: {error}: that is no article") from None
