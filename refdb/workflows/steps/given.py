"""What a user hands over - a path, or bytes with a name - as an article with its references and citations."""

from __future__ import annotations

from pathlib import Path

from refdb.errors import InputError
from refdb.model import Article

Given = str | Path | bytes


def extract(article: Given, name: str = "") -> Article:
    """Read an article: its text, its references and its citations. No library is needed.

    Args:
        article: the file's path, or its bytes.
        name: the file's name, where bytes are given: "article.docx". What a file is, its content says.

    Returns:
        The article; ``warnings`` says what is odd about its list and its markers.

    Raises:
        InputError: it cannot be read, in a line that says why and what to do.
    """
    from refdb.articles.reading import read, read_bytes
    from refdb.citations.extraction import extract as with_references

    if not isinstance(article, bytes):
        return with_references(read(Path(article)))
    if not name:
        raise InputError('bytes need the name of the file they are from: name="article.docx"')
    return with_references(read_bytes(article, name))
