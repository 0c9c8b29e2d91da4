"""A file -> Article; the reader is chosen by what the file holds, not by its name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from refdb.errors import InputError, being_read
from refdb.model import Article, Source
from refdb.text.budgets import MOST_BYTES, within_source
from refdb.text.encodings import decode, is_uncertain, shown_path

_ZIP = b"mimetypeapplication/"  # the first part of such packages, stored as it is
_READ = "it reads text, Markdown, HTML, PDF, Word (.docx), JATS XML and LaTeX; a scan needs OCR first"
_UNREADABLE = (  # first bytes -> what it is, and what to do
    (b"\xd0\xcf\x11\xe0", "an old Word file", "save it as .docx, or as plain text or HTML first"),
    (b"{\\rtf", "a rich text file", "save it as .docx, or as plain text or HTML first"),
    (_ZIP + b"vnd.oasis.opendocument", "an OpenDocument text", "save it as .docx and try again"),
    (_ZIP + b"epub", "an e-book", "save it as HTML or plain text and try again"),
    (b"\x89PNG", "a picture", _READ),
    (b"\xff\xd8\xff", "a picture", _READ),
    (b"GIF8", "a picture", _READ),
    (b"SQLite format 3", "a database", "refdb audit reads articles"),
)
_NUMBERED_MARK = re.compile(r"【(\d{1,4})(?::\d{1,4})?†[^】\n]{0,120}】")
_LOST_MARK = re.compile(
    r"\s?[\ue200-\ue20f]?(?:(?:file)?cite)?[\ue200-\ue20f]?(?:turn\d{1,3}(?:search|view|news|fetch|file|academia|image|find)\d{1,3}[\ue200-\ue20f]?)+|"
    r"\s?:contentReference\[oaicite:\d+\](?:\{index=\d+\})?|\s?\[oai_citation:\d+[^\]]*\](?:\([^)\s]*\))?"
)
_CHAT = re.compile(r"†|oaicite|oai_citation|turn\d{1,3}(?:search|view|news|fetch|file)\d")


def read(path: Path) -> Article:
    """Read an article.

    Raises:
        InputError: one line that names the file, what is wrong with it, and what to do.
    """
    with being_read(path, "give the article's file"):
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path} has more than {MOST_BYTES // 1_000_000} MB: that is no article")
        data = path.read_bytes()
    return read_bytes(data, shown_path(path.name), path)


def read_bytes(data: bytes, name: str, path: Path | None = None) -> Article:
    """Read an article from its bytes; ``name`` is for messages, ``path`` for what lies beside it (LaTeX).

    Raises:
        InputError: as ``read``.
    """
    for magic, what, advice in _UNREADABLE:
        if data.startswith(magic) or (magic.startswith(_ZIP) and magic in data[:200]):
            raise InputError(f"{name} is {what}, which this refdb cannot read: {advice}")
    digest = hashlib.sha256(data).hexdigest()
    if b"%PDF" in data[:1024]:
        from refdb.articles.pdf.read_pdf import read_pdf

        return read_pdf(data, Source(name, "pdf", digest))
    if _is_archive(data):
        from refdb.articles.latex.read_latex import read_latex_archive

        return read_latex_archive(data, Source(name, "latex", digest))
    if data.startswith(b"PK\x03\x04"):
        from refdb.articles.docx.read_docx import read_docx

        return read_docx(data, Source(name, "docx", digest))
    text, encoding = decode(data, name)
    article = _of_text(text, data, Source(name, "", digest, encoding), path)
    if is_uncertain(encoding):
        said = f"The text was read as {encoding}; if letters are wrong, save it as UTF-8 and try again."
        article = replace(article, warnings=(*article.warnings, said))
    return article


def _of_text(text: str, data: bytes, source: Source, path: Path | None) -> Article:
    """The article of a file that is text, by what the text looks like."""
    text = without_chat_marks(text)
    from refdb.articles.html.read_html import looks_like_html, read_html  # lxml takes time to import
    from refdb.articles.jats.read_jats import looks_like_xml, read_jats
    from refdb.articles.latex.read_latex import looks_like_latex, read_latex
    from refdb.articles.markup.markdown import looks_like_markdown, read_markdown
    from refdb.articles.markup.typst import looks_like_typst, read_typst
    from refdb.articles.plaintext import read_plaintext
    from refdb.articles.reference_files import read_references
    from refdb.bibliography.kinds import kind_of_reference_file

    if looks_like_xml(text[:4000]):
        return read_jats(data, replace(source, format="jats"))
    if looks_like_html(text):
        return read_html(text, replace(source, format="html"))
    listed = kind_of_reference_file(text[:20_000])
    if listed:
        return read_references(text, replace(source, format=listed))
    within_source(len(text), source.name)
    if looks_like_latex(text[:60_000]):
        return read_latex(path, text, replace(source, format="latex"))
    if looks_like_typst(text, source.name):
        return read_typst(text, replace(source, format="typst"), path)
    if looks_like_markdown(text, source.name):
        return read_markdown(text, replace(source, format="markdown"), path)
    return read_plaintext(text, replace(source, format="text"))


def without_chat_marks(text: str) -> str:
    """The text with the private marks of chat exports as numbers in brackets, or gone where they lead nowhere.

    >>> without_chat_marks("It does not【8†source】 help citeturn0search3turn1search0.")
    'It does not[8] help.'
    """
    if not _CHAT.search(text):
        return text
    return _LOST_MARK.sub("", _NUMBERED_MARK.sub(r"[\1]", text))


def _is_archive(data: bytes) -> bool:
    """Whether the bytes are an archive of sources: a TAR, packed or not, or a ZIP without a Word document in it."""
    if data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        return True
    if data.startswith(b"PK\x03\x04"):
        return b".tex" in data and b"word/document.xml" not in data
    return data[257:262] == b"ustar"
